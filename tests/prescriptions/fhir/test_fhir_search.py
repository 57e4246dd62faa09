"""Searches: what is not understood is refused, pages hang together, a page takes the same queries for any number."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from prescriptions import actions
from prescriptions.fhir.dates import range_of
from prescriptions.fhir.kinds import KINDS
from prescriptions.fhir.parameters import is_token, values_of
from prescriptions.models import CheckIn, Plan
from tests import factories
from tests.prescriptions.fhir.conftest import BASE, found, valid

pytestmark = pytest.mark.django_db
NAMES = [kind.name for kind in KINDS]


def refused(answer, name, status=400):
    """The answer is an OperationOutcome that names the parameter."""
    outcome = valid(answer.json())
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/fhir+json")
    assert outcome["resourceType"] == "OperationOutcome"
    assert {each for issue in outcome["issue"] for each in issue.get("expression", [])} == ({name} if name else set())
    return True


# --- what is not understood


@pytest.mark.parametrize("kind", NAMES)
def test_an_unknown_parameter_is_refused(api, clinician, kind):
    caller = api(clinician)
    for name in ("unknown", "_sort", "_summary", "_has", "patient:Patient", "status:not", "_text"):
        assert refused(caller.get(f"{BASE}/{kind}", {name: "x"}), name)
    assert caller.get(f"{BASE}/{kind}?=x").status_code == 400


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("CarePlan", "status", "paused"),
        ("CarePlan", "status", ""),
        ("CarePlan", "patient", "nobody"),
        ("CarePlan", "patient", ""),
        ("CarePlan", "date", "yesterday"),
        ("CarePlan", "date", "2026-02-30"),
        ("CarePlan", "date", "ap2026"),
        ("CarePlan", "date", "ge"),
        ("CarePlan", "date", "0000"),
        ("CarePlan", "date", "9999-12-31"),
        ("CarePlan", "date", "2026-11-22T25:00Z"),
        ("CarePlan", "_lastUpdated", "now"),
        ("CarePlan", "_include", "CarePlan:author"),
        ("CarePlan", "_include", "*"),
        ("Patient", "_include", "CarePlan:activity-reference"),
        ("CarePlan", "_count", "-1"),
        ("CarePlan", "_count", "x"),
        ("CarePlan", "_count", "1e3"),
        ("CarePlan", "_page", "0"),
        ("CarePlan", "_page", "99999999999"),
        ("Patient", "identifier", ""),
        ("Patient", "identifier", "http://testserver/fhir/R4/NamingSystem/record-number-nothing|1"),
        ("Patient", "active", "yes"),
        ("Procedure", "status", "done"),
        ("Observation", "based-on", "x"),
    ],
)
def test_a_bad_value_is_refused(api, clinician, kind, name, text):
    assert refused(api(clinician).get(f"{BASE}/{kind}", {name: text}), name)


def test_a_number_sent_twice_is_refused(api, clinician):
    assert refused(api(clinician).get(f"{BASE}/Patient", {"_count": ["1", "2"]}), "_count")


@pytest.mark.parametrize("form", ["xml", "application/fhir+xml", "ttl", ""])
def test_another_format_is_406(api, clinician, form):
    assert refused(api(clinician).get(f"{BASE}/Patient", {"_format": form}), None, status=406)


@pytest.mark.parametrize("kind", NAMES)
def test_an_id_of_nothing_matches_nothing(read, library, clinician, kind):
    assert read(clinician, kind, _id=str(uuid.uuid4())) == []
    assert read(clinician, kind, _id="no id at all") == []


SECOND = datetime(2026, 2, 28, 9, 30, 15, tzinfo=UTC)


@given(text=st.text(st.sampled_from("0123456789-T:Z+.geltnapsb"), max_size=25))
def test_any_text_is_a_range_of_time_or_none(text):
    try:
        _prefix, low, high = range_of(text)
    except (ValueError, OverflowError):
        return
    assert low < high


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("2028", datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-02-28", datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-02-28T09:30", datetime(2026, 2, 28, 9, 30, tzinfo=UTC), datetime(2026, 2, 28, 9, 31, tzinfo=UTC)),
        (
            "2026-02-28T09:30:15Z",
            datetime(2026, 2, 28, 9, 30, 15, tzinfo=UTC),
            datetime(2026, 2, 28, 9, 30, 16, tzinfo=UTC),
        ),
        (
            "2026-02-28T09:30:15.5+03:00",
            datetime(2026, 2, 28, 6, 30, 15, tzinfo=UTC),
            datetime(2026, 2, 28, 6, 30, 16, tzinfo=UTC),
        ),
    ],
)
def test_a_date_is_as_wide_as_it_was_written(text, low, high):
    assert range_of(text) == ("eq", low, high)
    assert range_of(f"sa{text}") == ("sa", low, high)


def test_values_are_parted_by_commas_that_are_not_escaped():
    assert values_of(r"a,b\,c,\$\|") == ["a", "b,c", "$|"]
    assert values_of("") == [""]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("code", True),
        ("s|code", True),
        ("s|", True),
        ("|code", False),
        ("t|code", False),
        ("other", False),
        ("|", False),
    ],
)
def test_a_token_means_a_coding(text, means):
    assert is_token(text, "s", "code") is means


# --- dates


PERIODS = [
    ("2026-03-02", False),
    ("2026-03", True),
    ("2026-03-02,2026-03", True),
    ("2026-04,2026-05", False),
    ("eq2026", True),
    ("ne2026", False),
    ("ne2026-03", False),
    ("ne2026-03-02", True),
    ("gt2026-03-10", False),
    ("gt2026-03-09", True),
    ("lt2026-03-02", False),
    ("lt2026-03-03", True),
    ("ge2026-03-10", True),
    ("ge2026-03-11", False),
    ("le2026-03-02", True),
    ("le2026-03-01", False),
    ("sa2026-03-01", True),
    ("sa2026-03-02", False),
    ("eb2026-03-11", True),
    ("eb2026-03-10", False),
    ("gt2026-03-10T12:00:00Z", True),
    ("lt2026-03-02T12:00:00Z", True),
    ("eq2026-03-02T12:00:00Z", False),
]


@pytest.mark.parametrize(("text", "matches"), PERIODS)
def test_the_dates_of_a_plan_are_a_range(read, clinician, issued, text, matches):
    """A plan from the 2nd to the 10th of March 2026."""
    Plan.objects.filter(pk=issued.pk).update(starts_on="2026-03-02", ends_on="2026-03-10")
    assert len(read(clinician, "CarePlan", date=text)) == matches


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("2026-03-02T09:30:15Z", True),
        ("2026-03-02T10:30:15+01:00", True),
        ("2026-03-02", True),
        ("ne2026-03-02", False),
        ("gt2026-03-02T09:30:14Z", True),
        ("gt2026-03-02T09:30:15Z", False),
        ("gt2026-03-02", False),
        ("ge2026-03-02", True),
        ("lt2026-03-03", True),
        ("lt2026-03-02", False),
        ("le2026-03-02", True),
        ("sa2026-03-01", True),
        ("eb2026-03-02", False),
    ],
)
def test_what_changed_since_is_found(read, clinician, issued, text, matches):
    Plan.objects.filter(pk=issued.pk).update(updated_at=datetime(2026, 3, 2, 9, 30, 15, 500000, tzinfo=UTC))
    for kind, count in (("CarePlan", 1), ("ServiceRequest", 2)):
        assert len(read(clinician, kind, _lastUpdated=text)) == count * matches


# --- pages


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


def test_alternatives_and_repeated_parameters(read, clinician, five):
    a, b = str(five[0].pk), str(five[1].pk)
    assert len(read(clinician, "Patient", _id=f"{a},{b},{uuid.uuid4()}")) == 2
    assert len(read(clinician, "Patient", _id=[a, b])) == 0
    assert len(read(clinician, "Patient", _id=[f"{a},{b}", b])) == 1


def test_an_ehr_finds_the_plans_that_hold_by_patient_status_and_category(read, clinician, patient, issued):
    category = "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes|PhysicalActivity"
    asked = {"patient": str(patient.pk), "category": category}
    for kind, count in (("CarePlan", 1), ("ServiceRequest", 2)):
        assert len(read(clinician, kind, **asked, status="active,on-hold")) == count
        assert read(clinician, kind, **asked, status="draft") == []
        assert read(clinician, kind, **asked | {"category": "http://loinc.org|PhysicalActivity"}) == []
    assert len(read(clinician, "CarePlan", category="assess-plan", subject=f"Patient/{patient.pk}")) == 1


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


@pytest.mark.parametrize("kind", NAMES)
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
