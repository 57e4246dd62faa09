"""What a report leads to at once, each rule at its boundary: S-17, S-27b, C-13, C-14 and C-16."""

from datetime import UTC, datetime, timedelta

import pytest

from prescriptions.safety import Moment, findings_for
from tests.prescriptions.safety.cases import (
    TODAY,
    days_ago,
    lumbar_article_item,
    make_case,
    make_done,
    make_item,
    make_told,
    make_visit,
    said,
)

REPORT, START = Moment.REPORT, Moment.START
ITEM, OTHER = make_item(key="it"), make_item(key="other")


# --- S-17


def discomfort(*done, item=ITEM, told=(), reported=None, **facts):
    return make_case(item, OTHER, done=done, told=told, reported=reported or (done[0] if done else None), **facts)


def test_s17_stops_the_exercise_for_the_day_and_does_not_pause_it_at_the_first_report():
    case = discomfort(make_done(ITEM, discomfort=True))
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]
    assert said(discomfort(make_done(ITEM)), REPORT, "S-17") == []


def test_s17_closes_it_for_the_rest_of_that_day_only():
    done = make_done(ITEM, discomfort=True)
    assert said(make_case(ITEM, done=(done,)), START, "S-17") == [("S-17", "hard", "it", False, False)]
    assert said(make_case(ITEM, done=(make_done(ITEM, days=1, discomfort=True),)), START, "S-17") == []


@pytest.mark.parametrize(("days", "pauses"), [(6, True), (7, False)])
def test_s17_pauses_at_the_second_report_within_seven_days(days, pauses):
    case = discomfort(make_done(ITEM, discomfort=True), make_done(ITEM, days=days, discomfort=True))
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", pauses, pauses)]


def test_s17_counts_reports_of_the_same_exercise():
    case = discomfort(make_done(ITEM, discomfort=True), make_done(OTHER, days=1, discomfort=True))
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]


@pytest.mark.parametrize(("pain", "pauses"), [(5, False), (6, True)])
def test_s17_pauses_with_much_pain(pain, pauses):
    case = discomfort(make_done(ITEM, discomfort=True, pain_during=pain))
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", pauses, pauses)]


@pytest.mark.parametrize(
    ("fields", "pauses"),
    [
        ({}, True),
        ({"method": "norbekov"}, True),
        ({"region": "thoracic"}, False),
        ({"method": "evidence-based"}, False),
    ],
)
def test_s17_pauses_a_lumbar_article_exercise_at_once(fields, pauses):
    item = lumbar_article_item() if not fields else make_item(**{"region": "lumbar", "method": "classical"} | fields)
    case = discomfort(make_done(item, discomfort=True), item=item)
    assert said(case, REPORT, "S-17") == [("S-17", "hard", item.exercise.key, pauses, pauses)]


def test_s17_takes_a_check_in_with_discomfort_for_everything_done_that_day():
    told = make_told(kind="after", discomfort=True)
    done = make_done(ITEM), make_done(OTHER, outcome="skipped")
    case = discomfort(*done, told=(told,), reported=told)
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]
    calm = make_told(kind="after")
    assert said(discomfort(*done, told=(calm,), reported=calm), REPORT, "S-17") == []


def test_s17_counts_a_check_in_and_a_completion_of_one_day_once_and_of_two_days_twice():
    told = make_told(kind="after", discomfort=True)
    once = discomfort(make_done(ITEM, discomfort=True), told=(told,))
    assert said(once, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]
    earlier = make_told(days=6, kind="after", discomfort=True)
    twice = discomfort(make_done(ITEM, discomfort=True), make_done(ITEM, days=6), told=(earlier,))
    assert said(twice, REPORT, "S-17") == [("S-17", "hard", "it", True, True)]
    twice_told = discomfort(make_done(ITEM), make_done(ITEM, days=6), told=(told, earlier), reported=told)
    assert said(twice_told, REPORT, "S-17") == [("S-17", "hard", "it", True, True)]
    too_early = make_told(days=7, kind="after", discomfort=True)
    long_ago = discomfort(make_done(ITEM, discomfort=True), make_done(ITEM, days=7), told=(too_early,))
    assert said(long_ago, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]


def test_s17_counts_nothing_that_came_later_than_the_day_reported_on():
    yesterday = make_done(ITEM, days=1, discomfort=True)
    case = discomfort(yesterday, make_done(ITEM, discomfort=True), reported=yesterday)
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]
    of_today = make_told(kind="after", discomfort=True)
    case = discomfort(yesterday, make_done(ITEM), told=(of_today,), reported=yesterday)
    assert said(case, REPORT, "S-17") == [("S-17", "hard", "it", False, False)]


