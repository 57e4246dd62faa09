"""A dose in words, in the order: sets, times, each side, hold, relax, rest, effort; then how often."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from exercises.dosage import Dose
from exercises.wording import DoseFact, dose_facts, dose_parts, dose_words, frequency_words


@pytest.mark.parametrize(
    ("dose", "laterality", "words"),
    [
        (Dose(repetitions=8), "", "8 times"),
        (Dose(repetitions=1), "", "once"),
        (Dose(sets=1, repetitions=8), "midline", "8 times"),
        (Dose(sets=2, repetitions=8), "midline", "2 sets of 8"),
        (Dose(sets=2, repetitions=1), "midline", "2 sets of 1"),
        (Dose(duration_minutes=10), "", "10 minutes"),
        (Dose(duration_minutes=1), "", "1 minute"),
        (Dose(sets=2, duration_minutes=1), "", "2 sets of 1 minute"),
        (Dose(sets=2, duration_minutes=5), "", "2 sets of 5 minutes"),
        (Dose(repetitions=3, per_side=True), "each-side", "3 times each side"),
        (Dose(repetitions=3, per_side=True), "alternating", "3 times each side"),
        (Dose(repetitions=3, per_side=True), "", "3 times each side"),
        (Dose(repetitions=1, per_side=True), "each-side", "once each side"),
        (Dose(repetitions=5, per_side=True), "both-directions", "5 times in each direction"),
        (Dose(repetitions=8, per_side=True), "affected-side", "8 times on one side"),
        (Dose(repetitions=8), "affected-side", "8 times on one side"),
        (Dose(repetitions=8), "each-side", "8 times"),
        (Dose(sets=2, repetitions=8, per_side=True), "each-side", "2 sets of 8 each side"),
        (Dose(sets=2, duration_minutes=1, per_side=True), "each-side", "2 sets of 1 minute each side"),
        (
            Dose(repetitions=3, hold_seconds=5, relax_seconds=5, per_side=True),
            "each-side",
            "3 times each side · hold 5 seconds · relax 5 seconds",
        ),
        (Dose(repetitions=8, hold_seconds=1, relax_seconds=1), "", "8 times · hold 1 second · relax 1 second"),
        (Dose(repetitions=8, hold_seconds=0, relax_seconds=0), "", "8 times"),
        (Dose(sets=3, repetitions=8, rest_seconds=60), "", "3 sets of 8 · rest 60 seconds between sets"),
        (Dose(sets=1, repetitions=8, rest_seconds=60), "", "8 times"),
        (Dose(repetitions=3, intensity_percent=30), "", "3 times · at most 30 % of full strength"),
        (
            Dose(
                sets=2,
                repetitions=3,
                hold_seconds=10,
                relax_seconds=5,
                rest_seconds=30,
                intensity_percent=20,
                per_side=True,
            ),
            "each-side",
            (
                "2 sets of 3 each side · hold 10 seconds · relax 5 seconds · rest 30 seconds between sets"
                " · at most 20 % of full strength"
            ),
        ),
        (
            Dose(duration_minutes=10, hold_seconds=5, relax_seconds=20),
            "midline",
            "10 minutes · hold 5 seconds · relax 20 seconds",
        ),
        (Dose(repetitions=8, duration_minutes=10, per_side=True), "alternating", "10 minutes · 8 times each side"),
        (Dose(sets=2, repetitions=12, duration_minutes=2), "", "2 sets of 2 minutes · 12 times"),
        (Dose(), "", ""),
    ],
)
def test_a_dose_reads_like_this(dose, laterality, words):
    assert dose_words(dose, laterality=laterality) == words


@pytest.mark.parametrize(
    ("laterality", "side", "words"),
    [
        ("each-side", "left", "3 times on the left"),
        ("each-side", "right", "3 times on the right"),
        ("each-side", "both", "3 times each side"),
        ("alternating", "left", "3 times on the left"),
        ("affected-side", "right", "3 times on the right"),
        ("affected-side", "both", "3 times each side"),
        ("affected-side", "", "3 times on one side"),
        ("both-directions", "left", "3 times to the left"),
        ("both-directions", "right", "3 times to the right"),
        ("both-directions", "both", "3 times in each direction"),
        ("both-directions", None, "3 times in each direction"),
    ],
)
def test_a_prescribed_side_takes_the_place_of_each_side(laterality, side, words):
    assert dose_words(Dose(repetitions=3, per_side=True), laterality=laterality, side=side) == words


@pytest.mark.parametrize(
    ("times", "weekdays", "words"),
    [
        (1, (1, 2, 3, 4, 5, 6, 7), "once a day, every day"),
        (2, (1, 2, 3, 4, 5, 6, 7), "twice a day, every day"),
        (3, (1, 2, 3, 4, 5, 6, 7), "3 times a day, every day"),
        (12, (7,), "12 times a day, on Sunday"),
        (1, (1, 2, 3, 4, 5), "once a day, Monday to Friday"),
        (1, (1, 2, 3, 4, 5, 6), "once a day, Monday to Saturday"),
        (1, (1, 3, 5), "once a day, on Monday, Wednesday and Friday"),
        (1, (1, 2, 4, 5), "once a day, on Monday, Tuesday, Thursday and Friday"),
        (1, (1, 4), "once a day, on Monday and Thursday"),
        (1, (1, 2), "once a day, on Monday and Tuesday"),
        (1, (5, 3, 1), "once a day, on Monday, Wednesday and Friday"),
    ],
)
def test_how_often_reads_like_this(times, weekdays, words):
    assert frequency_words(Dose(repetitions=1, times_per_day=times, weekdays=weekdays)) == words


def test_the_parts_let_a_page_set_the_count_in_bold():
    dose = Dose(repetitions=3, hold_seconds=5, relax_seconds=5, per_side=True, times_per_day=2)
    parts = dose_parts(dose, laterality="each-side")
    assert (parts.amount, parts.rhythm, parts.frequency) == (
        "3 times each side",
        "hold 5 seconds · relax 5 seconds",
        "twice a day, every day",
    )


def test_names_of_days_follow_the_language():
    with translation.override("ru"):
        assert "понедельник" in frequency_words(Dose(repetitions=1, weekdays=(1, 4))).lower()


def test_every_number_of_the_catalogue_says_where_it_comes_from():
    exercise = SimpleNamespace(
        dose=Dose(sets=1, repetitions=3, hold_seconds=5, intensity_percent=30, per_side=True, times_per_day=2),
        dose_source={
            "sets": "default",
            "repetitions": "article",
            "hold_seconds": "clinician",
            "intensity_percent": "default",
            "per_side": "article",
            "times_per_day": "default",
            "weekdays": "article",
        },
        source={"article_line": 57, "dose_lines": {"weekdays": 60}},
    )
    assert dose_facts(exercise) == [
        DoseFact("Sets", "1", "default"),
        DoseFact("Times", "3", "article, line 57"),
        DoseFact("Sides", "each side or direction", "article, line 57"),
        DoseFact("Hold", "5 seconds", "clinician"),
        DoseFact("Effort", "at most 30 % of full strength", "default"),
        DoseFact("A day", "twice a day", "default"),
        DoseFact("A week", "every day", "article, line 60"),
    ]


def test_days_of_the_catalogue_are_counted_not_named():
    exercise = SimpleNamespace(dose=Dose(duration_minutes=2, weekdays=(1, 3, 5)), dose_source={}, source={})
    assert [(fact.label, fact.value) for fact in dose_facts(exercise)] == [
        ("Duration", "2 minutes"),
        ("A day", "once a day"),
        ("A week", "3 days a week"),
    ]


def test_the_whole_library_can_be_said(shipped):
    for record in shipped.exercises:
        assert dose_words(record.dose, laterality=record.laterality)
        assert all(fact.value for fact in dose_facts(record))


@pytest.mark.parametrize(
    ("dose", "laterality", "words"),
    [
        (Dose(repetitions=1), "", "один раз"),
        (Dose(repetitions=3, per_side=True), "each-side", "3 раза в каждую сторону"),
        (Dose(repetitions=21), "", "21 раз"),
        (Dose(sets=2, repetitions=8), "midline", "2 подхода по 8"),
        (Dose(sets=2, duration_minutes=1), "", "2 подхода, каждый — 1 минута"),
        (Dose(duration_minutes=5), "", "5 минут"),
        (
            Dose(repetitions=8, hold_seconds=1, relax_seconds=5),
            "",
            "8 раз · удержание — 1 секунда · расслабление — 5 секунд",
        ),
        (Dose(repetitions=3, intensity_percent=30), "", "3 раза · не больше 30 % полной силы"),
    ],
)
def test_a_dose_in_russian_bends_its_words(dose, laterality, words):
    with translation.override("ru"):
        assert dose_words(dose, laterality=laterality) == words


@pytest.mark.parametrize(
    ("times", "days", "words"),
    [
        (1, (1, 2, 3, 4, 5, 6, 7), "один раз в день, каждый день"),
        (2, (1, 2, 3, 4, 5), "два раза в день, с понедельника по пятницу"),
        (3, (2, 3, 4), "3 раза в день, со вторника по четверг"),
        (5, (1, 3, 5), "5 раз в день, по понедельникам, средам и пятницам"),
        (1, (2,), "один раз в день, по вторникам"),
    ],
)
def test_days_in_russian_stand_in_the_case_their_place_asks_for(times, days, words):
    with translation.override("ru"):
        assert frequency_words(Dose(repetitions=1, times_per_day=times, weekdays=days)) == words
