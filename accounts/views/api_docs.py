"""/api/docs/: the OpenAPI document as a page a person can read, without anything from elsewhere."""

import json
from functools import cache

from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from accounts.access import public_page

METHODS = ("get", "post", "patch", "delete")


@public_page
def api_docs(request):
    return render(request, "accounts/api_docs.html", {"groups": groups()})


@cache
def groups():
    """Calls grouped by the first word of their path, each with parameters, body fields, example and answers."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    shapes = document["components"]["schemas"]
    found = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                found.setdefault(operation["tags"][0], []).append(_call(path, method, operation, shapes))
    return list(found.items())


def _call(path, method, operation, shapes):
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = operation["responses"]
    good = next((status for status in ("200", "201", "204") if status in answers), "200")
    shape = answers[good].get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "words": operation.get("description", ""),
        "parameters": [_field(each["name"], each["schema"], shapes) for each in operation.get("parameters", [])],
        "body": _fields(body.get("schema", {}), shapes),
        "example": json.dumps(body["example"], indent=2, ensure_ascii=False) if "example" in body else "",
        "answer": _fields(shape, shapes),
        "statuses": [(status, answer.get("description", "")) for status, answer in sorted(answers.items())],
    }


def _resolved(schema, shapes):
    if "$ref" in schema:
        return shapes[schema["$ref"].rsplit("/", 1)[1]]
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            return _resolved(schema[word][0], shapes)
    return schema


def _fields(schema, shapes):
    """The fields of an object, or of the rows of a list or a page."""
    schema = _resolved(schema, shapes)
    if schema.get("type") == "array":
        return _fields(schema["items"], shapes)
    properties = schema.get("properties", {})
    if "results" in properties:
        return _fields(properties["results"], shapes)
    required = schema.get("required", [])
    return [_field(name, field, shapes, required=name in required) for name, field in properties.items()]


def _field(name, schema, shapes, *, required=False):
    inner = _resolved(schema, shapes)
    kind = inner.get("type", "")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if kind == "array":
        rows = _resolved(inner["items"], shapes)
        kind = f"list of {rows.get('type', 'object')}"
        inner = rows if "enum" in rows else inner
    words = [str(word) for word in inner.get("enum", []) if word is not None]
    return {
        "name": name,
        "kind": kind if not words else "",
        "words": words if len(words) <= 12 else [*words[:12], "…"],
        "bounds": _bounds(inner),
        "required": required,
    }


def _bounds(schema):
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{low} to {high}"
    if "maxLength" in schema:
        return f"at most {schema['maxLength']} characters"
    return schema.get("format", "")
