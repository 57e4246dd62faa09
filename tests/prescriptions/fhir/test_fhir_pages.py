"""Pages of what was found hang together, and take the same queries for any number of rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.fhir.kinds import KINDS
from prescriptions.models import CheckIn
from tests import factories
from tests.prescriptions.fhir.conftest import BASE, found, valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(clinic, clinician):
    return [factories.make_patient(clinic, responsible=clinician, name=name) for name in "ABCDE"]


def linked(bundle):
    return {link["relation"]: link["url"] for link in bundle["link"]}


def test_pages_hang_together_and_hold_each_once(api, clinician, five):
    caller = api(clinician)
    bundle, seen, pages = caller.get(f"{BASE}/Patient", {"_count": 2, "active": "true"}).json(), [], 1
    while True:
        seen += [each["name"][0]["text"] for each in found(bundle)]
        assert bundle["total"] == 5
        if "next" not in linked(bundle):
            break
        before, bundle, pages = bundle, caller.get(linked(bundle)["next"]).json(), pages + 1
        assert linked(bundle)["previous"] == linked(before)["self"]
    assert (seen, pages) == (list("ABCDE"), 3)
    assert (
        linked(bundle)["self"]
        == linked(bundle)["last"]
        == f"http://testserver{BASE}/Patient?_count=2&active=true&_page=3"
    )
    assert linked(bundle)["first"] == f"http://testserver{BASE}/Patient?_count=2&active=true"


def test_a_single_page_has_no_neighbours(api, clinician, five):
    assert set(linked(api(clinician).get(f"{BASE}/Patient").json())) == {"self", "first", "last"}


def test_a_count_of_nought_asks_for_the_number_alone(api, clinician, five):
    bundle = valid(api(clinician).get(f"{BASE}/Patient", {"_count": 0}).json())
    assert (bundle["total"], "entry" in bundle, set(linked(bundle))) == (5, False, {"self"})


def test_a_page_beyond_the_last_is_empty_and_leads_back(api, clinician, five):
    bundle = valid(api(clinician).get(f"{BASE}/Patient", {"_count": 2, "_page": 9}).json())
    assert (bundle["total"], bundle.get("entry")) == (5, None)
    assert linked(bundle)["previous"].endswith("_page=3")


def test_a_page_holds_at_most_200(api, library, clinician):
    for _hundred in range(80):
        factories.make_exercise()
    bundle = api(clinician).get(f"{BASE}/ActivityDefinition", {"_count": 1000}).json()
    assert bundle["total"] > len(bundle["entry"]) == 200


# --- queries


QUERIES = {
    "Patient": 5,
    "Condition": 4,
    "CarePlan": 10,
    "ServiceRequest": 12,
    "Procedure": 5,
    "Observation": 9,
    "ActivityDefinition": 4,
    "PlanDefinition": 6,
    "Practitioner": 4,
}


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_page_takes_the_same_queries_for_one_patients_care_and_for_three(
    api, library, clinic, clinician, kind, django_assert_num_queries
):
    caller = api(clinician)
    for number in (1, 3):
        while clinic.patients.count() < number:
            _care(clinic, clinician)
        caller.get(f"{BASE}/{kind}")
        with django_assert_num_queries(QUERIES[kind]):
            assert caller.get(f"{BASE}/{kind}").json()["total"] > 0


def _care(clinic, clinician):
    """A patient with a plan in force that replaced another, a draft, and an exercise that hurt."""
    now = timezone.now()
    patient = factories.make_patient(clinic, responsible=clinician)
    first = factories.make_plan(factories.make_episode(patient), by=clinician, now=now - timedelta(minutes=1))
    draft, _created = actions.revise_plan(by=clinician, plan=first, now=now)
    plan = actions.issue_plan(by=clinician, plan=draft, now=now)
    today, item = patient.today(now), plan.items.get()
    actions.record_completion(by=clinician, item=item, date=today, now=now, outcome="done", pain_during=3)
    CheckIn.objects.create(plan=plan, date=today, kind="after", pain=2, recorded_by=clinician)
    actions.revise_plan(by=clinician, plan=plan, now=now)
