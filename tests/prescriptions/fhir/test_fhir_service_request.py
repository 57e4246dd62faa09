"""ServiceRequest: one exercise, its dose, and what the patient is told."""

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import PlanItem
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now


def test_it_says_who_is_to_do_what_and_when(read, clinician, patient, issued):
    item = issued.items.first()
    shown = read(clinician, "ServiceRequest", item.pk)
    vera = {"reference": f"Patient/{patient.pk}", "display": "Vera Lindqvist"}
    assert (shown["subject"], shown["performer"]) == (vera, [vera])
    assert (shown["status"], shown["intent"]) == ("active", "order")
    assert shown["basedOn"] == [{"reference": f"CarePlan/{issued.pk}"}]
    assert shown["requester"] == {"reference": f"Practitioner/{clinician.pk}", "display": "Anna Marlow"}
    assert shown["reasonReference"] == [{"reference": f"Condition/{issued.episode_id}"}]
    assert shown["bodySite"][0]["coding"][0]["code"] == "122494005"
    assert [each["code"] for each in shown["code"]["coding"]] == ["chin-in", "229065009"]
    assert shown["code"]["text"] == "Chin in"
    assert shown["occurrenceTiming"] == {
        "code": {"text": "once a day, every day"},
        "repeat": {
            "boundsPeriod": {"start": issued.starts_on.isoformat(), "end": issued.ends_on.isoformat()},
            "frequency": 1,
            "period": 1,
            "periodUnit": "d",
        },
    }


def test_the_instruction_holds_the_dose_the_note_the_steps_and_the_cautions(read, clinician, episode):
    turn = factories.make_exercise(
        laterality="each-side",
        dose=Dose(repetitions=3, hold_seconds=5, per_side=True),
        cautions=["Stop if you feel dizzy."],
    )
    plan = factories.make_plan(episode, by=clinician, exercises=[turn], notes=["Softly."])
    assert read(clinician, "ServiceRequest", plan.items.get().pk)["patientInstruction"].splitlines() == [
        "3 times each side · hold 5 seconds. Once a day, every day.",
        "Softly.",
        "1. Sit tall.",
        "2. Move slowly.",
        "3. Come back.",
        "Breathe evenly.",
        "Stop if you feel dizzy.",
    ]


def test_the_chosen_side_is_its_laterality(read, clinician, episode):
    exercise = factories.make_exercise(laterality="affected-side")
    draft = actions.create_draft(
        by=clinician,
        episode=_assessed(episode, clinician),
        now=NOW(),
        lines=[actions.Line(exercise, exercise.dose, "left")],
    )
    plan = actions.issue_plan(by=clinician, plan=draft, now=NOW())
    [dose] = read(clinician, "ServiceRequest", plan.items.get().pk)["extension"]
    assert {"url": "laterality", "valueCode": "left"} in dose["extension"]


def _assessed(episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return episode


def test_a_paused_exercise_is_on_hold_and_says_why_to_clinicians_alone(read, clinician, patient_user, issued):
    paused, going = issued.items.all()
    PlanItem.objects.filter(pk=paused.pk).update(paused_at=NOW(), paused_because="It hurt more.")
    told = {user: read(user, "ServiceRequest", paused.pk) for user in (clinician, patient_user)}
    assert {each["status"] for each in told.values()} == {"on-hold"}
    assert [note["text"] for note in told[clinician]["note"]] == ["It hurt more."]
    assert [note["text"] for note in told[patient_user]["note"]] == [
        "This exercise is paused until a clinician lets it go on."
    ]
    assert read(clinician, "ServiceRequest", going.pk)["status"] == "active"
    for word, pk in (("on-hold", paused.pk), ("active", going.pk)):
        assert [each["id"] for each in read(clinician, "ServiceRequest", status=word)] == [str(pk)]


def test_all_of_a_plan_on_hold_are_on_hold_and_a_pause_does_not_outlive_the_plan(read, clinician, issued):
    PlanItem.objects.filter(pk=issued.items.first().pk).update(paused_at=NOW())
    actions.hold_plan(by=clinician, plan=issued, reason="Fever.", now=NOW())
    assert [each["status"] for each in read(clinician, "ServiceRequest")] == ["on-hold", "on-hold"]
    assert len(read(clinician, "ServiceRequest", status="on-hold")) == 2
    actions.stop_plan(by=clinician, plan=issued, reason="Moved.", now=NOW())
    assert [each["status"] for each in read(clinician, "ServiceRequest")] == ["revoked", "revoked"]
    assert len(read(clinician, "ServiceRequest", status="revoked")) == 2


def test_a_changed_dose_is_a_new_request_that_replaces_the_former(read, clinician, issued):
    draft, _created = actions.revise_plan(by=clinician, plan=issued, now=NOW())
    [chin, _nod] = draft.items.all()
    PlanItem.objects.filter(pk=chin.pk).update(repetitions=4)
    new = factories.make_exercise(key="new-one")
    PlanItem.objects.filter(plan=draft, position=2).update(exercise=new)
    second = actions.issue_plan(by=clinician, plan=draft, now=NOW())
    changed, added = second.items.all()
    former = issued.items.get(exercise="chin-in")
    assert read(clinician, "ServiceRequest", changed.pk)["replaces"] == [{"reference": f"ServiceRequest/{former.pk}"}]
    assert "replaces" not in read(clinician, "ServiceRequest", added.pk)
    assert read(clinician, "ServiceRequest", former.pk)["status"] == "revoked"


def test_the_code_finds_an_exercise(read, clinician, issued):
    system = "http://testserver/fhir/R4/CodeSystem/exercise"

    def keys(code):
        return {each["code"]["coding"][0]["code"] for each in read(clinician, "ServiceRequest", code=code)}

    assert keys("chin-in") == keys(f"{system}|chin-in") == keys("chin-in,other") == {"chin-in"}
    both = {"chin-in", "nod"}
    assert keys("229065009") == keys("http://snomed.info/sct|229065009") == keys(f"{system}|") == both
    assert keys("|chin-in") == keys("http://loinc.org|chin-in") == keys("other") == set()


def test_requests_of_one_plan_are_found(read, clinician, issued, other_patient):
    other = factories.make_plan(factories.make_episode(other_patient), by=clinician)
    for asked in (str(issued.pk), f"CarePlan/{issued.pk}", f"http://testserver/fhir/R4/CarePlan/{issued.pk}"):
        shown = read(clinician, "ServiceRequest", based_on=asked)
        assert [each["basedOn"][0]["reference"] for each in shown] == [f"CarePlan/{issued.pk}"] * 2
    assert len(read(clinician, "ServiceRequest", based_on=f"CarePlan/{issued.pk},CarePlan/{other.pk}")) == 3
    assert read(clinician, "ServiceRequest", based_on=f"Patient/{issued.pk}") == []
