"""What clients of the API rely on: the kept copy of the document, and what of a new one would break them."""

import json
from pathlib import Path

KEPT = Path(__file__).parent / "kept" / "openapi-v1.json"
UPPER = ("maximum", "maxLength", "maxItems")
LOWER = ("minimum", "minLength", "minItems")


def current():
    """The document as JSON would carry it."""
    from drf_spectacular.generators import SchemaGenerator  # only once Django is set up

    document = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(document, default=str))


def keep():
    """Write the document of today as the promise from now on."""
    KEPT.write_text(json.dumps(current(), indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def breaks(old, new):
    """What a client of `old` loses in `new`, one sentence each."""
    return list(_Comparison(old, new).all())


class _Comparison:
    def __init__(self, old, new):
        self.old, self.new = old, new
        self.seen = set()

    def all(self):
        for path, methods in self.old["paths"].items():
            for method, call in methods.items():
                other = self.new["paths"].get(path, {}).get(method)
                where = f"{method.upper()} {path}"
                if other is None:
                    yield f"{where} is gone"
                else:
                    yield from self.call(where, call, other)

    def call(self, where, old, new):
        yield from self.parameters(where, old.get("parameters", []), new.get("parameters", []))
        yield from self.answers(where, old["responses"], new["responses"])
        before, after = _json(old.get("requestBody", {})), _json(new.get("requestBody", {}))
        if (
            "requestBody" in new
            and new["requestBody"].get("required")
            and not old.get("requestBody", {}).get("required")
        ):
            yield f"{where} needs a body now"
        if "requestBody" in old and "requestBody" not in new:
            yield f"{where} takes no body any more"
        elif "requestBody" in old:
            yield from self.sent(f"{where} body", before, after)

    def parameters(self, where, old, new):
        known = {(each["in"], each["name"]): each for each in old}
        given = {(each["in"], each["name"]): each for each in new}
        yield from (f"{where} parameter {name} is gone" for place, name in known.keys() - given.keys())
        for key, each in given.items():
            if each.get("required") and not known.get(key, {}).get("required"):
                yield f"{where} needs the parameter {key[1]} now"
            if key in known:
                yield from self.sent(f"{where} parameter {key[1]}", known[key]["schema"], each["schema"])

    def answers(self, where, old, new):
        for status, answer in old.items():
            if status < "300" and status not in new:
                yield f"{where} does not answer {status} any more"
            elif status in new:
                yield from self.received(f"{where} {status}", _json(answer), _json(new[status]))

    def received(self, where, old, new):
        """What an answer of the old shape had, the new one has; nothing comes that the old one did not allow."""
        old, new = _resolved(old, self.old), _resolved(new, self.new)
        yield from self.children(
            where, old, new, self.received, {*old.get("required", [])} - {*new.get("required", [])}
        )
        if gained := _words(new) - _words(old) if _words(old) else set():
            yield f"{where} may be {sorted(gained)} now"
        if gained := _types(new) - _types(old):
            yield f"{where} may be of type {sorted(gained)} now"

    def sent(self, where, old, new):
        """What the old shape let a client send, the new one takes."""
        old, new = _resolved(old, self.old), _resolved(new, self.new)
        yield from self.children(where, old, new, self.sent, ())
        yield from (
            f"{where}.{name} is required now" for name in {*new.get("required", [])} - {*old.get("required", [])}
        )
        if lost := _words(old) - _words(new) if _words(new) else set():
            yield f"{where} does not take {sorted(lost)} any more"
        if lost := _types(old) - _types(new):
            yield f"{where} does not take type {sorted(lost)} any more"
        for names, narrower in (
            (UPPER, lambda before, after: after < before),
            (LOWER, lambda before, after: after > before),
        ):
            for name in names:
                if name in new and (name not in old or narrower(old[name], new[name])):
                    yield f"{where} has a narrower {name} now"

    def children(self, where, old, new, compare, lost):
        place = (where.rsplit(" ", 1)[0], json.dumps(old, sort_keys=True), compare.__name__)
        if place in self.seen:
            return
        self.seen.add(place)
        fields, others = old.get("properties", {}), new.get("properties", {})
        yield from (f"{where}.{name} is gone" for name in fields if name not in others)
        yield from (f"{where}.{name} may be missing now" for name in lost if name in others)
        for name in fields.keys() & others.keys():
            yield from compare(f"{where}.{name}", fields[name], others[name])
        if "items" in old and "items" in new:
            yield from compare(f"{where}[]", old["items"], new["items"])


def _json(message):
    return message.get("content", {}).get("application/json", {}).get("schema", {})


def _resolved(schema, document):
    """`schema` with references followed and alternatives (such as a shape or null) laid together."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            parts = [_resolved(part, document) for part in schema[word]]
            types = set().union(*(_types(part) for part in parts))
            words = [value for part in parts for value in part.get("enum", [])]
            whole = max(parts, key=lambda part: len(part.get("properties", {})))
            return {**whole, "type": sorted(types), **({"enum": words} if words else {})}
    return schema


def _types(schema):
    """The JSON types a value may have; an integer is a number as well."""
    found = schema.get("type", [])
    types = {found} if isinstance(found, str) else set(found)
    return types | ({"null"} if None in schema.get("enum", []) else set())


def _words(schema):
    return {word for word in schema.get("enum", []) if word is not None}


if __name__ == "__main__":
    import django

    django.setup()
    keep()
