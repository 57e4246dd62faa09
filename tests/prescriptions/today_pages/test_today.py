"""/today/: the patient's day where they live."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from tests import factories
from tests.prescriptions.today_pages.pages import (
    EMERGENCY,
    NOW,
    PHONE,
    TODAY,
    current_of,
    press,
    text_of,
    titles_under,
    twice_a_day,
)

# --- what is shown


def test_the_page_greets_by_first_name_and_says_the_date_in_words(plan, visit):
    shown = text_of(visit())
    assert "Monday 23 November Good morning, Vera 5 exercises today. About 2 minutes." in shown


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [
        (0, "Hello, Vera"),
        (4, "Hello, Vera"),
        (5, "Good morning, Vera"),
        (11, "Good morning, Vera"),
        (12, "Good afternoon, Vera"),
        (17, "Good afternoon, Vera"),
        (18, "Good evening, Vera"),
        (23, "Good evening, Vera"),
    ],
)
def test_the_greeting_follows_the_clock_where_the_patient_lives(
    patient, plan, browser_of, time_machine, hour, greeting
):
    patient.time_zone = "Asia/Tokyo"
    patient.save()
    time_machine.move_to(datetime(2026, 11, 23, 15, tzinfo=UTC) + timedelta(hours=hour), tick=False)
    page = browser_of(patient.user).get("/today/")
    assert re.search(r"<h1>(.*?)</h1>", page.content.decode())[1] == greeting


def test_the_first_exercise_is_open_and_the_others_follow_in_the_order_of_the_plan(plan, visit):
    page = visit()
    assert current_of(page) == "First"
    assert titles_under(page, "After that") == ["Second", "Third", "Fourth", "Fifth"]
    assert "0 of 5 done" in text_of(page)


def test_only_the_exercise_that_leads_asks_why_the_others_lead_to_a_page_where_they_do(plan, phone, visit):
    page = visit()
    assert current_of(page) == "First"
    assert text_of(page).count("Why only partly?") == 1
    links = re.findall(r'href="(/today/\?now=step-[0-9a-f]{8}-1)#next" data-more', page.content.decode())
    assert len(links) == 4
    chosen = phone.get(links[2])
    assert current_of(chosen) == "Fourth"
    assert titles_under(chosen, "After that") == ["First", "Second", "Third", "Fifth"]
    assert text_of(chosen).count("Why only partly?") == 1


@pytest.mark.parametrize("asked", ["step-00000000-1", "' OR 1=1", "x" * 5000])
def test_a_choice_that_is_not_on_the_page_changes_nothing(plan, phone, asked):
    assert current_of(phone.get("/today/", {"now": asked})) == "First"


def test_everything_the_patient_needs_is_said_of_an_exercise(episode, clinician, visit):
    exercise = factories.make_exercise(
        title="Resisted rotation",
        laterality="each-side",
        equipment=["mat"],
        cautions=["Press gently."],
        purpose="Strengthens the neck.",
        breathing="Breathe out while pressing.",
        dose=Dose(sets=1, repetitions=3, hold_seconds=5, per_side=True),
    )
    factories.make_plan(episode, by=clinician, exercises=[exercise], notes=["By the window."], note="Little and often.")
    shown = text_of(visit())
    for words in (
        "3 times each side · hold 5 seconds",
        "By the window.",
        "Sitting · exercise mat or firm carpet",
        "Sit tall. Move slowly. Come back.",
        "Breathing Breathe out while pressing.",
        "Take care Press gently.",
        "What it is for Strengthens the neck.",
        "From your clinician Little and often.",
    ):
        assert words in shown


def test_the_words_are_those_of_the_sheet_and_not_of_a_later_catalogue(plan, visit):
    exercise = plan.items.all()[0].exercise
    exercise.title, exercise.steps = "Renamed", ["Do it quite differently."]
    exercise.save()
    shown = text_of(visit())
    assert "First" in shown
    assert "Renamed" not in shown
    assert "differently" not in shown


def test_a_chosen_side_and_position_are_said_in_words(episode, clinician, visit):
    exercise = factories.make_exercise(
        laterality="affected-side", alternative_positions=["standing"], dose=Dose(sets=1, repetitions=4)
    )
    factories.make_assessment(episode, by=clinician, at=NOW)
    line = actions.Line(exercise, exercise.dose, side="left", alternative="standing")
    draft = actions.create_draft(by=clinician, episode=episode, now=NOW, lines=[line])
    actions.issue_plan(by=clinician, plan=draft, now=NOW)
    shown = text_of(visit())
    assert "4 times on the left" in shown
    assert "Standing" in shown


def test_a_norbekov_exercise_carries_its_label_and_its_picture_in_words(library, episode, clinician, visit):
    factories.make_assessment(episode, by=clinician, at=NOW)
    draft = actions.create_draft(by=clinician, episode=episode, now=NOW, method="norbekov")
    actions.issue_plan(by=clinician, plan=draft, now=NOW)
    shown = text_of(visit())
    assert "Norbekov: traditional method, no proof of cure" in shown
    assert "Picture it" in shown


def test_stop_advice_phone_and_emergency_number_are_always_there(clinic, plan, visit):
    html = visit().content.decode()
    assert "Stop if it hurts more." in html
    assert f'href="tel:{PHONE.replace(" ", "")}"' in html
    assert f'href="tel:{EMERGENCY}"' in html


def test_only_one_button_is_the_main_one(plan, visit):
    shown = re.sub(r"<template.*?</template>", "", visit().content.decode(), flags=re.S)
    assert shown.count("btn-primary") == 1


def test_the_page_has_no_script_or_style_within(plan, visit):
    html = visit().content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", html)
    assert visit()["Content-Security-Policy"].startswith("default-src 'none'")


# --- several times a day


def test_what_is_due_twice_comes_round_again_after_the_others(episode, clinician, visit):
    exercises = [twice_a_day(title="First"), factories.make_exercise(title="Second")]
    factories.make_plan(episode, by=clinician, exercises=exercises)
    page = visit()
    assert "2 exercises today, 3 times in all." in text_of(page)
    assert current_of(page) == "First"
    assert "1st time today" in text_of(page)
    assert titles_under(page, "After that") == ["Second", "First"]
    assert "2nd time today" in text_of(page)


def test_an_exercise_due_once_a_day_says_nothing_of_times(plan, visit):
    assert "time today" not in text_of(visit())


# --- what was done


def test_marks_are_counted_and_the_next_exercise_opens(plan, visit, client, patient_user):
    first, second, third, *_others = plan.items.all()
    visit()
    press(client, first)
    press(client, second, "skipped", why="time")
    press(client, third, "partly", why="hard", words="Two of five")
    page = visit()
    assert "2 of 5 done, 1 skipped" in text_of(page)
    assert current_of(page) == "Fourth"
    assert titles_under(page, "Noted") == ["First", "Second", "Third"]
    assert "Partly done: It is too hard: Two of five" in text_of(page)


def test_when_all_is_noted_the_page_says_so(plan, visit, client):
    visit()
    for item in plan.items.all():
        press(client, item)
    page = visit()
    assert "5 of 5 done" in text_of(page)
    assert "That is all for today. Thank you." in text_of(page)
    assert current_of(page) is None


def test_what_a_clinician_noted_says_who_noted_it(plan, clinician, visit):
    actions.record_completion(by=clinician, item=plan.items.all()[0], date=TODAY, now=NOW, outcome="done")
    assert "noted by Anna Marlow" in text_of(visit())


# --- the number of queries


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_six_queries_for_any_number_of_plans(
    patient, clinician, visit, client, django_assert_num_queries, count
):
    regions = ["cervical", "thoracic", "lumbar"][:count]
    for region in regions:
        exercises = [twice_a_day(region=region) for _each in range(8)]
        plan = factories.make_plan(factories.make_episode(patient, region=region), by=clinician, exercises=exercises)
        visit()
        press(client, plan.items.all()[0])
    visit()
    with django_assert_num_queries(6):
        page = visit()
    assert f"{count} of {16 * count} done" in text_of(page)


def test_a_norbekov_plan_takes_six_queries_too(library, episode, clinician, visit, django_assert_num_queries):
    factories.make_assessment(episode, by=clinician, at=NOW)
    draft = actions.create_draft(by=clinician, episode=episode, now=NOW, method="norbekov")
    actions.issue_plan(by=clinician, plan=draft, now=NOW)
    visit()
    with django_assert_num_queries(6):
        visit()
