"""The days of the feed, read by other people's programs, are the days of the plan, over two changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.dosage import Dose
from prescriptions.calendar_feed import calendar_of
from prescriptions.schedule import due_on
from prescriptions.slots import slots_of, times_of
from tests.prescriptions.reminders.calendars import events, moments_of, sessions
from tests.prescriptions.reminders.test_slots import doses

# Each moves its clock twice in 2026; Lord Howe by half an hour, Santiago and Cairo at midnight.
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo"]
NEW_YEAR = date(2026, 1, 1)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
days_of_2026 = st.integers(0, 364).map(lambda ahead: NEW_YEAR + timedelta(days=ahead))


def plan_of(found, starts_on, ends_on):
    """A plan as the feed looks at it."""
    rows = [SimpleNamespace(pk=number, dose=dose, paused=False) for number, dose in enumerate(found)]
    return SimpleNamespace(
        pk="plan",
        status="issued",
        ended_reason="",
        starts_on=starts_on,
        ends_on=ends_on,
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        items=SimpleNamespace(all=lambda: rows),
    )


def feed_of(plan, times=()):
    reminders = SimpleNamespace(times=times, changed_at=datetime(2026, 1, 1, tzinfo=UTC))
    return calendar_of([plan], reminders, sequence=1, site="https://plan.clinic.example")


@given(
    found=st.lists(doses, min_size=1, max_size=5),
    starts_on=days_of_2026,
    length=st.integers(0, 330),
    times=st.lists(st.times(), unique=True, max_size=12).map(
        lambda each: sorted(t.replace(second=0, microsecond=0) for t in each)
    ),
)
@settings(max_examples=75)
def test_the_days_of_the_feed_are_the_days_of_the_plan(found, starts_on, length, times):
    ends_on = starts_on + timedelta(days=length)
    content = feed_of(plan_of(found, starts_on, ends_on), times)
    read = sessions(content)
    items = list(enumerate(found))
    clock = times_of(len(slots_of(items)), times)
    for ahead in range(-7, length + 8):
        day = starts_on + timedelta(days=ahead)
        due = {each.occurrence for each in due_on(items, day, starts_on=starts_on, ends_on=ends_on)}
        assert read.pop(day, {}) == {number: clock[number - 1] for number in due}
    assert read == {}


def moved(zone, year=2026):
    """How often the clock of `zone` is moved in the year."""
    offsets = [datetime(year, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=ahead) for ahead in range(365)]
    offsets = [moment.utcoffset() for moment in offsets]
    return sum(before != after for before, after in pairwise(offsets))


@pytest.mark.parametrize("zone", ZONES)
@given(found=st.lists(doses, min_size=1, max_size=3), at=clocks)
@settings(max_examples=5)
def test_it_is_the_same_time_by_the_patients_clock_all_year(zone, found, at):
    assert moved(zone) == 2
    content = feed_of(plan_of(found, NEW_YEAR, date(2026, 12, 31)), [at])
    (first, *_others) = events(content)
    items, year = list(enumerate(found)), {"starts_on": NEW_YEAR, "ends_on": date(2026, 12, 31)}
    days = [NEW_YEAR + timedelta(days=ahead) for ahead in range(365)]
    due = [day for day in days if due_on(items, day, **year)]
    moments = moments_of(first)
    assert [moment.date() for moment in moments] == due
    there = [moment.replace(tzinfo=ZoneInfo(zone)) for moment in moments]
    shown = [moment.astimezone(UTC).astimezone(ZoneInfo(zone)) for moment in there]  # as a calendar draws it
    elsewhere = [moment.date() for moment, drawn in zip(there, shown, strict=True) if drawn.time() != at]
    assert elsewhere in ([], [day for day in due if day == skipping(zone, at)])


def skipping(zone, at):
    """The day of 2026 on which the clock of `zone` passes over `at`, or None."""
    days = [NEW_YEAR + timedelta(days=ahead) for ahead in range(365)]
    drawn = {day: datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC) for day in days}
    return next((day for day in days if drawn[day].astimezone(ZoneInfo(zone)).time() != at), None)


def test_both_ends_float_with_the_patient():
    (event,) = events(feed_of(plan_of([Dose(repetitions=5, weekdays=(1, 4))], NEW_YEAR, date(2026, 6, 30))))
    assert event["DTSTART"].dt == datetime(2026, 1, 1, 9)  # noqa: DTZ001 - floating
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260630T235959;BYDAY=MO,TH"


def test_a_plan_that_is_over_before_its_first_day_has_no_event():
    monday = date(2026, 3, 2)
    assert events(feed_of(plan_of([Dose(repetitions=5, weekdays=(2,))], monday, monday))) == []
