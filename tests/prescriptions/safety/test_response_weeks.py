"""What a report leads to when days and weeks are compared, each rule at its boundary: C-15, C-17, C-47 and C-48."""

import pytest

from prescriptions.safety import Moment, findings_for
from tests.prescriptions.safety.cases import (
    days_ago,
    make_case,
    make_done,
    make_item,
    make_told,
    make_visit,
    said,
)

REPORT, START = Moment.REPORT, Moment.START
ITEM, OTHER = make_item(key="it"), make_item(key="other")


# --- C-15


def weekly(*pains, **facts):
    """Pain told today, in the week before and in the week before that."""
    told = [make_told(days=7 * weeks, pain=pain) for weeks, pain in enumerate(pains) if pain is not None]
    return make_case(ITEM, told=told, reported=told[0], **facts)


@pytest.mark.parametrize(
    ("pains", "fires"),
    [((4, 3), False), ((5, 3), True), ((5, 4, 3), True), ((5, 4, 4), False), ((9,), False), ((5, None, 3), True)],
)
def test_c15_tells_of_a_weekly_mean_that_rose_by_two(pains, fires):
    assert said(weekly(*pains), REPORT, "C-15") == ([("C-15", "warn", None, False, True)] if fires else [])


def test_c15_takes_seven_days_for_a_week():
    today = make_told(pain=5)
    for days, fires in ((6, False), (7, True), (20, True), (21, False)):
        case = make_case(told=[today, make_told(days=days, pain=1)], reported=today)
        # within the same week the mean is 3: no rise
        assert bool(said(case, REPORT, "C-15")) == fires


def test_c15_says_the_means_to_one_place():
    pains = ((0, 4), (1, 4), (2, 5), (7, 1), (8, 1), (9, 2))  # 4.33 after 1.33
    told = [make_told(days=days, pain=pain) for days, pain in pains]
    found = findings_for(make_case(ITEM, told=told, reported=told[0]), (REPORT,))
    messages = [finding.message for finding in found if finding.rule == "C-15"]
    assert messages == ["The weekly mean of pain rose from 1.3 to 4.3."]


def test_c15_is_about_what_is_told_and_not_about_what_is_done():
    case = weekly(5, 3)
    assert said(make_case(ITEM, told=case.told, reported=make_done(ITEM)), REPORT, "C-15") == []


# --- C-17


@pytest.mark.parametrize(("pain", "fires"), [(6, False), (7, True), (None, False)])
def test_c17_opens_only_gentle_exercises_from_seven_on(pain, fires):
    harder = make_item(key="harder", difficulty=2)
    case = make_case(ITEM, harder, visit=make_visit(pain_now=pain), starting=True)
    expected = [("C-17", "warn", None, False, False), ("C-17", "warn", "harder", False, False)]
    assert said(case, START, "C-17") == (expected if fires else [])


@pytest.mark.parametrize(
    "trait",
    [
        "cx-flexion-end",
        "cx-extension-end",
        "cx-rotation-end",
        "cx-sideflex-end",
        "cx-combined",
        "lx-extension-end",
        "lx-rotation-end",
    ],
)
def test_c17_closes_every_end_range(trait):
    item = make_item(key="far", traits=[trait])
    case = make_case(item, visit=make_visit(pain_now=7), starting=True)
    assert ("C-17", "warn", "far", False, False) in said(case, START, "C-17")


@pytest.mark.parametrize(
    ("days", "alerts"), [((0, 1, 6), True), ((0, 1, 7), False), ((0, 1), False), ((0, 1, 2, 3), True)]
)
def test_c17_alerts_on_the_third_day_within_seven(days, alerts):
    told = [make_told(days=each, kind="before", pain=7) for each in days]
    case = make_case(told=told, starting=True)
    assert said(case, START, "C-17") == [("C-17", "warn", None, False, alerts)]


def test_c17_counts_days_of_much_pain_before_a_session_alone():
    told = [make_told(kind="before", pain=7), make_told(days=1, kind="before", pain=6), make_told(days=2, pain=8)]
    told += [make_told(kind="before", pain=9, occurrence=2), make_told(days=3, kind="before")]
    assert said(make_case(told=told, starting=True), START, "C-17")[0] == ("C-17", "warn", None, False, False)


# --- C-47 and C-48


def six_weeks(before, now, *, days=42, change=None):
    told = make_told(pain=now)
    return make_case(
        told=(told,), reported=told, baseline_pain=before, active_since=days_ago(days), function_change=change
    )


@pytest.mark.parametrize(
    ("before", "now", "days", "change", "fires"),
    [
        (6, 5, 42, None, True),
        (6, 5, 41, None, False),
        (6, 4, 42, None, False),
        (8, 6, 42, None, False),
        (8, 7, 42, None, True),
        (3, 2, 42, None, False),
        (4, 3, 42, None, True),
        (0, 0, 42, None, True),
        (6, 6, 42, 0, True),
        (6, 6, 42, 1.0, False),
        (None, 6, 42, None, False),
        (6, None, 42, None, False),
    ],
)
def test_c47_suggests_an_assessment_after_six_weeks_without_a_change(before, now, days, change, fires):
    case = six_weeks(before, now, days=days, change=change)
    case = (
        case
        if now is not None
        else make_case(
            visit=make_visit(pain_now=None), reported=make_told(), baseline_pain=6, active_since=days_ago(42)
        )
    )
    assert said(case, REPORT, "C-47") == ([("C-47", "advise", None, False, False)] if fires else [])


def test_c47_needs_a_plan_that_is_active_and_something_told():
    told = make_told(pain=6)
    assert said(make_case(told=(told,), reported=told, baseline_pain=6), REPORT, "C-47") == []
    case = make_case(ITEM, told=(told,), reported=make_done(ITEM), baseline_pain=6, active_since=days_ago(42))
    assert said(case, REPORT, "C-47") == []


@pytest.mark.parametrize(
    ("before", "now", "change", "fires"),
    [
        (3, 4, None, False),
        (3, 5, None, True),
        (None, 9, None, False),
        (3, None, None, False),
        (3, 3, -2, True),
        (3, 3, -1.9, False),
        (3, None, -2, True),
    ],
)
def test_c48_alerts_when_it_is_worse_than_at_the_start(before, now, change, fires):
    told = make_told(pain=now)
    case = make_case(told=(told,), reported=told, baseline_pain=before, function_change=change)
    assert said(case, REPORT, "C-48") == ([("C-48", "warn", None, False, True)] if fires else [])


def test_c48_is_about_what_is_told():
    case = make_case(ITEM, reported=make_done(ITEM), baseline_pain=0, function_change=-5)
    assert said(case, REPORT, "C-48") == []
