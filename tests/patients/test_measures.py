"""Outcome measures: scoring against worked examples, and which change matters, each at its boundary."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from patients.measures import GLOBAL, MEASURES, NDI, NPRS, ODI, PSFS, ROLAND_MORRIS, Change, score
from patients.roland_morris import STATEMENTS


def psfs(*values):
    names = ["Lifting the child", "Sitting at work", "Driving", "Gardening", "Stairs"]
    return {"activities": [{"name": name, "value": value} for name, value in zip(names, values, strict=False)]}


# --- Roland-Morris: Roland & Morris 1983, Roland & Fairbank 2000 --------------------------------------------


# How the 24 sentences end or begin on the form its authors distribute, typed from it for this test.
PRINTED = """stay at home most of the time|change position frequently to try and get my back comfortable|walk more
slowly than usual|not doing any of the jobs that I usually do around the house|use a handrail to get
upstairs|lie down to rest more often|have to hold on to something to get out of an easy chair|try to get
other people to do things for me|get dressed more slowly than usual|only stand for short periods of
time|try not to bend or kneel down|find it difficult to get out of a chair|is painful almost all the
time|find it difficult to turn over in bed|appetite is not very good|have trouble putting on my socks
(or stockings)|only walk short distances|sleep less well|get dressed with help from someone else|sit
down for most of the day|avoid heavy jobs around the house|more irritable and bad tempered with people
than usual|go upstairs more slowly than usual|stay in bed most of the time"""


def test_each_of_the_24_sentences_says_what_the_printed_form_says():
    printed = " ".join(PRINTED.split()).split("|")
    assert len(printed) == len(STATEMENTS)
    said = [number for number, (words, whole) in enumerate(zip(printed, STATEMENTS, strict=True)) if words in whole]
    assert said == list(range(24))


def test_roland_morris_has_its_24_statements_in_their_order():
    assert len(STATEMENTS) == len(set(STATEMENTS)) == 24
    assert STATEMENTS[0] == "I stay at home most of the time because of my back."
    assert STATEMENTS[12] == "My back is painful almost all the time."
    assert STATEMENTS[23] == "I stay in bed most of the time because of my back."
    assert all("back" in statement and statement.endswith(".") for statement in STATEMENTS)


def test_its_score_is_the_number_of_ticks_and_what_is_not_ticked_counts_nothing():
    """The note to users: the total number of items checked, from a minimum of 0 to a maximum of 24."""
    assert score(ROLAND_MORRIS, {"ticked": []}) == 0
    assert score(ROLAND_MORRIS, {"ticked": list(range(1, 25))}) == 24
    assert score(ROLAND_MORRIS, {"ticked": [1, 5, 24]}) == 3
    assert score(ROLAND_MORRIS, {"ticked": [7, 7]}) == 1


@given(st.sets(st.integers(1, 24)))
def test_any_set_of_ticks_scores_its_size(ticked):
    assert score(ROLAND_MORRIS, {"ticked": sorted(ticked)}) == len(ticked)


@pytest.mark.parametrize("ticked", [None, [0], [25], ["1"], "1"])
def test_ticks_that_are_no_statements_are_refused(ticked):
    with pytest.raises(ValidationError) as error:
        score(ROLAND_MORRIS, {"ticked": ticked})
    assert list(error.value.error_dict) == ["ticked"]


def test_the_published_example_of_change_is_an_improvement():
    """From 12 at the beginning to 2 at the end: 10 points, 83 %: an example handed out with many copies of the form."""
    points, change = ROLAND_MORRIS.change(Decimal(12), Decimal(2))
    assert (points, round(100 * points / 12), change) == (10, 83, Change.IMPROVED)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (15, 10, Change.IMPROVED),  # 5 points and 33 %
        (15, 11, Change.UNCHANGED),  # 4 points
        (20, 15, Change.UNCHANGED),  # 5 points, but 25 %
        (20, 14, Change.IMPROVED),  # 6 points, exactly 30 %
        (10, 15, Change.WORSE),
        (10, 14, Change.UNCHANGED),
    ],
)
def test_roland_morris_changes_by_five_points_and_thirty_percent(first, last, expected):
    assert ROLAND_MORRIS.change(Decimal(first), Decimal(last))[1] == expected


# --- PSFS: Stratford 1995 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [((4, 5, 6), "5.00"), ((0, 0, 1), "0.33"), ((2, 3, 3), "2.67"), ((10, 10, 10, 10, 9), "9.80")],
)
def test_the_patient_specific_scale_is_the_mean_of_its_activities(values, expected):
    """The authors' form: total score = sum of the activity scores / number of activities."""
    assert score(PSFS, psfs(*values)) == Decimal(expected)


