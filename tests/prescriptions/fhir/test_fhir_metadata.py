"""What anybody may read: the CapabilityStatement, and the definition of our extension."""

import pytest

from prescriptions.fhir.dosage import dose_extension
from prescriptions.fhir.kinds import KINDS
from prescriptions.fhir.site import Site
from tests.prescriptions.fhir.conftest import BASE, valid
from tests.prescriptions.fhir.test_fhir_dosage import Dose

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(client):
    answer = client.get(f"{BASE}/metadata")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/fhir+json")
    return valid(answer.json())


def test_it_says_what_is_spoken_and_by_whom(statement):
    assert (statement["fhirVersion"], statement["kind"], statement["status"]) == ("4.0.1", "instance", "active")
    assert statement["format"] == ["application/fhir+json", "json"]
    assert statement["implementation"]["url"] == f"http://testserver{BASE}"


def test_it_names_each_kind_with_what_can_be_asked(statement):
    [rest] = statement["rest"]
    assert [each["type"] for each in rest["resource"]] == [kind.name for kind in KINDS]
    assert {tuple(each["code"] for each in resource["interaction"]) for resource in rest["resource"]} == {
        ("read", "search-type")
    }
    plan = next(each for each in rest["resource"] if each["type"] == "CarePlan")
    assert [each["name"] for each in plan["searchParam"]] == [
        *("_id", "_lastUpdated", "patient", "subject", "status", "category", "date", "condition")
    ]
    assert plan["searchInclude"] == ["CarePlan:activity-reference"]


def test_every_parameter_it_names_is_taken_and_no_other(api, library, clinician, statement):
    good = {"date": "2026-11-25", "token": "x", "reference": "00000000-0000-4000-8000-000000000000", "string": "x"}
    words = {"status": "unknown", "clinical-status": "active", "active": "true", "identifier": "x"}
    asked = 0
    for resource in statement["rest"][0]["resource"]:
        for parameter in resource["searchParam"]:
            value = words.get(parameter["name"], good.get(parameter["type"], "https://x.example/y"))
            answer = api(clinician).get(f"{BASE}/{resource['type']}", {parameter["name"]: value})
            assert answer.status_code == 200, (resource["type"], parameter["name"], answer.content)
            asked += 1
    assert asked > 40


def test_the_definition_of_the_dose_is_where_its_url_says(client):
    shown = valid(client.get(f"{BASE}/StructureDefinition/exercise-dose").json())
    assert shown["url"] == f"http://testserver{BASE}/StructureDefinition/exercise-dose"


def test_the_definition_names_every_part_that_is_sent_with_its_type(client):
    shown = client.get(f"{BASE}/StructureDefinition/exercise-dose").json()
    elements = {each["id"]: each for each in shown["differential"]["element"]}
    numbers = ("sets", "repetitions", "hold_seconds", "relax_seconds", "rest_seconds", "intensity_percent")
    dose = Dose(**dict.fromkeys(numbers, 2))
    sent = dose_extension(Site(f"http://testserver{BASE}"), dose, laterality="left", source={"sets": "article"})
    assert sent["url"] == shown["url"]
    types = {}
    for part in sent["extension"]:
        [value] = [name.removeprefix("value") for name in part if name != "url"]
        types[part["url"]] = value[0].lower() + value[1:] if value != "Duration" else value
    assert types == {
        each["sliceName"]: elements[f"{each['id']}.value[x]"]["type"][0]["code"]
        for each in elements.values()
        if "sliceName" in each
    }
