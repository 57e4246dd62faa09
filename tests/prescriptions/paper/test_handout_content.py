"""What stands on the paper."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.formats import date_format

from exercises.dosage import Dose
from exercises.models import Exercise
from prescriptions import actions
from prescriptions.models import Plan, PlanItem
from prescriptions.paper import WayIn, page_of
from tests import factories
from tests.prescriptions.paper import every
from tests.prescriptions.paper.reading import codes_in, pages_of, pdf_of, pictures_of, text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINK = "https://plan.clinic.example/p/Zk3vQ9sTn2LrX8wYb5HcD1fGj7MpA4eU6iO0tRyNqVs/"
WAY_IN = WayIn(LINK, "K7QM-2XPD-94HT", "plan.clinic.example/code/")


def page(plan, **more):
    fresh = Plan.objects.for_reading().with_items().get(pk=plan.pk)
    return page_of(fresh, now=more.pop("now", datetime.now(UTC)), **more)


def test_it_says_who_what_how_and_how_long(plan_of, bridge, patient):
    plan = plan_of(bridge, note="Rest when you are tired.")
    text = text_of(pdf_of(plan))
    for said in (
        "Your exercises at home",
        f"Vera Lindqvist, born 14 May 1957, {patient.record_number}.",
        "1. Bridge",
        "8 times · hold 5 seconds",
        "Twice a day, on Monday, Wednesday and Friday",
        "On the back · exercise mat or firm carpet",
        "1. Lie on your back.",
        "3. Lower them.",
        "Breathing: Keep breathing.",
        "Take care: No arching of the waist. Stop if it tingles.",
        "From your clinician Rest when you are tired.",
        "About 2 minutes a time.",
        "What I have done Tick a box each time you have done the exercises that were due. Week of Mon Tue Wed",
    ):
        assert said in text


def test_every_page_says_whose_it_is_how_long_it_counts_and_whom_to_call(plan_of, library, patient):
    exercises = [factories.make_exercise(steps=["Move slowly."] * 6) for _number in range(5)]
    plan = plan_of(*exercises)
    pages = pages_of(pdf_of(plan))
    assert len(pages) >= 3
    end = date_format(plan.ends_on, "DATE_FORMAT")
    for number, text in enumerate(pages, start=1):
        for said in (
            "Northfield Spine Clinic",
            "01632 960 147",
            f"Plan 1, valid until {end}",
            f"Vera Lindqvist, born 14 May 1957, {patient.record_number}.",
            "Issued by Anna Marlow",
            "Stop and call us if it hurts more",
            "sudden trouble with speech or sight: call 112.",
            f"Page {number} of {len(pages)}",
        ):
            assert said in text


def test_it_says_when_to_stop_and_that_nobody_watches(plan_of, clinic):
    clinic.emergency_number = "999"
    clinic.save()
    text = text_of(pdf_of(plan_of()))
    assert "Call 999 at once for chest pain" in text
    assert "is not watched day and night. When it is urgent, call: do not wait for an answer." in text
    assert "112" not in text


def test_it_is_the_sheet_that_is_printed_whatever_the_catalogue_says_by_now(plan_of, bridge):
    plan = plan_of(bridge)
    Exercise.objects.filter(pk=bridge.pk).update(title="Renamed", steps=["Changed."])
    text = text_of(pdf_of(plan))
    assert ("1. Bridge" in text, "Renamed" in text, "Changed." in text) == (True, False, False)


def test_a_norbekov_exercise_is_labelled_for_what_it_is(library, plan_of):
    plan = plan_of(factories.make_exercise(method="norbekov", region="general"))
    assert "Norbekov: traditional method, no proof of cure" in text_of(pdf_of(plan))


# --- boxes


def days_due(exercise):
    return [day["due"] for day in exercise["days"]]


def test_an_exercise_has_a_box_for_each_time_of_each_due_day(plan_of, bridge):
    (exercise,) = page(plan_of(bridge))["exercises"]
    assert (days_due(exercise), exercise["boxes"], exercise["hint"]) == (
        [True, False, True, False, True, False, False],
        2,
        "",
    )


def test_what_is_due_very_often_is_counted_in_marks(plan_of, library):
    (exercise,) = page(plan_of(factories.make_exercise(dose=Dose(repetitions=3, times_per_day=8))))["exercises"]
    assert (exercise["boxes"], exercise["hint"]) == (1, "Make a mark for each time.")


def test_the_record_has_a_box_for_each_time_to_exercise(plan_of, library, clinician, episode):
    often = factories.make_exercise(dose=Dose(repetitions=3, times_per_day=3, weekdays=(1,)))
    daily = factories.make_exercise(dose=Dose(repetitions=3, weekdays=(1, 2, 3)))
    factories.make_assessment(episode, by=clinician, at=NOW)
    starts_on = NOW.date() + timedelta(days=1)  # a Tuesday
    plan = plan_of(often, daily, now=NOW, starts_on=starts_on, ends_on=starts_on + timedelta(days=7))
    weeks = page(plan, now=NOW)["record"]["weeks"]
    assert [week["name"] for week in weeks] == ["2 Mar 2026", "9 Mar 2026"]
    assert [[(day["name"], day["boxes"]) for day in week["days"]] for week in weeks] == [
        [("", 0), ("3", 1), ("4", 1), ("5", 0), ("6", 0), ("7", 0), ("8", 0)],
        [("9", 3), ("10", 1), ("", 0), ("", 0), ("", 0), ("", 0), ("", 0)],
    ]


def test_the_record_of_a_very_long_plan_ends_after_half_a_year(plan_of):
    plan = plan_of(ends_on=datetime.now(UTC).date() + timedelta(days=1000))
    assert len(page(plan)["record"]["weeks"]) in (26, 27)


# --- a plan that is not to be followed as it stands


def test_a_plan_on_hold_says_so_on_top(plan_of, clinician):
    plan = plan_of()
    assert page(plan)["plan"]["notice"] == ""
    actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=datetime.now(UTC))
    text = text_of(pdf_of(plan))
    assert "This plan is on hold. Do not do these exercises until your clinic says so." in text
    assert "Fever" not in text


def test_a_stopped_plan_and_one_past_its_end_say_so(plan_of, clinician):
    plan = plan_of()
    later = datetime.now(UTC) + timedelta(days=60)
    ended = "This plan has ended. Ask your clinic what comes next."
    assert page(plan, now=later)["plan"]["notice"] == ended
    actions.stop_plan(by=clinician, plan=plan, reason="Moved.", now=datetime.now(UTC))
    assert page(plan)["plan"]["notice"] == ended


def test_a_superseded_plan_says_so(plan_of, clinician):
    plan = plan_of()
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=datetime.now(UTC))
    actions.issue_plan(by=clinician, plan=draft, now=datetime.now(UTC))
    assert page(plan)["plan"]["notice"] == "A newer plan has taken the place of this one. Use that one."


def test_a_paused_exercise_is_to_be_left_out_and_has_no_boxes(plan_of, library):
    plan = plan_of(factories.make_exercise(title="First"), factories.make_exercise(title="Second"))
    PlanItem.objects.filter(plan=plan, position=1).update(paused_at=datetime.now(UTC), paused_because="Discomfort")
    first, second = page(plan)["exercises"]
    assert (first["closed"], any(days_due(first))) == ("Leave this exercise out until your clinic says so.", False)
    assert (second["closed"], all(days_due(second))) == ("", True)
    assert "Leave this exercise out" in text_of(pdf_of(plan))


def test_an_exercise_that_a_rule_has_closed_is_to_be_left_out(plan_of):
    plan = plan_of()
    item = str(plan.items.get().pk)
    Plan.objects.filter(pk=plan.pk).update(findings=[{"item": item, "level": "hard", "rule": "S-13"}])
    assert page(plan)["exercises"][0]["closed"] != ""
    Plan.objects.filter(pk=plan.pk).update(findings=[{"item": item, "level": "warn", "rule": "S-13"}])
    assert page(plan)["exercises"][0]["closed"] == ""


# --- the way in


def test_the_code_is_printed_and_the_square_can_be_read(plan_of, tmp_path):
    pdf = pdf_of(plan_of(), way_in=WAY_IN)
    assert "K7QM-2XPD-94HT" in text_of(pdf)
    assert "Or open plan.clinic.example/code/ and type the code." in text_of(pdf)
    assert [codes_in(picture) for picture in pictures_of(pdf, tmp_path)][-1] == [LINK]  # on the last page


def test_beside_a_way_in_the_birth_date_is_left_out(plan_of, patient):
    """The way in asks for it: whoever finds the paper must not read it there."""
    plan = plan_of()
    with_way, without = text_of(pdf_of(plan, way_in=WAY_IN)), text_of(pdf_of(plan))
    assert ("1957" in without, "1957" in with_way) == (True, False)
    assert f"Vera Lindqvist, {patient.record_number}." in with_way


def test_neither_is_printed_unasked(plan_of, tmp_path):
    pdf = pdf_of(plan_of())
    assert "on your phone" not in text_of(pdf)
    assert [code for picture in pictures_of(pdf, tmp_path) for code in codes_in(picture)] == []


def test_what_looks_through_every_handout_sees_a_missing_letter_and_an_edge(plan_of, monkeypatch):
    pdf = pdf_of(plan_of(note="王小明"))
    assert every.complaints_of(pdf) == ["▯"]
    monkeypatch.setattr(every, "SIDE", 50)
    assert len(every.complaints_of(pdf)) > 20
