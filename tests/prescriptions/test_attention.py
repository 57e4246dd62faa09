"""Why somebody stands first in the list, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from exercises.dosage import Dose
from patients.models import Patient
from prescriptions import actions
from prescriptions.actions.steps import save_with_event
from prescriptions.attention import CALM, standings
from prescriptions.models import Alert, Completion, Plan, PlanEvent
from prescriptions.schedule import days_named
from tests import factories

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday


@pytest.fixture
def plan(clinician, episode):
    """Issued 20 days ago; its review and end are far away."""
    return factories.make_plan(
        episode,
        by=clinician,
        now=NOON - timedelta(days=20),
        review_on=(NOON + timedelta(days=8)).date(),
        ends_on=(NOON + timedelta(days=30)).date(),
    )


def words(user, *, now=NOON):
    return [reason.words for standing in standings(Patient.objects.all(), user, now=now) for reason in standing.reasons]


def done(plan, *days_ago, outcome="done"):
    """Written as facts: the action only takes the last seven days."""
    for back in days_ago:
        Completion.objects.create(
            item=plan.items.first(),
            date=NOON.date() - timedelta(days=back),
            outcome=outcome,
            recorded_by=plan.issued_by,
        )


def move(plan, **dates):
    days = {name: NOON.date() + timedelta(days=ahead) for name, ahead in dates.items()}
    Plan.objects.filter(pk=plan.pk).update(**days)


# --- missed and silent


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        ((0, 5), []),
        ((3,), []),
        ((4,), ["Missed 3 days in a row."]),
        ((7,), ["Missed 6 days in a row."]),
        ((8,), ["No word for 7 days."]),
        ((), ["No word for 19 days."]),
    ],
)
def test_missed_in_a_row_and_then_not_a_word(clinician, plan, days_ago, said):
    done(plan, *days_ago)
    assert words(clinician) == said


def test_the_days_are_those_where_the_patient_lives(clinician, plan):
    """In Auckland it is the next day already: the fourth since something was done, with three between."""
    Patient.objects.update(time_zone="Pacific/Auckland")
    done(plan, 3)
    assert words(clinician) == ["Missed 3 days in a row."]
    assert words(clinician, now=NOON - timedelta(days=1)) == []


def test_who_says_that_it_was_skipped_is_not_silent(clinician, plan):
    done(plan, 12)
    done(plan, 2, 1, outcome="skipped")
    assert words(clinician) == ["Missed 11 days in a row."]


def test_a_record_taken_back_no_longer_counts(clinician, plan):
    done(plan, 9, 1)
    assert words(clinician) == []
    Completion.objects.filter(date=NOON.date() - timedelta(days=1)).delete()
    assert words(clinician) == ["No word for 8 days."]


def test_a_record_corrected_to_skipped_no_longer_counts_as_done(clinician, plan):
    done(plan, 6, 1)
    completion = Completion.objects.get(date=NOON.date() - timedelta(days=1))
    actions.correct_completion(by=clinician, completion=completion, now=NOON, outcome="skipped")
    assert words(clinician) == ["Missed 5 days in a row."]


def test_days_of_rest_are_not_missed(clinician, episode):
    mondays = factories.make_exercise(dose=Dose(repetitions=1, weekdays=(1,)))
    plan = factories.make_plan(episode, by=clinician, exercises=[mondays], now=NOON - timedelta(days=20))
    done(plan, 13)  # a Monday; since then one more
    assert [each for each in words(clinician) if "Missed" in each] == []
    assert words(clinician) == ["No word for 12 days."]


def test_a_week_without_a_word_in_which_nothing_was_due_is_no_reason(clinician, episode):
    mondays = factories.make_exercise(dose=Dose(repetitions=1, weekdays=(1,)))
    plan = factories.make_plan(episode, by=clinician, exercises=[mondays], now=NOON - timedelta(days=20))
    done(plan, 6)
    assert words(clinician, now=NOON) == []


def test_counting_begins_again_when_a_plan_goes_on(clinician, plan):
    actions.hold_plan(by=clinician, plan=plan, reason="Away.", now=NOON - timedelta(days=15))
    actions.resume_plan(by=clinician, plan=plan, note="Back.", now=NOON - timedelta(days=5))
    assert words(clinician) == ["Missed 4 days in a row."]


def test_a_plan_whose_exercises_are_all_paused_misses_nothing(clinician, plan):
    item = plan.items.get()
    item.paused_at = NOON
    item.save()
    assert words(clinician) == []


def test_a_check_in_is_a_word(clinician, plan):
    done(plan, 12)
    plan.check_ins.create(
        date=NOON.date() - timedelta(days=2), kind="before", pain=3, recorded_by=clinician, recorded_at=NOON
    )
    assert words(clinician) == ["Missed 11 days in a row."]


# --- the plan itself


def test_a_plan_on_hold(clinician, plan):
    actions.hold_plan(by=clinician, plan=plan, reason="Away.", now=NOON)
    assert words(clinician) == ["Plan 1 is on hold."]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"review_on": 1}, []),
        ({"review_on": 0}, ["Review of Plan 1 is due today."]),
        ({"review_on": -2}, ["Review of Plan 1 is due since 20 November."]),
        ({"ends_on": 4}, []),
        ({"ends_on": 3}, ["Plan 1 ends in 3 days."]),
        ({"ends_on": 1}, ["Plan 1 ends in 1 day."]),
        ({"ends_on": 0}, ["Plan 1 ends today."]),
        ({"ends_on": -1}, ["Plan 1 ended on 21 November."]),
        ({"ends_on": 2, "review_on": 0}, ["Review of Plan 1 is due today.", "Plan 1 ends in 2 days."]),
    ],
)
def test_review_and_end(clinician, plan, dates, said):
    done(plan, 1)
    move(plan, **dates)
    assert words(clinician) == said


def test_the_day_is_the_patients(clinician, plan):
    done(plan, 1)
    move(plan, review_on=1)
    Patient.objects.update(time_zone="Pacific/Kiritimati")  # there it is the 23rd already
    assert words(clinician) == ["Review of Plan 1 is due today."]


# --- who is urgent


def urgency_of(user):
    (standing,) = standings(Patient.objects.all(), user, now=NOON)
    return standing.urgency


def test_an_open_alert_stands_before_everything(clinician, plan):
    done(plan, 1)
    assert urgency_of(clinician) == CALM
    warned = Alert.objects.create(patient=plan.episode.patient, cause="pain_response", level="warn", message="Up.")
    assert urgency_of(clinician) == 1
    Alert.objects.create(patient=plan.episode.patient, cause="red_flag", level="hard", message="Fainted.")
    assert urgency_of(clinician) == 0
    Alert.objects.update(acknowledged_at=NOON, acknowledged_by=clinician)
    assert urgency_of(clinician) == CALM
    assert warned.level == "warn"


def test_an_admin_learns_nothing(admin, plan):
    Alert.objects.create(patient=plan.episode.patient, cause="red_flag", level="hard", message="Fainted.")
    (standing,) = standings(Patient.objects.all(), admin, now=NOON)
    assert (standing.reasons, standing.alert, standing.urgency, standing.statuses) == ([], None, CALM, set())


def test_superseded_plans_and_closed_episodes_are_over(clinician, plan):
    move(plan, review_on=-1)
    plan.episode.closed_on = NOON.date()
    plan.episode.save()
    (standing,) = standings(Patient.objects.all(), clinician, now=NOON)
    assert (standing.episodes, standing.reasons) == (0, [])


# --- the newest days, kept by the database


def newest():
    return Plan.objects.values_list("done_on", "heard_on").get()


def test_the_newest_days_follow_every_way_of_writing(clinician, plan):
    day = NOON.date()
    assert newest() == (None, None)
    done(plan, 5)
    done(plan, 3, outcome="skipped")
    done(plan, 9)
    assert newest() == (day - timedelta(days=5), day - timedelta(days=3))
    Completion.objects.filter(outcome="skipped").update(outcome="partly")
    assert newest() == (day - timedelta(days=3), day - timedelta(days=3))
    plan.check_ins.create(date=day, kind="report", recorded_by=clinician)
    assert newest() == (day - timedelta(days=3), day)
    Completion.objects.all().delete()
    assert newest() == (None, day)


def test_days_named_between_two_dates():
    sunday = NOON.date()
    assert days_named({1, 3}, after=sunday - timedelta(days=7), before=sunday) == 2
    assert days_named({7}, after=sunday - timedelta(days=7), before=sunday) == 0
    assert days_named({7}, after=sunday, before=sunday - timedelta(days=3)) == 0


def test_an_exercise_that_goes_on_begins_the_count_again(clinician, plan):
    item = plan.items.get()
    at = NOON - timedelta(days=4)
    save_with_event(plan, PlanEvent.Kind.ITEM_RESUMED, by=clinician, now=at, about={"item": str(item.pk)})
    assert words(clinician) == ["Missed 3 days in a row."]
