"""What is due on which day, against an oracle that counts days one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exercises.dosage import Dose
from prescriptions.schedule import Due, default_dates, due_on, may_record

MONDAY = date(2026, 11, 23)
doses = st.builds(
    Dose,
    repetitions=st.just(5),
    times_per_day=st.integers(1, 12),
    weekdays=st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
)


def test_each_occurrence_is_due_in_the_order_of_the_plan():
    items = [("a", Dose(repetitions=1, times_per_day=2)), ("b", Dose(repetitions=1))]
    assert due_on(items, MONDAY, starts_on=MONDAY, ends_on=MONDAY) == [Due("a", 1), Due("a", 2), Due("b", 1)]


def test_nothing_is_due_before_the_start_and_after_the_end():
    items = [("a", Dose(repetitions=1))]
    dates = [MONDAY + timedelta(days=days) for days in (-1, 0, 6, 7)]
    due = [bool(due_on(items, day, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=6))) for day in dates]
    assert due == [False, True, True, False]


def test_weekdays_count_from_monday():
    items = [("a", Dose(repetitions=1, weekdays=(1, 7)))]
    week = [MONDAY + timedelta(days=days) for days in range(7)]
    due = [day.strftime("%a") for day in week if due_on(items, day, starts_on=MONDAY, ends_on=week[-1])]
    assert due == ["Mon", "Sun"]


@given(dose=doses, start=st.dates(date(2020, 1, 1), date(2040, 1, 1)), length=st.integers(0, 100))
def test_over_a_plan_every_named_weekday_is_due_exactly_as_often_as_prescribed(dose, start, length):
    end = start + timedelta(days=length)
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    wanted = {names[number - 1] for number in dose.weekdays}
    days = [date.fromordinal(number) for number in range(start.toordinal() - 3, end.toordinal() + 4)]
    found = [(day, due.occurrence) for day in days for due in due_on([("a", dose)], day, starts_on=start, ends_on=end)]
    expected = [
        (day, occurrence)
        for day in days
        if start <= day <= end and day.strftime("%a") in wanted
        for occurrence in range(1, dose.times_per_day + 1)
    ]
    assert found == expected


def test_a_day_may_be_filled_in_up_to_seven_days_back():
    allowed = [may_record(MONDAY + timedelta(days=days), today=MONDAY) for days in (1, 0, -7, -8)]
    assert allowed == [False, True, True, False]


def test_default_dates_follow_the_stage():
    assert default_dates("recovery", today=MONDAY) == (MONDAY, date(2027, 1, 3), date(2026, 12, 21))
    assert default_dates("acute", today=MONDAY) == (MONDAY, date(2026, 12, 6), date(2026, 11, 30))
