"""/today/: the patient's day where they live."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Completion, PlanItem
from tests import factories
from tests.prescriptions.today import (
    EMERGENCY,
    NOW,
    PHONE,
    TODAY,
    current_of,
    days,
    make_five,
    press,
    text_of,
    titles_under,
    twice_a_day,
)


@pytest.fixture(autouse=True)
def _monday_morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(episode, clinician):
    return make_five(episode, by=clinician)


@pytest.fixture
def visit(browser_of, patient_user):
    """`visit()` is the page as the patient sees it."""
    client = browser_of(patient_user)
    return lambda: client.get("/today/")


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


def test_no_rule_code_is_ever_shown(episode, clinician, visit):
    _plan_behind_the_gate(episode, clinician, pain=3)
    assert not re.search(r"\b[SC]-\d\d", text_of(visit()))


def test_only_one_button_is_the_main_one(plan, visit):
    assert visit().content.decode().count("btn-primary") == 1


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


# --- nothing due


def test_a_day_of_rest_names_the_next_day(episode, clinician, visit):
    exercise = factories.make_exercise(dose=Dose(sets=1, repetitions=5, weekdays=(3, 5)))
    factories.make_plan(episode, by=clinician, exercises=[exercise])
    shown = text_of(visit())
    assert "A day of rest. Rest is part of your plan." in shown
    assert "The next exercises are on Wednesday 25 November." in shown


def test_a_plan_that_starts_later_says_when(episode, clinician, visit):
    make_five(episode, by=clinician, starts_on=days(2))
    shown = text_of(visit())
    assert "Your plan starts on Wednesday 25 November." in shown
    assert current_of(visit()) is None


def test_a_plan_past_its_last_day_ends_kindly(episode, clinician, visit):
    make_five(episode, by=clinician, now=NOW - timedelta(days=20), ends_on=days(-1))
    page = visit()
    assert "Your plan ended on Sunday 22 November. Ask the clinic what comes next." in text_of(page)
    assert current_of(page) is None


@pytest.mark.parametrize("how", ["stopped", "episode closed"])
def test_a_plan_that_was_ended_says_so_and_names_the_clinic(plan, clinician, visit, how):
    if how == "stopped":
        actions.stop_plan(by=clinician, plan=plan, reason="Healed.", now=NOW)
    else:
        actions.change_episode(by=clinician, episode=plan.episode, changes={"closed_on": TODAY}, now=NOW)
    shown = text_of(visit())
    assert "Hello, Vera Your plan has ended, so there is nothing to do today." in shown
    assert PHONE in shown


def test_a_record_without_a_plan_waits_kindly(patient, episode, visit):
    shown = text_of(visit())
    assert "Your plan is not ready yet. Your clinic will tell you when you can start." in shown
    assert PHONE in shown


def test_a_draft_is_no_plan(episode, clinician, visit):
    factories.make_assessment(episode, by=clinician)
    actions.create_draft(by=clinician, episode=episode, now=NOW, lines=[])
    assert "Your plan is not ready yet." in text_of(visit())


# --- not today


def _plan_behind_the_gate(episode, clinician, *, pain):
    """A plan with a lower-back exercise of the article that was open when issued, and today's pain."""
    lumbar = factories.make_episode(episode.patient, region="lumbar")
    factories.make_assessment(lumbar, by=clinician, at=NOW - timedelta(days=2), supervised_session=True)
    gated = factories.make_exercise(
        title="Pelvic raise", region="lumbar", method="classical", set_key="classical-lumbar", stages=["recovery"]
    )
    free = factories.make_exercise(title="Walking", region="general")
    for _more in range(2):
        factories.make_assessment(lumbar, by=clinician, at=NOW - timedelta(days=2), supervised_session=True)
    plan = factories.make_plan(lumbar, by=clinician, exercises=[gated, free], now=NOW - timedelta(days=1))
    factories.make_assessment(lumbar, by=clinician, at=NOW, pain_now=pain)
    return plan


def test_an_exercise_closed_by_a_rule_is_not_for_today_and_says_why(episode, clinician, visit):
    _plan_behind_the_gate(episode, clinician, pain=3)
    page = visit()
    assert current_of(page) == "Walking"
    assert titles_under(page, "Not today") == ["Pelvic raise"]
    assert "Not today: this exercise waits until the back no longer hurts." in text_of(page)
    assert "0 of 1 done" in text_of(page)


def test_the_same_exercise_is_open_while_the_rule_is_met(episode, clinician, visit):
    _plan_behind_the_gate(episode, clinician, pain=0)
    page = visit()
    assert current_of(page) == "Pelvic raise"
    assert titles_under(page, "Not today") == []


def test_a_paused_exercise_says_who_will_look_at_it(plan, visit):
    PlanItem.objects.filter(pk=plan.items.all()[1].pk).update(paused_at=NOW, paused_because="Pressure.")
    page = visit()
    assert titles_under(page, "Not today") == ["Second"]
    assert "Paused for now. Anna Marlow will look at it first." in text_of(page)
    assert "Pressure." not in text_of(page)


