"""A red flag told at a check-in: every plan holds at once, until it is cleared or taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.refusals import NotYours, Refused
from prescriptions import actions
from prescriptions.models import Alert, CheckIn, Plan, PlanEvent
from tests import factories
from tests.prescriptions.check_ins.answers import closed, rules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("symptom", "codes"),
    [
        ("cauda-equina-signs", ["C-01"]),
        ("progressive-neurological-deficit", ["C-02"]),
        ("myelopathy-signs", ["C-03"]),
        ("fever-or-systemic-infection", ["C-04"]),
        ("recent-significant-trauma", ["C-05"]),
        ("unexplained-weight-loss", ["C-06"]),
        ("cancer-history-new-spinal-pain", ["C-07"]),
        ("constant-night-pain", ["C-08"]),
        ("cervical-arterial-signs", ["C-09"]),
        ("syncope-or-drop-attack", ["C-10", "S-27"]),
        ("fainting", ["C-10", "S-27"]),
        ("chest-pain-or-breathlessness", ["C-11"]),
        ("heart-area-pain", ["C-11", "S-27"]),
    ],
)
@pytest.mark.parametrize("kind", ["before", "report"])
def test_a_flag_holds_every_plan_of_the_person_at_once(say, plan, patient, clinician, symptom, codes, kind):
    other = factories.make_plan(factories.make_episode(patient, region="thoracic"), by=clinician)
    answer = say(kind=kind, pain=2, symptoms=[symptom])
    assert sorted({rule for rule, level in rules(answer) if level == "hard"}) == codes
    assert answer.json()["plan_status"] == "held"
    assert set(Plan.objects.filter(pk__in=[plan.pk, other.pk]).values_list("status", flat=True)) == {"held"}
    alert = Alert.objects.get()
    assert (alert.cause, sorted(alert.rules), alert.symptoms) == ("red_flag", codes, [symptom])


def test_a_flag_stands_until_an_assessment_clears_it_and_then_a_clinician_resumes(say, api, plan, episode, clinician):
    say(pain=2, symptoms=["fainting"])
    caller = api(clinician)
    resume = f"/api/v1/plans/{plan.pk}/resume/"
    refused = caller.post(resume, {"note": "Seen."})
    assert (refused.status_code, {each["rule"] for each in refused.json()["findings"]}) == (409, {"C-10", "S-27"})
    found = {"stage": "recovery", "pain_now": 1, "red_flags": [], "red_flags_screened": True}
    caller.post(f"/api/v1/episodes/{episode.pk}/assessments/", found)
    assert caller.post(resume, {"note": "Not named again."}).status_code == 409, "left out is not cleared"
    cleared = [{"flag": "fainting", "outcome": "excluded", "note": "Low sugar, seen by the GP."}]
    caller.post(f"/api/v1/episodes/{episode.pk}/assessments/", found | {"red_flags_cleared": cleared})
    assert caller.post(resume, {"note": "Cleared."}).json()["status"] == "issued"


def test_blood_pressure_ticked_closes_items_and_holds_nothing(say, api, plan, patient_user, today):
    answer = say(pain=2, symptoms=["blood-pressure-180-110"])
    assert answer.json()["plan_status"] == "issued"
    assert {rule for rule, _level in rules(answer)} == {"C-12"}
    assert closed(api, patient_user, plan, today) == (False, ["gentle", "harder"])
    assert Alert.objects.get().cause == "red_flag"


def test_a_tick_by_accident_is_taken_back_and_the_alert_stays(say, plan, patient_user):
    said = CheckIn.objects.get(pk=say(pain=2, symptoms=["fainting"]).json()["id"])
    actions.take_back_ticks(by=patient_user, check_in=said, now=timezone.now())
    plan.refresh_from_db()
    assert (plan.status, Alert.objects.filter(acknowledged_at=None).count()) == ("issued", 1)
    kinds = list(PlanEvent.objects.filter(plan=plan).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["created", "issued", "held", "taken_back"]


def test_a_tick_taken_back_lets_nothing_go_on_that_something_else_holds(say, plan, patient_user, clinician):
    said = CheckIn.objects.get(pk=say(pain=2, symptoms=["fainting"]).json()["id"])
    say(kind="report", symptoms=["myelopathy-signs"])
    actions.take_back_ticks(by=patient_user, check_in=said, now=timezone.now())
    plan.refresh_from_db()
    assert plan.status == "held"


@pytest.mark.parametrize(("minutes", "status"), [(15, "issued"), (16, "held")])
def test_a_tick_can_be_taken_back_for_a_quarter_of_an_hour(say, plan, patient_user, minutes, status):
    said = CheckIn.objects.get(pk=say(pain=2, symptoms=["fainting"]).json()["id"])
    later = said.recorded_at + timedelta(minutes=minutes)
    if status == "held":
        with pytest.raises(Refused):
            actions.take_back_ticks(by=patient_user, check_in=said, now=later)
    else:
        actions.take_back_ticks(by=patient_user, check_in=said, now=later)
    plan.refresh_from_db()
    assert plan.status == status


def test_a_plan_that_a_clinician_holds_stays_held_when_a_tick_is_taken_back(say, api, plan, patient_user, clinician):
    held = api(clinician).post(f"/api/v1/plans/{plan.pk}/hold/", {"reason": "Wait for the scan."})
    said = CheckIn.objects.get(pk=say(kind="report", symptoms=["fainting"]).json()["id"])
    actions.take_back_ticks(by=patient_user, check_in=said, now=timezone.now())
    plan.refresh_from_db()
    assert (held.status_code, plan.status) == (200, "held")


def test_nobody_else_takes_a_tick_back(say, plan, admin, other_patient):
    said = CheckIn.objects.get(pk=say(pain=2, symptoms=["fainting"]).json()["id"])
    for somebody in (admin, other_patient.user):
        with pytest.raises(NotYours):
            actions.take_back_ticks(by=somebody, check_in=said, now=timezone.now())
    plan.refresh_from_db()
    assert plan.status == "held"
