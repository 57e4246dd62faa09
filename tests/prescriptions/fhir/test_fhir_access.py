"""Who reads which resource: the same door as every other way in."""

import uuid

import pytest

from prescriptions.fhir.kinds import KINDS
from tests import factories
from tests.prescriptions.fhir.conftest import BASE, found, valid

pytestmark = pytest.mark.django_db
PERSONAL = ["Patient", "Condition", "CarePlan", "ServiceRequest", "Procedure", "Observation"]
CLINICAL = PERSONAL[1:]
BY_NAME = {kind.name: kind for kind in KINDS}
CATALOGUE = ["ActivityDefinition", "PlanDefinition"]


@pytest.fixture
def ids(world):
    """The id of one resource of each personal kind, all of the patient's own."""
    world.done.pain_during = 4
    world.done.save()
    return {
        "Patient": world.patient.pk,
        "Condition": world.episode.pk,
        "CarePlan": world.issued.pk,
        "ServiceRequest": world.issued.items.first().pk,
        "Procedure": world.done.pk,
        "Observation": world.done.pk,
    }


def asked(api, user, kind, pk):
    caller = api(user)
    return caller.get(f"{BASE}/{kind}/{pk}"), caller.get(f"{BASE}/{kind}")


@pytest.mark.parametrize("kind", PERSONAL)
def test_the_clinician_and_the_patient_read_it(api, world, ids, kind):
    for user in (world.clinician, world.patient_user):
        alone, listed = asked(api, user, kind, ids[kind])
        assert (alone.status_code, valid(alone.json())["id"]) == (200, str(ids[kind]))
        assert str(ids[kind]) in {each["id"] for each in found(listed.json())}


@pytest.mark.parametrize("kind", PERSONAL)
def test_another_clinician_of_the_clinic_reads_it(api, world, ids, colleague, kind):
    assert asked(api, colleague, kind, ids[kind])[0].status_code == 200


@pytest.mark.parametrize("kind", PERSONAL)
def test_to_a_stranger_it_does_not_exist(api, world, ids, clinic, kind):
    neighbour = factories.make_user(name="Tomas Brandt")
    factories.make_patient(clinic, responsible=world.clinician, user=neighbour)
    for user in (world.stranger, neighbour):
        foreign, listed = asked(api, user, kind, ids[kind])
        absent = api(user).get(f"{BASE}/{kind}/{uuid.uuid4()}")
        assert (foreign.status_code, foreign.content) == (404, absent.content)
        assert str(ids[kind]) not in listed.content.decode()


@pytest.mark.parametrize("kind", CLINICAL)
def test_an_admin_who_is_no_clinician_is_told_that_it_is_not_for_them(api, world, ids, kind):
    alone, listed = asked(api, world.admin, kind, ids[kind])
    assert (alone.status_code, alone.json()["issue"][0]["code"]) == (403, "forbidden")
    assert listed.json()["total"] == 0


def test_an_admin_who_is_no_clinician_reads_the_register(api, world):
    world.patient.email, world.patient.phone = "vera@example.org", "01632 960 148"
    world.patient.save()
    register, whole = (
        api(user).get(f"{BASE}/Patient/{world.patient.pk}").json() for user in (world.admin, world.clinician)
    )
    assert valid(whole)["telecom"] == [
        {"system": "phone", "value": "01632 960 148"},
        {"system": "email", "value": "vera@example.org"},
    ]
    assert set(whole) - set(valid(register)) == {"telecom", "communication"}


