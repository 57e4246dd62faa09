import pytest
from django.db import IntegrityError, transaction

from exercises.dosage import BOUNDS, EVERY_DAY, WEEKDAYS, Dose
from exercises.models import Exercise
from tests.factories import make_exercise


@pytest.mark.parametrize(
    ("dose", "seconds"),
    [
        (Dose(repetitions=3, hold_seconds=5, relax_seconds=5), 3 * 13),
        (Dose(repetitions=3, hold_seconds=5, relax_seconds=5, per_side=True), 2 * 3 * 13),
        (Dose(sets=2, repetitions=8), 2 * 8 * 3),
        (Dose(sets=3, repetitions=10, hold_seconds=2, rest_seconds=60), 3 * 10 * 5 + 2 * 60),
        (Dose(duration_minutes=10), 600),
        (Dose(sets=2, duration_minutes=1), 120),
        (Dose(duration_minutes=10, repetitions=99, hold_seconds=60), 600),
        (Dose(), 0),
    ],
)
def test_a_session_lasts_what_section_0_of_the_rules_says(dose, seconds):
    assert dose.session_seconds() == seconds


def test_given_fields_overlay_a_dose_and_the_rest_stays():
    dose = Dose(sets=2, repetitions=8, weekdays=(1, 4))
    assert dose.overlaid({"repetitions": 5, "weekdays": [3, 1, 3], "colour": "red"}) == Dose(
        sets=2, repetitions=5, weekdays=(1, 3)
    )
    assert dose.overlaid({}) == dose
    assert dose.overlaid({"repetitions": None, "duration_minutes": 4}).repetitions is None


def test_days_a_week_have_their_names():
    assert {count: len(days) for count, days in WEEKDAYS.items()} == {count: count for count in range(1, 8)}
    assert (WEEKDAYS[2], WEEKDAYS[3], WEEKDAYS[7]) == ((1, 4), (1, 3, 5), EVERY_DAY)


def test_a_row_keeps_its_dose(db):
    dose = Dose(sets=2, repetitions=8, hold_seconds=3, per_side=True, times_per_day=2, weekdays=(1, 4))
    make_exercise(key="kept", dose=dose)
    assert Exercise.objects.get(key="kept").dose == dose


@pytest.mark.parametrize("name", BOUNDS)
def test_the_database_refuses_a_number_outside_its_bounds(db, name):
    low, high = BOUNDS[name]
    exercise = make_exercise(dose=Dose(repetitions=5, duration_minutes=5))
    for value in (low, high):
        assert Exercise.objects.filter(pk=exercise.pk).update(**{name: value}) == 1
    for value in {max(low - 1, 0), high + 1} - {low}:
        with pytest.raises(IntegrityError), transaction.atomic():
            Exercise.objects.filter(pk=exercise.pk).update(**{name: value})


@pytest.mark.parametrize("weekdays", [[], [0], [8], [1, 9]])
def test_the_database_refuses_days_there_are_not(db, weekdays):
    exercise = make_exercise()
    assert Exercise.objects.filter(pk=exercise.pk).update(weekdays=[1, 7]) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Exercise.objects.filter(pk=exercise.pk).update(weekdays=weekdays)


def test_the_database_refuses_a_dose_neither_counted_nor_timed(db):
    exercise = make_exercise(dose=Dose(repetitions=5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Exercise.objects.filter(pk=exercise.pk).update(repetitions=None)
    assert Exercise.objects.filter(pk=exercise.pk).update(repetitions=None, duration_minutes=3) == 1
