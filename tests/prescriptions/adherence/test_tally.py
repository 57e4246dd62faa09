"""How a day is counted, example by example."""

from datetime import date, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions.schedule import Course, Kind, Off, Tally, kept, missed_in_a_row, tallies, tally

MONDAY = date(2026, 11, 2)


def day(number):
    """The `number`th day after Monday 2 November 2026."""
    return MONDAY + timedelta(days=number)


def course(*items, issued=-1, ended=None, **more):
    items = items or (("a", Dose(repetitions=1)),)
    ended_on = None if ended is None else day(ended)
    return Course(items, starts_on=day(-1), ends_on=day(27), issued_on=day(issued), ended_on=ended_on, **more)


def marks(*numbers, item="a", outcome="done", occurrence=1):
    return {(item, day(number), occurrence): outcome for number in numbers}


def counts(courses, marked, number, **more):
    found = tally(courses, marked, day(number), **more)
    return found.due, found.done, found.partly


# --- what counts as due


def test_each_occurrence_counts_and_partly_is_counted_apart():
    twice = course(("a", Dose(repetitions=1, times_per_day=2)), ("b", Dose(repetitions=1)))
    marked = marks(0) | marks(0, occurrence=2, outcome="partly") | marks(0, item="b", outcome="skipped")
    assert counts([twice], marked, 0) == (3, 1, 1)


def test_a_weekday_without_exercise_counts_nothing_even_when_something_was_done():
    mondays = course(("a", Dose(repetitions=1, weekdays=(1,))))
    assert [counts([mondays], marks(0, 1), number) for number in (0, 1, 7)] == [(1, 1, 0), (0, 0, 0), (1, 0, 0)]


def test_days_wholly_on_hold_count_nothing_and_the_days_at_its_ends_only_what_was_done():
    held = course(holds=(Off(day(1), day(4)),))
    found = [counts([held], marks(1, 2), number) for number in range(6)]
    assert found == [(1, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 0, 0)]


def test_a_hold_that_never_ended_takes_every_day_after_it():
    held = course(holds=(Off(day(1)),))
    assert [counts([held], {}, number)[0] for number in range(4)] == [1, 0, 0, 0]


def test_a_pause_takes_one_exercise_only():
    paused = course(("a", Dose(repetitions=1)), ("b", Dose(repetitions=1)), pauses={"b": (Off(day(0), day(2)),)})
    assert [counts([paused], {}, number)[0] for number in range(4)] == [1, 1, 1, 2]
    assert counts([paused], {}, 3, item="b") == (1, 0, 0)


def test_on_the_day_of_issue_nothing_is_missed_and_what_was_done_counts():
    assert counts([course(issued=0)], {}, 0) == (0, 0, 0)
    assert counts([course(issued=0)], marks(0), 0) == (1, 1, 0)


def test_nothing_counts_before_the_issue_or_after_the_end():
    ran = course(issued=1, ended=3)
    assert [counts([ran], marks(0, 1, 2, 3, 4), number)[0] for number in range(5)] == [0, 1, 1, 1, 0]


def test_on_the_day_of_a_new_version_both_count_what_was_done():
    old, new = course(ended=3), course(("b", Dose(repetitions=1)), issued=3)
    assert counts([old, new], marks(3), 3) == (1, 1, 0)
    assert counts([old, new], marks(3) | marks(3, item="b"), 3) == (2, 2, 0)
    assert counts([old, new], {}, 4) == (1, 0, 0)


# --- how a day reads


@pytest.mark.parametrize(
    ("due", "done", "partly", "kind"),
    [
        (0, 0, 0, Kind.REST),
        (2, 2, 0, Kind.DONE),
        (2, 1, 0, Kind.PARTLY),
        (2, 0, 1, Kind.PARTLY),
        (2, 0, 0, Kind.MISSED),
    ],
)
def test_a_day_that_is_over(due, done, partly, kind):
    assert Tally(day(0), due, done, partly).kind(today=day(1)) == kind


@pytest.mark.parametrize(("done", "kind"), [(0, Kind.OPEN), (1, Kind.OPEN), (2, Kind.DONE)])
def test_today_is_open_until_all_is_done(done, kind):
    assert Tally(day(0), 2, done).kind(today=day(0)) == kind


def test_kept_counts_full_days_of_those_with_something_due_and_leaves_out_an_open_today():
    found = tallies([course()], marks(0, 1, 3), since=day(0), until=day(4))
    assert kept(found, today=day(4)) == (3, 4)
    found = tallies([course()], marks(0, 1, 3, 4), since=day(0), until=day(4))
    assert kept(found, today=day(4)) == (4, 5)


# --- missed in a row


@pytest.mark.parametrize(
    ("done", "today", "missed"),
    [((0, 1), 5, 3), ((0, 1, 4), 5, 0), ((0, 1, 5), 5, 0), ((), 5, 5), ((0,), 1, 0)],
)
def test_missed_in_a_row_counts_back_from_yesterday(done, today, missed):
    found = tallies([course()], marks(*done), since=day(0), until=day(today))
    assert missed_in_a_row(found, today=day(today)) == missed


def test_days_of_rest_and_of_a_hold_neither_count_nor_break_the_row():
    thrice = course(("a", Dose(repetitions=1, weekdays=(1, 3, 5))), holds=(Off(day(7), day(14)),))
    found = tallies([thrice], marks(0), since=day(0), until=day(17))
    assert missed_in_a_row(found, today=day(17)) == 3  # two of the first week, Wednesday of the third


def test_a_day_half_done_ends_the_row():
    found = tallies([course()], marks(3, outcome="partly"), since=day(0), until=day(6))
    assert missed_in_a_row(found, today=day(6)) == 2