def test_drafts_are_for_clinicians(api, world):
    items = [item.pk for item in world.draft.items.all()]
    for kind, pk in [("CarePlan", world.draft.pk), *(("ServiceRequest", pk) for pk in items)]:
        seen, hidden = asked(api, world.clinician, kind, pk), asked(api, world.patient_user, kind, pk)
        assert (seen[0].status_code, seen[0].json()["status"]) == (200, "draft")
        assert str(pk) in seen[1].content.decode()
        assert hidden[0].status_code == 404
        assert str(pk) not in hidden[1].content.decode()


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_each_kind_asks_for_its_scope(api, world, kind):
    scope = BY_NAME[kind].scope.value
    others = {"catalogue:read", "patients:read", "plans:read", "patients:write", "plans:write", "log:write"} - {scope}
    assert api(world.clinician, scope).get(f"{BASE}/{kind}").status_code == 200
    refused = api(world.clinician, *others).get(f"{BASE}/{kind}")
    assert (refused.status_code, valid(refused.json())["issue"][0]["code"]) == (403, "forbidden")
    assert scope in refused.json()["issue"][0]["details"]["text"]


def test_the_scopes_are_those_of_the_api():
    assert {kind.name: kind.scope.value for kind in KINDS} == {
        **dict.fromkeys(["Patient", "Condition", "Practitioner"], "patients:read"),
        **dict.fromkeys(["CarePlan", "ServiceRequest", "Procedure", "Observation"], "plans:read"),
        **dict.fromkeys(CATALOGUE, "catalogue:read"),
    }


def test_a_clinics_own_exercise_is_for_the_clinic(api, world, clinic):
    own = factories.make_exercise(key="own-exercise", clinic=clinic)
    address = f"{BASE}/ActivityDefinition/{own.key}"
    assert api(world.clinician).get(address).status_code == 200
    assert api(world.stranger).get(address).status_code == 404


def test_practitioners_are_those_the_caller_meets_elsewhere(api, world, clinic, colleague):
    former = factories.make_user(name="Rolf Ahl")
    world.held.issued_by = former
    world.held.save()

    def met(user):
        return {each["name"][0]["text"] for each in found(api(user).get(f"{BASE}/Practitioner").json())}

    assert met(world.clinician) == {"Anna Marlow", "Idris Bell", "Rolf Ahl"}
    assert met(world.patient_user) == {"Anna Marlow", "Rolf Ahl"}
    assert met(world.stranger) == {"Per Holm"}
    assert api(world.patient_user).get(f"{BASE}/Practitioner/{colleague.pk}").status_code == 404
    assert api(world.clinician).get(f"{BASE}/Practitioner/{world.patient_user.pk}").status_code == 404


def test_a_patient_meets_the_clinician_who_recorded_for_them(api, world, colleague):
    assert api(world.patient_user).get(f"{BASE}/Practitioner/{colleague.pk}").status_code == 404
    world.done.recorded_by = colleague
    world.done.save()
    shown = api(world.patient_user).get(f"{BASE}/Practitioner/{colleague.pk}").json()
    assert valid(shown)["name"] == [{"use": "official", "text": "Idris Bell"}]
    assert set(shown) == {"resourceType", "id", "meta", "active", "name"}


def test_a_person_with_an_account_alone_reads_nothing_of_people(api, world):
    nobody = factories.make_user()
    for kind in [*PERSONAL, "Practitioner"]:
        assert api(nobody).get(f"{BASE}/{kind}").json()["total"] == 0


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_without_a_token_it_is_401_with_bearer(client, world, kind):
    for address in (f"{BASE}/{kind}", f"{BASE}/{kind}/{uuid.uuid4()}"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert valid(answer.json())["issue"][0]["code"] == "login"


def test_a_browser_session_works_as_well(browser_of, world):
    assert browser_of(world.clinician).get(f"{BASE}/CarePlan/{world.issued.pk}").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(api, world, method):
    caller = api(world.clinician)
    for address in (f"{BASE}/CarePlan/{world.issued.pk}", f"{BASE}/CarePlan", f"{BASE}/metadata"):
        answer = getattr(caller, method)(address, {"resourceType": "CarePlan"})
        assert (answer.status_code, valid(answer.json())["issue"][0]["code"]) == (405, "not-supported")
    world.issued.refresh_from_db()
    assert world.issued.status == "issued"
