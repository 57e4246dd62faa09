"""The sessions of a day."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.dosage import Dose
from prescriptions.schedule import due_on
from prescriptions.slots import Slot, slots_of, times_of

MONDAY = date(2026, 3, 2)
doses = st.builds(
    Dose,
    repetitions=st.integers(1, 20),
    hold_seconds=st.none() | st.integers(0, 60),
    times_per_day=st.integers(1, 12),
    weekdays=st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
)


def test_what_is_due_once_is_in_the_first_session_only():
    items = [(1, Dose(repetitions=10, weekdays=(1, 3))), (2, Dose(repetitions=5, times_per_day=2, weekdays=(3, 5)))]
    assert slots_of(items) == [Slot(1, (1, 3, 5), 45), Slot(2, (3, 5), 15)]


def test_nothing_has_no_sessions():
    assert slots_of([]) == []


@given(st.lists(doses, max_size=6))
def test_the_sessions_of_a_week_are_what_is_due(found):
    items = list(enumerate(found))
    slots = slots_of(items)
    for day in (MONDAY + timedelta(days=ahead) for ahead in range(7)):
        due = {each.occurrence for each in due_on(items, day, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=6))}
        assert due == {slot.number for slot in slots if day.isoweekday() in slot.weekdays}


@pytest.mark.parametrize(
    ("count", "chosen", "times"),
    [
        (0, (), ()),
        (1, (), (time(9),)),
        (2, (), (time(9), time(18))),
        (3, (), (time(9), time(13), time(18))),
        (4, (), (time(8), time(12, 20), time(16, 40), time(21))),
        (1, (time(7, 30), time(19)), (time(7, 30),)),
        (2, (time(7, 30),), (time(7, 30), time(21))),
        (3, (time(10), time(11)), (time(10), time(11), time(21))),
        (2, (time(22),), (time(22), time(23, 55))),
    ],
)
def test_times_are_as_chosen_or_spread_over_the_day(count, chosen, times):
    assert times_of(count, chosen) == times


@given(st.integers(0, 12))
def test_times_unchosen_rise(count):
    times = times_of(count)
    assert len(times) == count
    assert list(times) == sorted(set(times))
