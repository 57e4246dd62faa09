"""Every wrong value in every field of every call: 400 with the field's name, never a fault, never a slow answer."""

import gzip
import json

import pytest

from tests.fuzz.conftest import some
from tests.world import calls, document

WRITES = [call for call in calls() if call.takes_body]
HALF = "\\ud800"

# Bodies that are wrong as a whole.
BODIES = {
    "half a character as a key": f'{{"{HALF}": 1}}',
    "half a character as bytes": b'{"note": "\xed\xa0\x80"}',
    "half a character deep inside": f'{{"items": [{{"x": [{{"y": "{HALF}"}}]}}]}}',
    "NUL as a key": '{"a\\u0000": 1}',
    "a key twice": '{"id": 1, "id": 2}',
    "lists 10,000 deep": "[" * 10_000 + "]" * 10_000,
    "objects 10,000 deep": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "a field 10,000 deep": '{"items":' + "[" * 10_000 + "]" * 10_000 + "}",
    "a field 500 deep": '{"items":' + "[" * 500 + "]" * 500 + "}",
    "NaN": '{"note": NaN}',
    "Infinity": '{"note": -Infinity}',
    "a number too large": '{"note": 1e400}',
    "5,000 digits": '{"note": ' + "9" * 5_000 + "}",
    "null": "null",
    "a list": "[]",
    "a text": '"a"',
    "a number": "3",
    "true": "true",
    "half a document": '{"note": "a',
    "two documents": "{} {}",
    "a byte order mark": "\ufeff{}",
    "UTF-16": "{}".encode("utf-16"),
    "gzip": gzip.compress(b"{}"),
    "a NUL byte": b"\x00",
    "100,000 keys": json.dumps({str(number): 0 for number in range(100_000)}),
}

ANY, TEXT, NUMBER = "any", "text", "number"
# JSON of wrong values: which kind of field refuses them.
VALUES = {
    "half a character": (f'"{HALF}"', ANY),
    "a million letters": ('"' + "x" * 1_000_000 + '"', ANY),
    "NUL": ('"a\\u0000b"', ANY),
    "a text where a number is due": ('"3"', NUMBER),
    "true": ("true", NUMBER + TEXT),
    "a fraction": ("3.5", ANY),
    "3.0": ("3.0", ANY),
    "1e400": ("1e400", ANY),
    "4,000 digits": ("9" * 4_000, ANY),
    "minus one": ("-1", ANY),
    "an object": ('{"a": 1}', ANY),
    "a list of lists": ("[[]]", ANY),
    "a list of null": ("[null]", ANY),
    "half a character in a list": (f'["{HALF}"]', ANY),
    "a nested half": (f'[{{"exercise": "{HALF}", "rule": "{HALF}", "flag": "{HALF}"}}]', ANY),
    "an exercise that is an object": ('[{"exercise": {"a": 1}}]', ANY),
    "an exercise that is a list": ('[{"exercise": ["a"]}]', ANY),
    "an unknown exercise": ('[{"exercise": "no-such-thing"}]', ANY),
    "30 February": ('"2026-02-30"', "date"),
    "year 0": ('"0000-01-01"', "date"),
    "year 1": ('"0001-01-01"', "date"),
    "year 9999": ('"9999-12-31"', "date"),
    "year 10000": ('"10000-01-01"', "date"),
    "a week": ('"2026-W47-7"', "date"),
    "a date without dashes": ('"20261122"', "date"),
    "other digits": ('"٢٠٢٦-١١-٢٢"', "date"),
    "a moment where a date is due": ('"2026-11-22T10:00:00Z"', "date"),
    "the last moment, elsewhere": ('"9999-12-31T23:59:59-14:00"', "date-time"),
    "before the first moment": ('"0001-01-01T00:00:00+14:00"', "date-time"),
    "no offset": ('"2026-11-22T10:00:00"', "date-time"),
    "no id": ('"00000000-0000-0000-0000-00000000000g"', "uuid"),
    "an id in braces": ('"{2c5ea4c0-4067-11e9-8bad-9b1deb4d3b}"', "uuid"),
}


def shape_of(call):
    reference = call.operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return document()["components"]["schemas"][reference.rsplit("/", 1)[1]]["properties"]


def refuses(field, kind):
    """True if a field of the document with the shape `field` cannot take values of that kind."""
    types = field.get("type", "")
    return kind in (ANY, field.get("format")) or (
        (NUMBER in kind and "integer" in types) or (TEXT in kind and "string" in types)
    )


def with_field(good, name, text):
    rest = json.dumps({key: value for key, value in good.items() if key != name})
    return rest[:-1] + (", " if len(rest) > 2 else "") + f'"{name}": {text}}}'


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.name)
def test_a_wrong_body_is_400(hose, world, counted, call):
    address, headers = world.address(call), world.headers(call)
    for label, body in some(BODIES.items(), WRITES.index(call)):
        hose.refused(label, call.method.upper(), address, body, headers=headers)
    assert (
        hose.send("good", call.method.upper(), address, json.dumps(world.body(call)), headers=headers).status_code < 300
    )
    assert counted(hose) == {}


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.name)
def test_a_wrong_value_is_400_and_names_its_field(hose, world, counted, call):
    address, headers, good = world.address(call), world.headers(call), world.body(call)
    for turn, (name, field) in enumerate(shape_of(call).items()):
        for label, (text, kind) in some(VALUES.items(), turn):
            request = (f"{name}: {label}", call.method.upper(), address, with_field(good, name, text))
            if refuses(field, kind):
                hose.refused(*request, names=name, headers=headers)
            else:
                hose.send(*request, headers=headers)
    assert counted(hose) == {}


def test_letters_that_turn_the_reading_order_are_text_like_any_other(hose, world):
    turned = "\u202eabc \u2066 नमस्ते 👩‍⚕️"
    path = f"/api/v1/patients/{world.patient.pk}/"
    assert hose.send("rtl", "PATCH", path, json.dumps({"name": turned})).json()["name"] == turned
