"""C-18, C-19 and C-42b to C-57: ages, sizes and steps, each at its boundary."""

from datetime import date, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions.safety import Moment
from tests.prescriptions.safety.cases import (
    TODAY,
    days_ago,
    fired,
    lumbar_article_item,
    make_case,
    make_item,
    make_visit,
)


@pytest.mark.parametrize(("age", "fires"), [(7, False), (8, True)])
def test_c18_a_pain_value_older_than_seven_days_closes_a_gate(age, fires):
    case = make_case(lumbar_article_item(), region="lumbar", visit=make_visit(on=days_ago(age)), supervised=3)
    found = [row for row in fired(case, Moment.START) if row[0] == "C-18"]
    assert found == ([("C-18", "hard", "lumbar-pelvic-raise")] if fires else [])


def test_c18_warns_where_the_clinic_lets_the_gate_warn():
    item = lumbar_article_item(set_key="norbekov-lumbar", method="norbekov")
    old = make_visit(on=days_ago(8))
    lowered = {"norbekov_lumbar_gate_warns": True}
    case = make_case(item, region="lumbar", visit=old, supervised=3, settings=lowered)
    assert [row for row in fired(case, Moment.START) if row[0] == "C-18"] == [("C-18", "warn", "lumbar-pelvic-raise")]


def collared(*ages, until=TODAY + timedelta(days=7), **facts):
    """Visits that said yes to the collar so many days ago, newest first."""
    return tuple(make_visit(on=days_ago(age), collar=True, collar_until=until, **facts) for age in ages)


def test_c19_wants_an_end_date():
    assert fired(make_case(visits=collared(0, until=None))) == [("C-19", "warn", None)]
    assert fired(make_case(visits=collared(0))) == []


@pytest.mark.parametrize(("age", "fires"), [(14, False), (15, True)])
def test_c19_counts_from_the_first_yes_in_a_row(age, fires):
    assert fired(make_case(visits=collared(0, 3, age))) == ([("C-19", "warn", None)] if fires else [])


def test_c19_a_no_in_between_begins_the_count_anew():
    visits = (*collared(0), make_visit(on=days_ago(5), collar=False), *collared(20))
    assert fired(make_case(visits=visits)) == []


@pytest.mark.parametrize(("age", "fires"), [(42, False), (43, True)])
def test_c19_gives_radiculopathy_six_weeks(age, fires):
    visits = collared(0, age)
    case = make_case(visits=visits, conditions=frozenset({"cervical-radiculopathy"}))
    assert fired(case) == ([("C-19", "warn", None)] if fires else [])


@pytest.mark.parametrize(
    ("stage", "age", "fires"),
    [("recovery", 28, False), ("recovery", 29, True), ("acute", 7, False), ("acute", 8, True)],
)
def test_c42b_the_screen_grows_old(stage, age, fires):
    visits = (
        make_visit(stage=stage, red_flags_screened=False, collar=False),
        make_visit(on=days_ago(age), collar=False),
    )
    assert fired(make_case(visits=visits)) == ([("C-42b", "warn", None)] if fires else [])


@pytest.mark.parametrize(("stage", "setting"), [("recovery", "screen_days"), ("acute", "screen_days_acute")])
def test_c42b_follows_the_clinics_fewer_days(stage, setting):
    for age, expected in ((4, []), (5, ["C-42b"])):
        visit = make_visit(on=days_ago(age), stage=stage, collar=False)
        found = fired(make_case(visit=visit, settings={setting: 4}))
        assert [row[0] for row in found] == expected


def many(count, **fields):
    return [make_item(key=f"item-{number}", **fields) for number in range(count)]


@pytest.mark.parametrize(("count", "fires"), [(8, False), (9, True)])
def test_c43_more_than_eight_exercises(count, fires):
    assert fired(make_case(*many(count))) == ([("C-43", "warn", None)] if fires else [])


def test_c43_does_not_count_the_warm_up():
    warm_up = many(4, set_key="norbekov-warm-up", region="general")
    assert fired(make_case(*warm_up, *[make_item(key=f"x-{n}") for n in range(8)])) == []


@pytest.mark.parametrize(("minutes", "fires"), [(30, False), (31, True)])
def test_c43_more_than_thirty_minutes(minutes, fires):
    item = make_item(dose=Dose(duration_minutes=minutes))
    assert fired(make_case(item)) == ([("C-43", "warn", None)] if fires else [])


def of_set(method, *, days=(1, 3, 5), region="cervical"):
    dose = Dose(repetitions=3, weekdays=days)
    return make_item(key=method, method=method, set_key=f"{method}-{region}", region=region, dose=dose)


