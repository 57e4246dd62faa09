"""GET /fhir/R4/<Type>/<id>: one resource of each kind, its version, and 304 for who has it."""

import uuid

import pytest

from prescriptions.fhir.kinds import KINDS
from tests.prescriptions.fhir.conftest import BASE, found, valid

pytestmark = pytest.mark.django_db
NAMES = [kind.name for kind in KINDS]


def test_nine_kinds_are_served():
    assert sorted(NAMES) == [
        "ActivityDefinition",
        "CarePlan",
        "Condition",
        "Observation",
        "Patient",
        "PlanDefinition",
        "Practitioner",
        "Procedure",
        "ServiceRequest",
    ]


@pytest.fixture
def hurting(world):
    """Somebody told a pain, so that there is something of every kind."""
    world.done.pain_during = 4
    world.done.save()
    return world


@pytest.mark.parametrize("kind", NAMES)
def test_what_a_search_lists_reads_alike_by_its_own_address(api, hurting, kind):
    caller = api(hurting.clinician)
    bundle = caller.get(f"{BASE}/{kind}").json()
    assert bundle["total"] > 0
    assert len(found(bundle)) == min(bundle["total"], 50)
    for entry in bundle["entry"][:3]:
        assert entry["fullUrl"] == f"http://testserver{BASE}/{kind}/{entry['resource']['id']}"
        alone = caller.get(f"{BASE}/{kind}/{entry['resource']['id']}")
        assert (alone.status_code, alone.json()) == (200, entry["resource"])


@pytest.mark.parametrize("kind", NAMES)
def test_the_version_is_the_etag_and_who_has_it_gets_304(api, hurting, kind):
    caller = api(hurting.clinician)
    pk = caller.get(f"{BASE}/{kind}").json()["entry"][0]["resource"]["id"]
    first = caller.get(f"{BASE}/{kind}/{pk}")
    tag = first.headers["ETag"]
    assert tag == f'W/"{first.json()["meta"]["versionId"]}"'
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = caller.get(f"{BASE}/{kind}/{pk}", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert caller.get(f"{BASE}/{kind}/{pk}", headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_the_version_changes_with_what_is_shown(api, world):
    caller = api(world.clinician)
    address = f"{BASE}/CarePlan/{world.issued.pk}"
    before = caller.get(address).headers["ETag"]
    caller.post(f"/api/v1/plans/{world.issued.pk}/hold/", {"reason": "Fever."})
    held = caller.get(address, headers={"If-None-Match": before})
    assert (held.status_code, held.json()["status"]) == (200, "on-hold")


def test_every_reference_of_a_plan_leads_somewhere(api, hurting):
    caller = api(hurting.clinician)

    def references(value):
        if isinstance(value, dict):
            yield from [value["reference"]] if isinstance(value.get("reference"), str) else []
            yield from (found for inner in value.values() for found in references(inner))
        elif isinstance(value, list):
            yield from (found for inner in value for found in references(inner))

    kinds = ("CarePlan", "ServiceRequest", "Procedure", "Observation", "Condition", "Patient")
    everything = [caller.get(f"{BASE}/{kind}").json() for kind in kinds]
    named = set(references(everything))
    assert len(named) > 10
    assert {name: caller.get(f"{BASE}/{name}").status_code for name in named} == dict.fromkeys(named, 200)


def test_the_names_of_our_systems_come_from_the_setting_where_one_is_set(api, world, settings):
    settings.FHIR_BASE_URL = "https://plan.clinic.example/fhir/R4/"
    bundle = valid(api(world.clinician).get(f"{BASE}/ServiceRequest").json())
    request = bundle["entry"][0]["resource"]
    assert bundle["entry"][0]["fullUrl"] == f"https://plan.clinic.example/fhir/R4/ServiceRequest/{request['id']}"
    assert request["code"]["coding"][0]["system"] == "https://plan.clinic.example/fhir/R4/CodeSystem/exercise"
    assert request["extension"][0]["url"].startswith("https://plan.clinic.example/fhir/R4/StructureDefinition/")


@pytest.mark.parametrize("form", ["json", "application/fhir+json", "application/json; fhirVersion=4.0", "text/json"])
def test_formats_that_mean_json_are_taken(api, clinician, form):
    answer = api(clinician).get(f"{BASE}/Patient", {"_format": form, "_pretty": "true"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/fhir+json")


def test_what_is_shown_of_people_is_kept_by_no_cache(api, world):
    answer = api(world.clinician).get(f"{BASE}/Patient/{world.patient.pk}")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", NAMES)
def test_an_id_that_is_none_is_nothing(api, clinician, kind):
    for pk in ("nothing", str(uuid.uuid4()), "a" * 300):
        assert api(clinician).get(f"{BASE}/{kind}/{pk}").status_code == 404
