"""/today/: when nothing, or not everything, may be done."""

import re
from datetime import timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import PlanItem
from tests import factories
from tests.prescriptions.today_pages.pages import (
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
)

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


def test_no_rule_code_is_ever_shown(episode, clinician, visit):
    _plan_behind_the_gate(episode, clinician, pain=3)
    assert not re.search(r"\b[SC]-\d\d", text_of(visit()))


def test_what_is_closed_today_can_still_be_noted_for_yesterday(episode, clinician, visit):
    _plan_behind_the_gate(episode, clinician, pain=3)
    page = visit(days(-1))
    assert current_of(page) == "Pelvic raise"
    assert "Waiting" not in text_of(page)


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