def fires_c44(*items):
    return ("C-44", "warn", None) in fired(make_case(*items))


def test_c44_two_sets_of_one_region_on_one_day():
    assert fires_c44(of_set("classical"), of_set("norbekov")) is True
    assert fires_c44(of_set("classical"), of_set("norbekov", days=(2, 4))) is False
    assert fires_c44(of_set("classical"), of_set("norbekov", region="thoracic")) is False
    assert fires_c44(of_set("classical")) is False


@pytest.mark.parametrize(
    ("change", "fires"),
    [
        ({}, False),
        ({"repetitions": 12}, False),
        ({"repetitions": 13}, True),
        ({"hold_seconds": 6}, False),
        ({"hold_seconds": 7}, True),
        ({"repetitions": 11, "hold_seconds": 6}, True),
        ({"repetitions": 5}, False),
    ],
)
def test_c45_one_small_step_at_a_time(change, fires):
    before = Dose(sets=2, repetitions=10, hold_seconds=5)
    item = make_item(key="it", dose=before.overlaid(change))
    assert fired(make_case(item, former={"it": before})) == ([("C-45", "warn", "it")] if fires else [])


def test_c45_is_silent_about_a_new_exercise():
    assert fired(make_case(make_item(), former={"another": Dose(repetitions=1)})) == []


@pytest.mark.parametrize(
    ("stage", "days", "fires"),
    [
        ("recovery", 42, False),
        ("recovery", 43, True),
        ("acute", 7, False),
        ("acute", 8, True),
        ("recovery", None, True),
    ],
)
def test_c46_a_review_in_time(stage, days, fires):
    review = None if days is None else TODAY + timedelta(days=days)
    visit = make_visit(stage=stage, collar=False)
    case = make_case(visit=visit, starts_on=TODAY, review_on=review)
    assert fired(case) == ([("C-46", "warn", None)] if fires else [])


@pytest.mark.parametrize(
    ("born", "first", "fires"),
    [(date(1951, 11, 23), True, True), (date(1951, 11, 24), True, False), (date(1940, 1, 1), False, False)],
)
def test_c49_advises_a_supervised_start_at_seventy_five(born, first, fires):
    case = make_case(birth_date=born, first_plan=first)
    assert fired(case) == ([("C-49", "advise", None)] if fires else [])


def test_c50b_asks_about_difficulty_four_in_recovery():
    assert fired(make_case(make_item(key="it", difficulty=4))) == [("C-50b", "warn", "it")]
    assert fired(make_case(make_item(difficulty=3))) == []
    assert fired(make_case(make_item(difficulty=4), stage="maintenance")) == []


def test_c51_a_taught_exercise_needs_a_session_of_its_region():
    item = make_item(key="it", supervision="initial")
    assert fired(make_case(item)) == [("C-51", "warn", "it")]
    assert fired(make_case(item, supervised=1)) == []
    assert fired(make_case(make_item(supervision="initial", method="classical"))) == []


def test_c56_shows_an_exercise_of_another_region():
    assert fired(make_case(make_item(key="it", region="thoracic"))) == [("C-56", "advise", "it")]
    assert fired(make_case(make_item(region="general"))) == []


def test_c19_a_visit_that_did_not_ask_ends_no_row():
    visits = (*collared(0), make_visit(on=days_ago(5), collar=None), *collared(15))
    assert fired(make_case(visits=visits)) == [("C-19", "warn", None)]


def test_c43_says_the_number_of_exercises_before_the_minutes():
    found = [row for row in fired(make_case(*many(9, dose=Dose(duration_minutes=10)))) if row[0] == "C-43"]
    assert found == [("C-43", "warn", None)]


def test_c45_speaks_of_the_effort_too():
    before = Dose(sets=1, repetitions=10, intensity_percent=30)
    item = make_item(key="it", dose=before.overlaid({"intensity_percent": 40}))
    assert fired(make_case(item, former={"it": before})) == [("C-45", "warn", "it")]


def test_c46_says_nothing_while_no_plan_is_considered():
    assert fired(make_case(starts_on=None, review_on=None)) == []


@pytest.mark.parametrize(
    ("reads", "facts", "fires"),
    [
        ("en", {}, False),
        ("ru", {}, True),
        ("ru", {"texts": {"ru": {"title": "Упражнение"}}}, False),
        ("ru", {"language": "ru"}, False),
        ("en", {"language": "ru"}, True),
    ],
)
def test_c57_asks_before_words_the_patient_does_not_read(reads, facts, fires):
    case = make_case(make_item(key="it", **facts), language=reads)
    assert fired(case, Moment.ACTIVATE) == ([("C-57", "warn", "it")] if fires else [])
    assert fired(case, Moment.START) == []
