"""Data types of FHIR, and what every resource needs: no empty values, a version, words for people."""

import hashlib
import json
import re

from django.utils.html import format_html, format_html_join

from prescriptions.api.shapes import instant
from prescriptions.fhir.codes import UCUM

XHTML = "http://www.w3.org/1999/xhtml"
# What neither a string of FHIR nor XHTML may hold; nobody types them, a copied text may bring them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EMPTY = (None, "", [], {})


def concept(*codings, text=""):
    """A CodeableConcept of (system, code, display) triples."""
    named = [dict(zip(("system", "code", "display"), (str(part) for part in each), strict=True)) for each in codings]
    return {"coding": named, "text": str(text)}


def quantity(value, unit):
    """A quantity in a UCUM unit, or None."""
    return None if value is None else {"value": value, "unit": unit, "system": UCUM, "code": unit}


def annotation(text, *, by=None, at=None):
    """A note with its author's name and time, or None where there is nothing to say."""
    return {"authorString": str(by or ""), "time": instant(at), "text": str(text)} if text else None


def narrative(language, *blocks):
    """The resource in words, for receivers that show nothing else. `blocks` are safe or plain text; empty ones go."""
    words = format_html_join("", "{}", ((block,) for block in blocks if block))
    div = format_html('<div xmlns="{}" lang="{}" xml:lang="{}">{}</div>', XHTML, language, language, words)
    return {"status": "generated", "div": str(div)}


def paragraph(text):
    return format_html("<p>{}</p>", text) if text else ""


def listed(tag, lines):
    """A list (`ol` or `ul`) of `lines`; nothing for no lines."""
    points = format_html_join("", "<li>{}</li>", ((line,) for line in lines if line))
    return format_html("<{0}>{1}</{0}>", tag, points) if points else ""


def trimmed(value):
    """`value` without what FHIR forbids: nulls, empty strings, lists and objects, characters that cannot be shown."""
    if isinstance(value, dict):
        return {name: kept for name, inner in value.items() if (kept := trimmed(inner)) not in EMPTY}
    if isinstance(value, (list, tuple)):
        return [kept for inner in value if (kept := trimmed(inner)) not in EMPTY]
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value).strip()
    return value


def finished(resource):
    """`resource` trimmed, with a version: a mark of all it shows, so that it changes exactly when they do."""
    resource = trimmed(resource)
    version = hashlib.sha256(json.dumps(resource, sort_keys=True).encode()).hexdigest()[:32]
    head = {"resourceType": resource.pop("resourceType"), "id": resource.pop("id")}
    return head | {"meta": {"versionId": version} | resource.pop("meta", {})} | resource
