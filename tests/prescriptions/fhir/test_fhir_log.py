"""Procedure and Observation: what was done, what was not, and how much it hurt."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import CheckIn
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(issued, patient_user):
    """`record(outcome="done", back=0)` records the first exercise for the patient's day so many days back."""

    def done(*, by=patient_user, back=0, item=None, **facts):
        now = timezone.now()
        day = issued.episode.patient.today(now) - timedelta(days=back)
        item = item or issued.items.first()
        return actions.record_completion(by=by, item=item, date=day, now=now, **{"outcome": "done"} | facts)

    return done


@pytest.mark.parametrize(("outcome", "status"), [("done", "completed"), ("partly", "stopped"), ("skipped", "not-done")])
def test_each_outcome_has_its_status_and_is_found_by_it(read, clinician, record, outcome, status):
    done = record(outcome=outcome)
    shown = read(clinician, "Procedure", done.pk)
    assert (shown["status"], shown["performedDateTime"]) == (status, done.date.isoformat())
    for word in ("completed", "stopped", "not-done", "unknown"):
        assert len(read(clinician, "Procedure", status=word)) == (word == status)


def test_it_names_plan_request_exercise_and_who_recorded(read, clinician, colleague, patient, issued, record):
    mine, theirs = record(), record(by=colleague, back=1)
    vera = {"reference": f"Patient/{patient.pk}", "display": "Vera Lindqvist"}
    shown = read(clinician, "Procedure", mine.pk)
    assert shown["basedOn"] == [
        {"reference": f"CarePlan/{issued.pk}"},
        {"reference": f"ServiceRequest/{mine.item_id}"},
    ]
    assert (shown["code"]["text"], shown["code"]["coding"][0]["code"]) == ("Chin in", "chin-in")
    assert (shown["subject"], shown["recorder"], shown["performer"]) == (vera, vera, [{"actor": vera}])
    recorder = {"reference": f"Practitioner/{colleague.pk}", "display": "Idris Bell"}
    assert read(clinician, "Procedure", theirs.pk)["recorder"] == recorder


def test_a_recorder_who_is_no_clinician_any_more_is_named_without_a_reference(read, clinician, colleague, record):
    done = record(by=colleague)
    colleague.memberships.all().delete()
    assert read(clinician, "Procedure", done.pk)["recorder"] == {"display": "Idris Bell"}


def test_only_what_was_done_as_prescribed_carries_the_dose(read, clinician, record):
    whole, part = record(), record(outcome="partly", back=1)
    [dose] = read(clinician, "Procedure", whole.pk)["extension"]
    assert {"url": "repetitions", "valuePositiveInt": 5} in dose["extension"]
    assert "extension" not in read(clinician, "Procedure", part.pk)


def test_the_reason_of_a_skip_is_its_status_reason_and_nobody_performed_it(read, clinician, record):
    shown = read(clinician, "Procedure", record(outcome="skipped", reason="no time").pk)
    assert shown["statusReason"] == {"text": "no time"}
    assert "performer" not in shown
    assert "note" not in shown


def test_complaints_and_how_hard_it_felt_are_told(read, clinician, record):
    done = record(outcome="partly", discomfort=True, spreading=True, difficulty=4, reason="too much")
    shown = read(clinician, "Procedure", done.pk)
    assert [each["coding"][0]["code"] for each in shown["complication"]] == ["discomfort", "spreading"]
    assert [note["text"] for note in shown["note"]] == ["Too much", "Felt difficulty: 4 of 5."]
    assert {note["authorString"] for note in shown["note"]} == {"Vera Lindqvist"}


def test_what_was_done_against_advice_says_so(read, clinician, issued, record):
    actions.hold_plan(by=clinician, plan=issued, reason="Fever.", now=timezone.now())
    shown = read(clinician, "Procedure", record().pk)
    assert [note["text"] for note in shown["note"]] == ["Done against advice."]


def test_pain_is_an_observation_and_no_pain_told_is_none(read, clinician, patient, issued, record):
    record(back=1)
    hurt = record(pain_during=4)
    [shown] = read(clinician, "Observation")
    assert (shown["id"], shown["status"], shown["effectiveDateTime"]) == (str(hurt.pk), "final", hurt.date.isoformat())
    assert shown["code"]["coding"] == [
        {
            "system": "http://loinc.org",
            "code": "72514-3",
            "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
        }
    ]
    assert shown["valueQuantity"] == {
        "value": 4,
        "unit": "{score}",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert shown["partOf"] == [{"reference": f"Procedure/{hurt.pk}"}]
    assert shown["subject"]["reference"] == f"Patient/{patient.pk}"


def test_no_pain_is_a_pain_of_nought(read, clinician, record):
    record(pain_during=0)
    assert [each["valueQuantity"]["value"] for each in read(clinician, "Observation")] == [0]


def test_a_completion_without_pain_is_no_observation(api, clinician, record):
    assert api(clinician).get(f"/fhir/R4/Observation/{record().pk}").status_code == 404


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("72514-3", 1),
        ("http://loinc.org|72514-3", 1),
        ("http://loinc.org|", 1),
        ("http://loinc.org|1-8,72514-3", 1),
        ("http://loinc.org|1-8", 0),
        ("|72514-3", 0),
        ("http://snomed.info/sct|72514-3", 0),
    ],
)
def test_an_ehr_finds_pain_by_patient_code_and_date(read, clinician, patient, record, code, count):
    hurt = record(pain_during=4, back=1)
    asked = {"patient": str(patient.pk), "code": code}
    assert len(read(clinician, "Observation", **asked, date=hurt.date.isoformat())) == count
    assert read(clinician, "Observation", **asked, date=f"gt{hurt.date}") == []


