"""Check-ins over the API: records of fact, what the rules answer, and what follows at once."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Alert, CheckIn, Plan, PlanEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(patient):
    return patient.today(timezone.now())


@pytest.fixture
def plan(episode, clinician):
    """An issued plan: a gentle exercise, and a harder one; pain was 6 when it was issued."""
    factories.make_assessment(episode, by=clinician, pain_now=6)
    exercises = [factories.make_exercise(key="gentle"), factories.make_exercise(key="harder", difficulty=2)]
    return factories.make_plan(episode, by=clinician, exercises=exercises)


@pytest.fixture
def say(api, patient_user, plan, today):
    """`say(kind=…, pain=…)` sends a check-in of the patient; the answer."""

    def send(user=patient_user, *, of=plan, **facts):
        return api(user).post(f"/api/v1/plans/{of.pk}/check-ins/", {"date": str(today), "kind": "before", **facts})

    return send


@pytest.fixture
def do(api, patient_user, plan, today):
    """`do("gentle", pain_during=…)` records a completion of the patient; the answer."""

    def send(key, **facts):
        body = {"item": str(plan.items.get(exercise_id=key).pk), "date": str(today), "outcome": "done", **facts}
        return api(patient_user).post(f"/api/v1/plans/{plan.pk}/completions/", body)

    return send


def rules(answer):
    return [(each["rule"], each["level"]) for each in answer.json()["findings"] if each["level"] != "advise"]


def closed(api, user, plan, day):
    """Exercises that may not be done on `day`, and whether anything may."""
    shown = api(user).get(f"/api/v1/plans/{plan.pk}/days/{day}/").json()
    return shown["start"]["allowed"], [item["exercise"] for item in shown["items"] if not item["allowed"]]


def test_a_calm_check_in_is_stored_and_changes_nothing(say, plan, patient_user, today):
    answer = say(pain=2, symptoms=[])
    assert answer.status_code == 201
    assert {name: value for name, value in answer.json().items() if name not in ("id", "findings")} == {
        "date": str(today),
        "kind": "before",
        "occurrence": 1,
        "pain": 2,
        "symptoms": [],
        "discomfort": False,
        "comment": "",
        "recorded_by": {"id": str(patient_user.pk), "name": "Vera Lindqvist"},
        "plan_status": "issued",
    }
    assert (rules(answer), Alert.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"pain": 11}, "pain"),
        ({"pain": -1}, "pain"),
        ({"pain": 2.5}, "pain"),
        ({"pain": "2"}, "pain"),
        ({}, "pain"),
        ({"pain": 2, "symptoms": ["hiccups"]}, "symptoms"),
        ({"pain": 2, "kind": "during"}, "kind"),
        ({"pain": 2, "occurrence": 13}, "occurrence"),
        ({"pain": 2, "mood": "good"}, "mood"),
        ({"pain": 2, "comment": "x" * 2_001}, "comment"),
        ({"pain": 2, "date": "yesterday"}, "date"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(say, facts, field):
    answer = say(**facts)
    assert (answer.status_code, [*answer.json()["errors"]], CheckIn.objects.count()) == (400, [field], 0)


@pytest.mark.parametrize(("days", "status"), [(-1, 400), (0, 201), (7, 201), (8, 400)])
def test_seven_days_back_and_none_ahead(say, today, days, status):
    assert say(pain=2, date=str(today - timedelta(days=days))).status_code == status


def test_a_report_needs_no_pain(say):
    assert say(kind="report", symptoms=["muscle-tension"]).status_code == 201


@pytest.mark.parametrize("kind", ["before", "after"])
def test_a_second_one_names_the_first_and_its_symptoms_count_all_the_same(say, plan, kind):
    first = say(kind=kind, pain=2, symptoms=[]).json()["id"]
    again = say(kind=kind, pain=5, symptoms=["fainting"])
    assert (again.status_code, again.headers["Content-Type"]) == (409, "application/problem+json")
    assert first in again.json()["detail"]
    assert rules(again)[:2] == [("C-10", "hard"), ("S-27", "hard")]
    plan.refresh_from_db()
    assert plan.status == "held"
    assert sorted(CheckIn.objects.values_list("kind", "pain")) == sorted([(kind, 2), ("report", 5)])
    assert say(kind=kind, pain=5).status_code == 409
    assert CheckIn.objects.count() == 2, "nothing new was said"


def test_reports_and_the_next_day_may_come_again(say):
    answers = [say(kind=kind, pain=2).status_code for kind in ("report", "report", "next_day", "next_day")]
    assert answers == [201] * 4


def test_a_write_with_its_own_id_is_stored_once(say):
    own = {"id": str(uuid.uuid4()), "pain": 3}
    first, again, other = say(**own), say(**own), say(**own | {"pain": 4})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert (first.json(), CheckIn.objects.count()) == (again.json(), 1)


def test_who_may_say_something(say, plan, clinician, admin, stranger, other_patient):
    statuses = [say(who, pain=1, kind="report").status_code for who in (clinician, admin, stranger, other_patient.user)]
    assert statuses == [201, 403, 404, 404]


def test_a_draft_has_no_check_ins(say, episode, clinician, today):
    factories.make_assessment(episode, by=clinician)
    lines = [actions.Line(factories.make_exercise(), Dose(repetitions=5))]
    draft = actions.create_draft(by=clinician, episode=episode, lines=lines, now=timezone.now())
    assert say(clinician, of=draft, pain=1).status_code == 409


def test_the_list_is_newest_first_and_for_those_who_may_read(say, api, plan, clinician, admin, today):
    say(pain=1, date=str(today - timedelta(days=1)))
    say(pain=2)
    path = f"/api/v1/plans/{plan.pk}/check-ins/"
    assert [row["pain"] for row in api(clinician).get(path).json()["results"]] == [2, 1]
    assert api(admin).get(path).status_code == 403


# --- red flags


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


# --- before a session


@pytest.mark.parametrize(("pain", "shut"), [(6, []), (7, ["harder"])])
def test_much_pain_before_narrows_the_list(say, api, plan, patient_user, today, pain, shut):
    assert [rule for rule, _level in rules(say(pain=pain))] == ["C-17"] * (2 * len(shut))
    assert closed(api, patient_user, plan, today) == (True, shut)


def test_the_third_day_of_much_pain_in_seven_alerts(say, today):
    for days in (6, 3):
        say(pain=7, date=str(today - timedelta(days=days)))
    assert "C-17" not in {rule for alert in Alert.objects.all() for rule in alert.rules}
    say(pain=7)
    assert "C-17" in Alert.objects.get().rules


@pytest.mark.parametrize("symptom", ["numbness", "headache", "vomiting", "tinnitus"])
def test_a_new_symptom_closes_the_next_session_until_it_is_answered(
    say, api, plan, patient_user, clinician, today, symptom
):
    assert rules(say(kind="after", pain=0, symptoms=[symptom])) == [("S-27b", "warn")]
    assert closed(api, patient_user, plan, today) == (False, ["gentle", "harder"])
    alert = api(clinician).get("/api/v1/alerts/", {"open": "true"}).json()["results"][0]
    assert (alert["rule"], alert["level"], alert["severity"]) == ("S-27b", "warn", "prompt")
    api(clinician).post(f"/api/v1/alerts/{alert['id']}/acknowledge/", {"note": "Called, harmless."})
    assert closed(api, patient_user, plan, today) == (True, [])
    assert rules(say(kind="report", symptoms=[symptom])) == [], "known since it was answered"


def test_a_symptom_of_the_newest_assessment_is_not_new(say, episode, clinician):
    factories.make_assessment(episode, by=clinician, symptoms=["numbness"])
    assert rules(say(pain=0, symptoms=["numbness", "muscle-tension"])) == []


# --- during and after


@pytest.mark.parametrize(("pain", "shut"), [(5, []), (6, ["harder"])])
def test_pain_during_ends_the_exercise_for_the_day(do, api, plan, patient_user, today, pain, shut):
    answer = do("harder", pain_during=pain)
    assert (answer.status_code, [rule for rule, _level in rules(answer)]) == (201, ["C-13"] * len(shut))
    assert answer.json()["item_paused"] is False
    assert closed(api, patient_user, plan, today) == (True, shut)
    assert closed(api, patient_user, plan, today + timedelta(days=1)) == (True, [])
    assert Alert.objects.count() == len(shut)


def test_discomfort_ends_the_exercise_for_the_day_and_pauses_it_the_second_time(do, plan, today):
    first = do("gentle", discomfort=True, date=str(today - timedelta(days=6)))
    assert (rules(first), first.json()["item_paused"], Alert.objects.count()) == ([("S-17", "hard")], False, 0)
    second = do("gentle", discomfort=True)
    assert (rules(second), second.json()["item_paused"], Alert.objects.count()) == ([("S-17", "hard")], True, 1)


def test_discomfort_of_more_than_a_week_ago_does_not_count(do, today):
    do("gentle", discomfort=True, date=str(today - timedelta(days=7)))
    assert do("gentle", discomfort=True).json()["item_paused"] is False


def test_discomfort_with_much_pain_pauses_at_once(do):
    assert do("gentle", discomfort=True, pain_during=6).json()["item_paused"] is True


def test_discomfort_at_a_check_in_means_every_item_done_that_day(do, say, plan, today):
    do("gentle")
    answer = say(kind="after", pain=0, discomfort=True)
    found = [(each["rule"], each["exercise"]) for each in answer.json()["findings"]]
    assert found == [("S-17", "gentle")]


def test_spreading_pauses_the_exercise(do, plan):
    answer = do("harder", spreading=True)
    assert (rules(answer), answer.json()["item_paused"]) == ([("C-16", "hard")], True)
    assert (Alert.objects.get().rule, plan.items.get(exercise_id="gentle").paused) == ("C-16", False)


@pytest.mark.parametrize(("after", "paused"), [(3, []), (4, ["gentle"])])
def test_worse_by_two_the_next_day_pauses_the_items_of_that_session(say, do, plan, today, after, paused):
    yesterday = str(today - timedelta(days=1))
    say(pain=2, date=yesterday)
    do("gentle", date=yesterday)
    do("harder", date=yesterday, outcome="skipped")
    answer = say(kind="next_day", pain=after, date=yesterday)
    assert [rule for rule, _level in rules(answer) if rule == "C-14"] == ["C-14"] * len(paused)
    assert [item.exercise_id for item in plan.items.all() if item.paused] == paused


def test_a_weekly_mean_that_rises_by_two_alerts_once_a_week(say, today):
    for days, pain in ((7, 1), (0, 3)):
        last = say(kind="report", pain=pain, date=str(today - timedelta(days=days)))
    assert "C-15" in dict(rules(last))
    say(kind="report", pain=4)
    assert Alert.objects.get().rules.count("C-15") == 1


@pytest.mark.parametrize(("pain", "fires"), [(3, False), (4, True)])
def test_worse_than_at_issue_by_two_alerts(say, episode, clinician, pain, fires):
    factories.make_assessment(episode, by=clinician, pain_now=2)
    plan = factories.make_plan(episode, by=clinician, exercises=[factories.make_exercise()])
    answer = say(of=plan, kind="report", pain=pain)
    assert (("C-48", "warn") in rules(answer)) is fires


def test_a_completion_recorded_again_is_not_judged_again(do, plan, api, patient_user):
    done = do("gentle", pain_during=8).json()
    api(patient_user).patch(f"/api/v1/completions/{done['id']}/", {"reason": "tired"})
    assert Alert.objects.get().count == 1
    changed = api(patient_user).patch(f"/api/v1/completions/{done['id']}/", {"spreading": True}).json()
    assert ("C-16" in [each["rule"] for each in changed["findings"]], changed["item_paused"]) == (True, True)
