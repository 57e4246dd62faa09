"""Pain, discomfort and new symptoms told over the API: what closes, what pauses, and whom it alerts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prescriptions.models import Alert
from tests import factories
from tests.prescriptions.check_ins.answers import closed, rules

pytestmark = pytest.mark.django_db


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


def test_pain_above_the_start_alerts_again_only_after_a_week(say, api, clinician, time_machine):
    def answer_the_alert():
        alert = Alert.objects.get(acknowledged_at=None)
        api(clinician).post(f"/api/v1/alerts/{alert.pk}/acknowledge/", {"note": "Called."})

    begun = timezone.now()
    say(kind="report", pain=8)
    answer_the_alert()
    say(kind="report", pain=8)
    assert not Alert.objects.filter(acknowledged_at=None).exists(), "told a moment ago"
    time_machine.move_to(begun + timedelta(days=7, minutes=5), tick=False)
    say(kind="report", pain=8)
    assert Alert.objects.get(acknowledged_at=None).rules == ["C-48"]