# --- C-13


@pytest.mark.parametrize(("pain", "fires"), [(None, False), (5, False), (6, True)])
def test_c13_ends_an_exercise_with_pain_above_five(pain, fires):
    done = make_done(ITEM, pain_during=pain)
    case = make_case(ITEM, OTHER, done=(done,), reported=done)
    assert said(case, REPORT, "C-13") == ([("C-13", "hard", "it", False, True)] if fires else [])


def test_c13_closes_it_for_the_day_and_alerts_only_with_its_own_report():
    done, other = make_done(ITEM, pain_during=6), make_done(OTHER)
    assert said(make_case(ITEM, done=(done,)), START, "C-13") == [("C-13", "hard", "it", False, False)]
    of_another = make_case(ITEM, OTHER, done=(done, other), reported=other)
    assert said(of_another, REPORT, "C-13") == [("C-13", "hard", "it", False, False)]
    yesterday = make_done(ITEM, days=1, pain_during=6)
    assert said(make_case(ITEM, done=(yesterday,)), START, "C-13") == []


def test_c13_follows_the_clinics_limit_and_the_worst_of_the_day():
    first, second = make_done(ITEM, pain_during=4), make_done(ITEM, pain_during=1, occurrence=2)
    case = make_case(ITEM, done=(first, second), reported=second, settings={"pain_during_limit": 3})
    assert said(case, REPORT, "C-13") == [("C-13", "hard", "it", False, True)]


# --- C-14


def next_day(pain, *, before=3, occurrence=1, kind="next_day", more=(), done=None):
    reported = make_told(on=TODAY, session=days_ago(1), kind=kind, pain=pain, occurrence=occurrence)
    told = [reported, *more]
    if before is not None:
        told.append(make_told(days=1, kind="before", pain=before))
    done = done if done is not None else (make_done(ITEM, days=1), make_done(OTHER, days=2))
    return make_case(ITEM, OTHER, told=told, done=done, reported=reported)


@pytest.mark.parametrize(("pain", "fires"), [(4, False), (5, True), (None, False)])
def test_c14_pauses_what_was_done_when_pain_rose_by_two(pain, fires):
    assert said(next_day(pain), REPORT, "C-14") == ([("C-14", "hard", "it", True, True)] if fires else [])


def test_c14_needs_a_pain_before_of_that_day_and_is_about_the_next_day():
    assert said(next_day(10, before=None), REPORT, "C-14") == []
    assert said(next_day(10, kind="after"), REPORT, "C-14") == []
    other_day = make_told(days=2, kind="before", pain=0)
    assert said(next_day(10, before=None, more=(other_day,)), REPORT, "C-14") == []
    after = make_told(days=1, kind="after", pain=0)
    assert said(next_day(10, before=None, more=(after,)), REPORT, "C-14") == []
    done = make_done(ITEM, days=1)
    assert said(make_case(ITEM, done=(done,), reported=done), REPORT, "C-14") == []


def test_c14_compares_with_the_session_it_looks_back_on():
    second = make_told(days=1, kind="before", pain=8, occurrence=2)
    assert said(next_day(9, occurrence=2, more=(second,)), REPORT, "C-14") == []
    assert said(next_day(9, occurrence=1, more=(second,)), REPORT, "C-14") == [("C-14", "hard", "it", True, True)]
    assert said(next_day(5, occurrence=3), REPORT, "C-14") == [("C-14", "hard", "it", True, True)]


def test_c14_leaves_out_what_was_skipped():
    assert said(next_day(9, done=(make_done(ITEM, days=1, outcome="skipped"),)), REPORT, "C-14") == []


# --- C-16


def test_c16_pauses_the_exercise_whose_symptoms_moved_outward():
    done = make_done(ITEM, spreading=True)
    assert said(make_case(ITEM, OTHER, done=(done,), reported=done), REPORT, "C-16") == [
        ("C-16", "hard", "it", True, True)
    ]
    calm = make_done(ITEM)
    assert said(make_case(ITEM, OTHER, done=(calm,), reported=calm), REPORT, "C-16") == []
    assert said(make_case(ITEM, reported=make_told(pain=2)), REPORT, "C-16") == []


# --- S-27b


