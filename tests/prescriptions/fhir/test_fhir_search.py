"""Searches: what is understood is found, what is not is refused."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescriptions.fhir.dates import range_of
from prescriptions.fhir.kinds import KINDS
from prescriptions.fhir.parameters import is_token, values_of
from prescriptions.models import Plan
from tests import factories
from tests.prescriptions.fhir.conftest import BASE, valid

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


# --- several at once


def test_alternatives_and_repeated_parameters(read, clinic, clinician):
    a, b = (str(factories.make_patient(clinic, responsible=clinician).pk) for _each in "AB")
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
