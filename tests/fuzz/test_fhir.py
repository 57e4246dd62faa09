"""FHIR searches with anything in them: an answer or an OperationOutcome, never a fault."""

from urllib.parse import quote

import pytest

from prescriptions.fhir.kinds import KINDS
from tests import factories
from tests.fuzz.conftest import some
from tests.fuzz.hose import Hose

JUNK = ["%00", "%ED%A0%80", "%FF", "x" * 7_000, "%25", "'", "%E2%80%AE", "%F0%9F%98%80", "", "+", "null", "{}", "[]"]
JUNK += [quote(text) for text in (",", ",,,", "|", "||", "a|b|c", "\\", "\\,", "a,b|", "|,|", "$", "../..", "\t", "*")]
JUNK += [quote(text) for text in ("2026-13-01", "ge9999", "lt0001-01-01", "2026-02-29", "9999-12-31T23:59:60Z", "1e9")]
JUNK += [quote(text) for text in ("Patient/", "/", "Patient/1/2", "urn:uuid:x", "http://[", "٣", "(", "[a-", "\\d{9}")]
COMMON = ("_count", "_page", "_format", "_pretty", "_include", "_id")


@pytest.fixture
def fhir_hose(world):
    """Searches of the clinician; an error is to be an OperationOutcome."""
    return Hose(token=factories.make_token(world.clinician), wanted="application/fhir+json")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_any_value_of_any_parameter_is_answered_or_refused(fhir_hose, counted, kind):
    for place, name in enumerate(dict.fromkeys([*COMMON, *kind.parameters])):
        for text in some(JUNK, place):
            answer = fhir_hose.send(f"{name}={text[:20]}", "GET", f"/fhir/R4/{kind.name}?{name}={text}")
            assert answer.status_code in (200, 400, 406)
    assert counted(fhir_hose) == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_any_id_is_read_or_not_there(fhir_hose, counted, kind):
    for text in JUNK:
        if text and "/" not in text and "%2F" not in text and not text.startswith("."):
            answer = fhir_hose.send(text[:20], "GET", f"/fhir/R4/{kind.name}/{text}")
            assert answer.status_code in (400, 404)
    assert counted(fhir_hose) == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_thousands_of_alternatives_are_answered(fhir_hose, counted, kind):
    many = ",".join(f"00000000-0000-4000-8000-{number:012}" for number in range(1500))
    assert fhir_hose.send("many", "GET", f"/fhir/R4/{kind.name}?_id={many}").status_code == 200
    repeated = "&".join(f"_id={number}" for number in range(300))
    assert fhir_hose.send("repeated", "GET", f"/fhir/R4/{kind.name}?{repeated}").status_code == 200
    assert counted(fhir_hose) == {}
