"""The rules of progression, each at its boundary. Pure: records are made in memory."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.dosage import BOUNDS, Dose
from prescriptions.progression import RULES, Line, Record, proposals_for, raised

TODAY = date(2026, 11, 25)


def ago(days):
    return TODAY - timedelta(days=days)


def line(**facts):
    """Done 9 of 10 times, felt right, without trouble: ready for more."""
    ready = {"item": "i", "exercise": "bridge", "title": "Bridge", "dose": Dose(sets=2, repetitions=10)}
    return Line(**ready | {"due": 10, "done": 9, "felt": (2, 3, 2)} | facts)


def record(*lines, **facts):
    """Two calm weeks in recovery."""
    calm = {"today": TODAY, "stage": "recovery", "stage_since": ago(10), "review_on": TODAY + timedelta(days=5)}
    pains = tuple((ago(days), 2) for days in range(14))
    return Record(**calm | {"pains": pains, "lines": lines or (line(),)} | facts)


def said(found):
    return [(each.kind.value, each.rule) for each in found]


def test_a_calm_record_speaks_for_a_fifth_more():
    (found,) = proposals_for(record())
    assert (found.kind, found.rule, found.item) == ("dose", "P-1", "i")
    assert found.dose == Dose(sets=2, repetitions=12)
    assert "9 of 10" in found.reason


@pytest.mark.parametrize(("due", "done", "proposed"), [(10, 8, True), (10, 7, False), (6, 6, True), (5, 5, False)])
def test_p1_wants_four_fifths_and_six_times(due, done, proposed):
    assert bool(proposals_for(record(line(due=due, done=done)))) is proposed


@pytest.mark.parametrize(("pain", "proposed"), [(None, True), (2, True), (3, False)])
def test_p1_wants_little_pain_during(pain, proposed):
    assert bool(proposals_for(record(line(worst_pain=pain)))) is proposed


@pytest.mark.parametrize(("felt", "proposed"), [((), True), ((3, 3), True), ((4,), False), ((5, 1, 2), False)])
def test_p1_wants_it_not_to_have_felt_hard(felt, proposed):
    assert bool(proposals_for(record(line(felt=felt)))) is proposed


def test_p1_wants_no_trouble_and_never_touches_a_dose_the_article_states():
    assert proposals_for(record(line(trouble=True))) == []
    assert proposals_for(record(line(from_article=True))) == []


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        (Dose(repetitions=5), Dose(repetitions=6)),
        (Dose(repetitions=4, hold_seconds=5), Dose(repetitions=4, hold_seconds=6)),
        (Dose(repetitions=10, hold_seconds=5), Dose(repetitions=12, hold_seconds=5)),
        (Dose(repetitions=4), None),
        (Dose(repetitions=90), None),
        (Dose(duration_minutes=20), None),
    ],
)
def test_one_number_goes_up_by_a_fifth_at_most(dose, expected):
    assert raised(dose) == expected


@given(st.integers(1, 100), st.none() | st.integers(0, 300))
def test_no_dose_ever_rises_by_more_than_a_fifth_or_in_two_numbers(repetitions, hold):
    dose = Dose(repetitions=repetitions, hold_seconds=hold)
    more = raised(dose)
    if more is not None:
        changed = [name for name in BOUNDS if getattr(more, name) != getattr(dose, name)]
        assert len(changed) == 1
        old, new = getattr(dose, changed[0]), getattr(more, changed[0])
        assert old < new <= old * 1.2
        assert new <= BOUNDS[changed[0]][1]


NEXT = ("bridge-one-leg", "Bridge on one leg")


@pytest.mark.parametrize(
    ("felt", "kind"), [((1, 1, 1), "exercise"), ((3, 1, 1, 1), "exercise"), ((1, 1), "dose"), ((1, 2, 1), "dose")]
)
def test_p2_goes_on_to_the_next_exercise_after_three_easy_times(felt, kind):
    (found,) = proposals_for(record(line(felt=felt, following=NEXT)))
    assert (found.kind, found.following) == (kind, NEXT if kind == "exercise" else None)


def test_p2_without_a_next_exercise_is_more_of_the_same():
    assert said(proposals_for(record(line(felt=(1, 1, 1))))) == [("dose", "P-1")]


@pytest.mark.parametrize(("days", "proposed"), [(6, False), (7, True)])
def test_p3_from_acute_after_seven_days(days, proposed):
    found = proposals_for(record(line(due=0, done=0), stage="acute", stage_since=ago(days)))
    assert said(found) == ([("stage", "P-3")] if proposed else [])


@pytest.mark.parametrize(
    ("days", "pain", "done", "proposed"),
    [(28, 1, 8, True), (27, 1, 8, False), (28, 2, 8, False), (28, 1, 7, False)],
)
def test_p3_from_recovery_after_28_days_of_little_pain(days, pain, done, proposed):
    pains = tuple((ago(number), pain) for number in range(14))
    found = proposals_for(record(line(due=10, done=done, trouble=True), stage_since=ago(days), pains=pains))
    assert said(found) == ([("stage", "P-3")] if proposed else [])


def test_p3_ends_with_maintenance():
    found = proposals_for(record(line(trouble=True), stage="maintenance", stage_since=ago(99)))
    assert found == []


@pytest.mark.parametrize(("review", "proposed"), [(1, False), (0, True), (-3, True), (None, False)])
def test_p4_when_the_review_date_has_come(review, proposed):
    review_on = None if review is None else TODAY + timedelta(days=review)
    found = proposals_for(record(line(trouble=True), review_on=review_on))
    assert said(found) == ([("review", "P-4")] if proposed else [])


def test_p0_nothing_but_the_review_while_something_is_wrong():
    assert proposals_for(record(troubled=True)) == []
    assert said(proposals_for(record(troubled=True, review_on=TODAY))) == [("review", "P-4")]


@pytest.mark.parametrize(
    ("pains", "proposed"),
    [
        ([(0, 3), (1, 3), (2, 3)], True),
        ([(0, 3), (1, 3)], False),  # two values
        ([(0, 3), (1, 3), (7, 3)], False),  # the third is a week old
        ([(0, 3), (1, 3), (2, 4)], False),  # mean above 3
        ([(0, 2), (1, 2), (2, 2), (7, 2)], True),
        ([(0, 2), (1, 2), (2, 3), (7, 2)], False),  # risen
        ([(0, 2), (1, 2), (2, 3), (14, 2)], True),  # the week before last says nothing
    ],
)
def test_p0_wants_known_low_and_unrisen_pain(pains, proposed):
    found = proposals_for(record(pains=tuple((ago(days), pain) for days, pain in pains)))
    assert bool(found) is proposed


def test_a_step_down_in_the_record_never_adds_a_proposal():
    full = proposals_for(record(line(), line(item="j", exercise="plank", title="Plank")))
    less = proposals_for(record(line(), replace(line(item="j"), trouble=True)))
    assert {each.item for each in less} < {each.item for each in full}


def test_every_rule_that_speaks_is_written_down():
    assert [code for code, _title, _text in RULES] == ["P-0", "P-1", "P-2", "P-3", "P-4"]