@pytest.fixture
def tell(issued, patient_user):
    """`tell("after", 3)` is a check-in of the patient's today."""

    def told(kind, pain, **facts):
        day = issued.episode.patient.today(timezone.now())
        return CheckIn.objects.create(
            **{"plan": issued, "date": day, "kind": kind, "pain": pain, "recorded_by": patient_user} | facts
        )

    return told


def test_the_pain_of_a_check_in_says_its_moment(read, clinician, patient, issued, tell):
    said = tell("after", 3, comment="Only when sitting.")
    shown = read(clinician, "Observation", said.pk)
    assert shown["valueQuantity"]["value"] == 3
    assert [each["coding"][0]["code"] for each in shown["category"]] == ["survey", "after"]
    assert shown["basedOn"] == [{"reference": f"CarePlan/{issued.pk}"}]
    assert (shown["effectiveDateTime"], shown["subject"]["reference"]) == (
        said.date.isoformat(),
        f"Patient/{patient.pk}",
    )
    assert [note["text"] for note in shown["note"]] == ["Only when sitting."]
    assert "partOf" not in shown


def test_the_pain_of_the_next_day_is_of_the_day_after_the_session(read, clinician, tell):
    said = tell("next_day", 2)
    after = (said.date + timedelta(days=1)).isoformat()
    assert read(clinician, "Observation", said.pk)["effectiveDateTime"] == after
    assert len(read(clinician, "Observation", date=after)) == 1
    assert read(clinician, "Observation", date=said.date.isoformat()) == []


def test_a_report_without_pain_is_no_observation(api, clinician, tell):
    assert api(clinician).get(f"/fhir/R4/Observation/{tell('report', None).pk}").status_code == 404


def test_all_pain_is_one_list_newest_first_and_pages_cut_across_both(api, read, clinician, record, tell):
    record(pain_during=4, back=2)
    tell("before", 5)
    record(pain_during=6, back=1)
    tell("after", 7, recorded_at=timezone.now() + timedelta(minutes=1))
    assert [each["valueQuantity"]["value"] for each in read(clinician, "Observation")] == [7, 5, 6, 4]
    pages = [api(clinician).get("/fhir/R4/Observation", {"_count": 3, "_page": page}).json() for page in (1, 2)]
    assert [page["total"] for page in pages] == [4, 4]
    told = [[each["resource"]["valueQuantity"]["value"] for each in page["entry"]] for page in pages]
    assert told == [[7, 5, 6], [4]]


def test_pain_is_found_by_moment_plan_request_and_patient(
    read, clinician, patient, other_patient, issued, record, tell
):
    done = record(pain_during=4)
    tell("before", 5), tell("after", 7)

    def pains(**asked):
        return sorted(each["valueQuantity"]["value"] for each in read(clinician, "Observation", **asked))

    assert (
        pains(category="survey")
        == pains(based_on=f"CarePlan/{issued.pk}")
        == pains(patient=str(patient.pk))
        == [4, 5, 7]
    )
    assert pains(category="after") == pains(category="http://testserver/fhir/R4/CodeSystem/check-in|after") == [7]
    assert pains(category="http://loinc.org|after") == pains(patient=str(other_patient.pk)) == []
    assert pains(based_on=f"ServiceRequest/{done.item_id}") == [4]


def test_a_check_in_is_behind_the_same_door(api, admin, stranger, patient_user, tell):
    said = tell("before", 5)
    told = {user.email: api(user).get(f"/fhir/R4/Observation/{said.pk}") for user in (admin, stranger, patient_user)}
    assert [each.status_code for each in told.values()] == [403, 404, 200]
    assert "Observation" not in told[stranger.email].content.decode()


def test_everything_done_for_one_request_is_found(read, clinician, issued, record):
    first, second = issued.items.all()
    record(item=first), record(item=second), record(item=second, back=1)
    assert len(read(clinician, "Procedure", based_on=f"ServiceRequest/{second.pk}")) == 2
    assert len(read(clinician, "Procedure", based_on=f"CarePlan/{issued.pk}")) == 3
    assert len(read(clinician, "Procedure", code="nod")) == 2


def test_a_date_range_is_two_parameters(api, clinician, record):
    days = [record(back=back).date for back in (0, 1, 2, 3)]
    asked = {"date": [f"ge{days[2]}", f"lt{days[0]}"]}
    bundle = api(clinician).get("/fhir/R4/Procedure", asked).json()
    told = [each["resource"]["performedDateTime"] for each in bundle["entry"]]
    assert told == [days[1].isoformat(), days[2].isoformat()]


def test_another_patients_log_is_not_among_them(read, clinician, other_patient, patient, issued, record):
    record()
    theirs = factories.make_plan(factories.make_episode(other_patient), by=clinician)
    record(by=clinician, item=theirs.items.get())
    for person, plan in ((patient, issued), (other_patient, theirs)):
        [shown] = read(clinician, "Procedure", patient=f"Patient/{person.pk}")
        assert shown["basedOn"][0]["reference"] == f"CarePlan/{plan.pk}"