@pytest.mark.parametrize("symptom", ["numbness", "headache", "vomiting", "tinnitus"])
def test_s27b_asks_about_a_new_symptom_first(symptom):
    told = make_told(symptoms=frozenset({symptom}))
    assert said(make_case(told=(told,), reported=told), REPORT, "S-27b") == [("S-27b", "warn", None, False, True)]
    known = make_visit(symptoms=frozenset({symptom}))
    assert said(make_case(told=(told,), reported=told, visit=known), REPORT, "S-27b") == []


@pytest.mark.parametrize("symptoms", [None, frozenset(), frozenset({"muscle-tension"})])
def test_s27b_is_silent_about_what_was_not_asked_none_and_tense_muscles(symptoms):
    told = make_told(symptoms=symptoms)
    assert said(make_case(told=(told,), reported=told), REPORT, "S-27b") == []


def test_s27b_counts_a_symptom_as_known_once_its_alert_is_answered_since_the_last_visit():
    visit = make_visit(at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    told = make_told(symptoms=frozenset({"headache"}))
    for hours, fires in ((0, False), (1, False), (-1, True)):
        at = visit.at + timedelta(hours=hours)
        answered = make_told(days=2, symptoms=frozenset({"headache"}), known=True, at=at)
        case = make_case(told=(told, answered), reported=told, visit=visit)
        assert bool(said(case, REPORT, "S-27b")) == fires
    unanswered = make_told(days=2, symptoms=frozenset({"headache"}), at=visit.at + timedelta(hours=1))
    assert said(make_case(told=(told, unanswered), reported=told, visit=visit), REPORT, "S-27b") != []


def test_s27b_knows_nothing_without_a_visit():
    told = make_told(symptoms=frozenset({"headache"}))
    assert said(make_case(told=(told,), reported=told, visits=()), REPORT, "S-27b") != []


def test_s27b_keeps_the_next_session_closed_while_its_alert_waits():
    waiting = make_told(symptoms=frozenset({"headache", "muscle-tension"}), waiting=True)
    assert said(make_case(told=(waiting,)), START, "S-27b") == [("S-27b", "warn", None, False, True)]
    assert said(make_case(told=(make_told(symptoms=frozenset({"headache"})),)), START, "S-27b") == []
    tense = make_told(symptoms=frozenset({"muscle-tension"}), waiting=True)
    assert said(make_case(told=(tense,)), START, "S-27b") == []
    seen = make_visit(symptoms=frozenset({"headache"}))
    assert said(make_case(told=(waiting,), visit=seen), START, "S-27b") == []


def test_s27b_names_the_symptoms():
    told = make_told(symptoms=frozenset({"tinnitus", "numbness"}))
    (found,) = [f for f in findings_for(make_case(told=(told,), reported=told), (REPORT,)) if f.rule == "S-27b"]
    assert found.message == "New: numbness, ringing in the ears."


# --- what else a check-in changes


def test_a_check_in_is_a_newer_pain_value_for_the_gate():
    item = lumbar_article_item()
    for pain, fires in ((0, False), (2, True)):
        told = make_told(kind="before", pain=pain, at=datetime(2026, 11, 23, 9, tzinfo=UTC))
        case = make_case(item, region="lumbar", visit=make_visit(on=days_ago(9)), told=(told,), supervised=3)
        assert bool(said(case, START, "S-13")) == fires
        assert said(case, START, "C-18") == []


@pytest.mark.parametrize(("age", "fires"), [(28, False), (29, True)])
def test_symptoms_answered_at_a_check_in_renew_the_screen_for_a_session_and_not_for_an_issue(age, fires):
    visit = make_visit(on=days_ago(60))
    told = make_told(days=age, symptoms=frozenset())
    starting = make_case(visit=visit, told=(told,), starting=True)
    assert bool(said(starting, START, "C-42b")) == fires
    not_asked = make_case(visit=visit, told=(make_told(days=age),), starting=True)
    assert said(not_asked, START, "C-42b") != []
    assert said(make_case(visit=visit, told=(told,)), Moment.ACTIVATE, "C-42b") != []


@pytest.mark.parametrize(("flag", "rule"), [("fainting", "S-27"), ("blood-pressure-180-110", "C-12")])
def test_a_flag_alerts_with_the_report_that_ticked_it(flag, rule):
    told = make_told(symptoms=frozenset({flag}))
    case = make_case(ITEM, flags=frozenset({flag}), told=(told,), reported=told)
    assert {row[4] for row in said(case, REPORT, rule)} == {True}
    calm = make_told(symptoms=None)
    case = make_case(ITEM, flags=frozenset({flag}), told=(calm,), reported=calm)
    assert {row[4] for row in said(case, REPORT, rule)} == {False}
