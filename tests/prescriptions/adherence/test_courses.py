"""From a plan's events to its course, and from completions to marks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from prescriptions import actions
from prescriptions.actions.steps import save_with_event
from prescriptions.adherence import course_of, marks_of, offs_of, strip_start, with_course
from prescriptions.models import Plan, PlanEvent
from prescriptions.schedule import Off
from tests import factories

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def loaded(time_zone="UTC"):
    return [course_of(plan, time_zone) for plan in with_course(Plan.objects.order_by("version"))]


def test_a_plan_held_resumed_and_superseded_as_the_actions_write_it(clinician, episode):
    plan = factories.make_plan(episode, by=clinician, now=NOON)
    actions.hold_plan(by=clinician, plan=plan, reason="Away.", now=NOON + timedelta(days=2))
    actions.resume_plan(by=clinician, plan=plan, note="Back.", now=NOON + timedelta(days=5))
    factories.make_plan(episode, by=clinician, now=NOON + timedelta(days=9))
    old, new = loaded()
    assert (old.issued_on, old.ended_on) == (date(2026, 11, 2), date(2026, 11, 11))
    assert old.holds == (Off(date(2026, 11, 4), date(2026, 11, 7)),)
    assert (new.issued_on, new.ended_on, new.holds, new.pauses) == (date(2026, 11, 11), None, (), {})


def test_a_paused_exercise_is_off_from_its_day_on(clinician, episode):
    plan = factories.make_plan(episode, by=clinician, now=NOON)
    item = plan.items.get()
    at = NOON + timedelta(days=3)
    save_with_event(plan, PlanEvent.Kind.ITEM_PAUSED, by=clinician, now=at, about={"item": str(item.pk)})
    (course,) = loaded()
    assert course.pauses == {str(item.pk): (Off(date(2026, 11, 5)),)}


@pytest.mark.parametrize(("zone", "day"), [("Asia/Tokyo", 3), ("UTC", 2), ("Pacific/Honolulu", 2)])
def test_dates_are_those_of_the_patient(clinician, episode, zone, day):
    factories.make_plan(episode, by=clinician, now=NOON.replace(hour=20))
    assert loaded(zone)[0].issued_on == date(2026, 11, day)


def test_turns_that_change_nothing_are_passed_over():
    turns = [("resumed", 1, ""), ("held", 2, ""), ("held", 3, ""), ("resumed", 4, ""), ("resumed", 5, "")]
    assert offs_of(turns) == {"": (Off(2, 4),)}


def test_marks_are_keyed_as_the_tally_reads_them(clinician, episode):
    plan = factories.make_plan(episode, by=clinician, now=NOON)
    item = plan.items.get()
    for back in (0, 3):
        day = NOON.date() - timedelta(days=back)
        actions.record_completion(by=clinician, item=item, date=day, now=NOON, outcome="partly")
    found = marks_of(
        with_course(Plan.objects.filter(pk=plan.pk)), since=NOON.date() - timedelta(days=2), until=NOON.date()
    )
    assert found == {(str(item.pk), NOON.date(), 1): "partly"}


def test_two_queries_for_any_number_of_plans(clinician, clinic, django_assert_num_queries):
    for _each in "123":
        episode = factories.make_episode(factories.make_patient(clinic, responsible=clinician))
        factories.make_plan(episode, by=clinician, now=NOON)
    with django_assert_num_queries(2):
        plans = list(with_course(Plan.objects.all()))
        assert len([course_of(plan, "UTC") for plan in plans]) == 3
        marks_of(plans, since=NOON.date(), until=NOON.date())


def test_strip_start_are_28_days():
    assert strip_start(date(2026, 11, 28)) == date(2026, 11, 1)