@pytest.mark.parametrize("values", [(), (5,), (5, 5)])
def test_fewer_than_three_activities_are_no_score(values):
    with pytest.raises(ValidationError) as error:
        score(PSFS, psfs(*values))
    assert list(error.value.error_dict) == ["activities"]


@pytest.mark.parametrize("wrong", [None, 11, -1, 2.5, "5", True])
def test_a_half_answered_activity_is_named(wrong):
    with pytest.raises(ValidationError) as error:
        score(PSFS, psfs(5, wrong, 5))
    assert list(error.value.error_dict) == ["value_2"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("3.00", "5.00", Change.IMPROVED), ("3.00", "4.99", Change.UNCHANGED), ("5.00", "3.00", Change.WORSE)],
)
def test_two_points_of_the_mean_matter(first, last, expected):
    """The authors' form: minimum detectable change (90 % CI) for the average score, 2 points."""
    assert PSFS.change(Decimal(first), Decimal(last))[1] == expected


# --- pain, global change, totals ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (6, 4, Change.IMPROVED),  # 2 points, 33 %
        (7, 5, Change.UNCHANGED),  # 2 points, 29 %
        (7, 4, Change.IMPROVED),
        (2, 1, Change.UNCHANGED),  # half of it, but 1 point
        (4, 6, Change.WORSE),
        (4, 5, Change.UNCHANGED),
    ],
)
def test_pain_changes_by_two_points_and_thirty_percent(first, last, expected):
    """Ostelo and others 2008, low back: 2 points, 30 %."""
    assert NPRS.change(Decimal(first), Decimal(last))[1] == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(3, Change.IMPROVED), (2, Change.UNCHANGED), (-2, Change.UNCHANGED), (-3, Change.WORSE)],
)
def test_global_change_is_itself_the_change(answer, expected):
    """Bobos and others 2020: 2.5 of 11 in low back pain."""
    assert GLOBAL.change(Decimal(5), Decimal(answer)) == (answer, expected)


@pytest.mark.parametrize(
    ("measure", "first", "last", "expected"),
    [
        (ODI, 40, 28, Change.IMPROVED),
        (ODI, 40, 29, Change.UNCHANGED),  # 11 points, 27 %
        (ODI, 20, 30, Change.WORSE),
        (NDI, 30, 20, Change.IMPROVED),  # Young and others 2009: 10 points
        (NDI, 30, 21, Change.UNCHANGED),
        (NDI, 20, 30, Change.WORSE),
    ],
)
def test_totals_of_licensed_forms_change_by_their_published_points(measure, first, last, expected):
    assert measure.change(Decimal(first), Decimal(last))[1] == expected


@pytest.mark.parametrize("measure", [NPRS, GLOBAL, ODI, NDI], ids=lambda measure: measure.key)
def test_one_number_is_within_its_scale(measure):
    for value in (measure.least, measure.most):
        assert score(measure, {"value": value}) == value
    for value in (measure.least - 1, measure.most + 1, None, "3", 1.5):
        with pytest.raises(ValidationError) as error:
            score(measure, {"value": value})
        assert list(error.value.error_dict) == ["value"]


def test_of_licensed_forms_only_the_total_is_known():
    assert {key for key, measure in MEASURES.items() if measure.only_total} == {"odi", "ndi"}


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [
        (NPRS, "4.00", "4 of 10"),
        (NPRS, "10.00", "10 of 10"),
        (PSFS, "5.30", "5.3 of 10"),
        (ROLAND_MORRIS, "20.00", "20 of 24"),
        (GLOBAL, "2.00", "+2"),
        (GLOBAL, "0.00", "0"),
        (GLOBAL, "-3.00", "−3"),
    ],
)
def test_a_score_is_written_with_its_scale(measure, value, expected):
    assert measure.written(Decimal(value)) == expected