def test_a_held_plan_says_what_to_do_and_offers_no_mark(plan, clinician, visit, client):
    visit()
    press(client, plan.items.all()[0])
    actions.hold_plan(by=clinician, plan=plan, reason="Internal note.", now=NOW)
    page = visit()
    shown = text_of(page)
    assert "Your plan is paused. Anna Marlow wants to see you first. Please call the clinic." in shown
    assert "Internal note." not in shown
    assert titles_under(page, "Not today") == ["Second", "Third", "Fourth", "Fifth"]
    assert 'value="done" data-saving' not in page.content.decode()


def test_a_red_flag_says_what_to_do_now_and_where_to_call(episode, plan, clinician, visit):
    facts = {"stage": "recovery", "red_flags": ["chest-pain-or-breathlessness"], "red_flags_screened": True}
    actions.record_assessment(by=clinician, episode=episode, facts=facts, now=NOW)
    shown = text_of(visit())
    assert "Stop. Call the emergency number now, then tell the clinic." in shown
    assert f"Emergency: {EMERGENCY}" in shown


def test_the_same_advice_of_several_rules_is_said_once(episode, plan, clinician, visit):
    facts = {"stage": "recovery", "symptoms": ["fainting"], "red_flags_screened": True}
    actions.record_assessment(by=clinician, episode=episode, facts=facts, now=NOW)
    assert text_of(visit()).count("Stop your exercises and call the clinic today.") == 1


# --- whose day


def test_a_stranger_and_a_clinician_without_a_record_see_no_plan(plan, browser_of, clinician, stranger, admin):
    for person in (clinician, stranger, admin):
        page = browser_of(person).get("/today/")
        assert page.status_code == 200
        assert "There is no plan for this account." in text_of(page)
        assert "First" not in text_of(page)


def test_another_patient_sees_their_own_plan(plan, other_patient, clinician, browser_of):
    own = factories.make_exercise(title="Only for Tomas")
    factories.make_plan(factories.make_episode(other_patient), by=clinician, exercises=[own])
    page = browser_of(other_patient.user).get("/today/")
    assert current_of(page) == "Only for Tomas"
    assert "First" not in text_of(page)


def test_a_clinician_who_is_a_patient_as_well_sees_their_own_day(plan, patient, clinician, browser_of):
    patient.user = clinician
    patient.save()
    assert current_of(browser_of(clinician).get("/today/")) == "First"


def test_an_anonymous_visitor_signs_in_first(client, plan):
    answer = client.get("/today/")
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next=/today/")


def test_plans_of_two_regions_share_the_day(patient, plan, clinician, visit):
    thoracic = factories.make_episode(patient, region="thoracic")
    factories.make_plan(thoracic, by=clinician, exercises=[factories.make_exercise(title="Sixth", region="thoracic")])
    page = visit()
    assert "0 of 6 done" in text_of(page)
    assert {current_of(page), *titles_under(page, "After that")} == {
        "First",
        "Second",
        "Third",
        "Fourth",
        "Fifth",
        "Sixth",
    }


# --- the day where the patient lives


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Pacific/Kiritimati", "Tuesday 24 November"), ("Pacific/Pago_Pago", "Monday 23 November")],
)
def test_both_sides_of_the_date_line_have_their_own_today(
    patient, episode, clinician, visit, time_machine, zone, words
):
    patient.time_zone = zone
    patient.save()
    episode.refresh_from_db()
    make_five(episode, by=clinician, starts_on=TODAY)
    time_machine.move_to("2026-11-23T12:00:00Z", tick=False)
    assert words in text_of(visit())


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-10-24T23:30:00Z", date(2026, 10, 25)),  # 00:30, summer time
        ("2026-10-25T00:30:00Z", date(2026, 10, 25)),  # 01:30, the first time
        ("2026-10-25T01:30:00Z", date(2026, 10, 25)),  # 01:30, the second time
        ("2026-10-25T23:30:00Z", date(2026, 10, 25)),  # 23:30, a day of 25 hours
        ("2026-10-26T00:30:00Z", date(2026, 10, 26)),
        ("2026-03-29T22:30:00Z", date(2026, 3, 29)),  # 23:30, a day of 23 hours
        ("2026-03-29T23:30:00Z", date(2026, 3, 30)),
    ],
)
def test_a_day_on_which_the_clocks_change_is_one_day(episode, clinician, visit, time_machine, client, instant, day):
    time_machine.move_to(instant, tick=False)
    now = datetime.fromisoformat(instant)
    plan = make_five(episode, by=clinician, now=now, starts_on=date(2026, 3, 1), ends_on=date(2026, 12, 1))
    assert current_of(visit()) == "First"
    press(client, plan.items.all()[0], on=day)
    assert Completion.objects.get().date == day
    assert current_of(visit()) == "Second"


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
