"""What changed between two versions of a plan: the words, the plan's page, and what the patient is told."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.changes import Change, changes_between, told_to_patient
from tests import factories

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def line(key, *, title=None, note="", **dose):
    dose = Dose(**{"repetitions": 5} | dose)
    facts = {"laterality": "midline", "side": None, "body_position": "sitting", "note": note}
    return {"exercise": key, "title": title or key.capitalize(), "dose": dose.as_json()} | facts


def sheet(*lines, **facts):
    return {"items": list(lines), "note": "", "ends_on": "2026-12-30", "stage": "recovery", "version": 1} | facts


# --- the words


def test_nothing_changed():
    assert changes_between(sheet(line("a"), line("b")), sheet(line("a"), line("b"))) == []


def test_added_removed_and_another_dose():
    found = changes_between(sheet(line("a"), line("b")), sheet(line("a", repetitions=8, note="Slowly."), line("c")))
    assert found == [
        Change("added", "C", new="5 times, once a day, every day"),
        Change("removed", "B", old="5 times, once a day, every day"),
        Change("changed", "A", "dose", "5 times, once a day, every day", "8 times, once a day, every day"),
        Change("changed", "A", "note", "", "Slowly."),
    ]


def test_days_are_part_of_the_dose():
    (found,) = changes_between(sheet(line("a")), sheet(line("a", weekdays=(1, 4))))
    assert (found.old, found.new) == ("5 times, once a day, every day", "5 times, once a day, on Monday and Thursday")


def test_the_one_that_moved_farthest_speaks_for_the_order():
    before, after = [line(key) for key in "abcd"], [line(key) for key in "dabc"]
    assert changes_between(sheet(*before), sheet(*after)) == [Change("moved", "D", new="now 1 of 4")]


def test_an_addition_moves_nothing():
    assert [each.kind for each in changes_between(sheet(line("b")), sheet(line("a"), line("b")))] == ["added"]


def test_the_second_of_an_exercise_is_compared_with_the_second():
    found = changes_between(sheet(line("a"), line("a")), sheet(line("a"), line("a", repetitions=6)))
    assert [(each.kind, each.new[:7]) for each in found] == [("changed", "6 times")]


def test_side_position_note_and_last_day():
    new = line("a") | {"side": "left", "body_position": "standing"}
    found = changes_between(sheet(line("a")), sheet(new, note="Walk more.", ends_on="2027-01-06"))
    assert [(each.title, each.what, each.old, each.new) for each in found] == [
        ("A", "dose", "5 times, once a day, every day", "5 times on the left, once a day, every day"),
        ("A", "position", "sitting", "standing"),
        ("", "note for the patient", "", "Walk more."),
        ("", "last day", "30 December 2026", "6 January 2027"),
    ]


def test_the_patient_is_told_titles():
    told = told_to_patient(sheet(line("a"), line("b")), sheet(line("a", repetitions=8), line("c"), note="x"))
    assert told == {"added": ["C"], "removed": ["B"], "changed": ["A"], "since": 1}


# --- the plan's page and the patient's


@pytest.fixture
def second(clinician, episode, time_machine):
    """Plan 2, which took the place of plan 1 an hour ago: one exercise stays, one goes, one is new."""
    time_machine.move_to(NOON)
    stays, goes, new = (factories.make_exercise(key=key, title=key.capitalize()) for key in ("stays", "goes", "new"))
    factories.make_plan(episode, by=clinician, exercises=[stays, goes], now=NOON - timedelta(days=10))
    return factories.make_plan(episode, by=clinician, exercises=[stays, new], now=NOON - timedelta(hours=1))


def test_the_plans_page_says_what_changed(browser_of, clinician, second):
    page = text_of(browser_of(clinician).get(f"/plans/{second.pk}/"))
    assert "What changed since Plan 1" in page
    assert "New: New. 5 times, once a day, every day" in page
    assert "Gone: Goes. 5 times, once a day, every day" in page


def test_the_first_plan_has_nothing_to_be_compared_with_before_it(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    assert "What changed" not in text_of(browser_of(clinician).get(f"/plans/{plan.pk}/"))


@pytest.mark.parametrize("asked", ["3", "nine", "٣", "9" * 30, "-1"])
def test_an_unknown_version_falls_back_to_the_one_before(browser_of, clinician, second, asked):
    answer = browser_of(clinician).get(f"/plans/{second.pk}/", {"against": asked})
    assert (answer.status_code, answer.context["compared"].against) == (200, 1)


def test_any_two_versions_can_be_compared(browser_of, clinician, second, episode):
    third = factories.make_plan(episode, by=clinician, exercises=[factories.make_exercise()], now=NOON)
    answer = browser_of(clinician).get(f"/plans/{third.pk}/", {"against": "1"})
    assert answer.context["compared"].against == 1
    assert f'href="?against=2#h-changes">Plan {second.version}<' in answer.content.decode()


def test_a_draft_is_compared_with_what_runs(browser_of, clinician, second):
    draft, _created = actions.revise_plan(by=clinician, plan=second, now=NOON)
    page = text_of(browser_of(clinician).get(f"/plans/{draft.pk}/"))
    assert "What changed since Plan 2" in page


def test_the_patient_is_told_for_a_week(browser_of, patient_user, second, time_machine):
    page = text_of(browser_of(patient_user).get("/today/"))
    assert "Your plan has changed on Wednesday" in page
    assert "New: New. No longer: Goes." in page
    time_machine.move_to(NOON + timedelta(days=6))
    assert "Your plan has changed" in text_of(browser_of(patient_user).get("/today/"))
    time_machine.move_to(NOON + timedelta(days=7))
    assert "Your plan has changed" not in text_of(browser_of(patient_user).get("/today/"))


def test_a_first_plan_is_no_news(browser_of, patient_user, clinician, episode):
    factories.make_plan(episode, by=clinician)
    assert "Your plan has changed" not in text_of(browser_of(patient_user).get("/today/"))


def test_an_ended_plan_can_be_restarted_as_a_draft(browser_of, clinician, second):
    actions.stop_plan(by=clinician, plan=second, reason="Away for months.", now=NOON)
    browser = browser_of(clinician)
    assert "Restart as a new draft" in text_of(browser.get(f"/plans/{second.pk}/"))
    answer = browser.post(f"/plans/{second.pk}/revise/")
    draft = second.revisions.get()
    assert answer["Location"] == f"/episodes/{second.episode_id}/prescribe/?draft={draft.pk}"
    assert [item.exercise_id for item in draft.items.all()] == ["stays", "new"]


def test_the_patient_is_told_that_it_began_again(browser_of, clinician, patient_user, second):
    actions.stop_plan(by=clinician, plan=second, reason="Away for months.", now=NOON)
    draft, _created = actions.revise_plan(by=clinician, plan=second, now=NOON)
    again = actions.issue_plan(by=clinician, plan=draft, now=NOON)
    assert again.sheet["changes"] == {"added": [], "removed": [], "changed": [], "since": 2, "restarted": True}
    page = text_of(browser_of(patient_user).get("/today/"))
    assert "Your plan began again on Wednesday" in page
    assert "The exercises are the same." in page
