"""How it went: the month, pain week by week with a table, and kind words."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from prescriptions.models import CheckIn, Completion
from tests import factories

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(library, episode, clinician):
    """A plan of one exercise that was issued on 2 November and is due every day."""
    issued = NOW - timedelta(days=21)
    exercise = factories.make_exercise()
    return factories.make_plan(
        episode, by=clinician, exercises=[exercise], now=issued, starts_on=issued.date(), ends_on=date(2026, 12, 14)
    )


@pytest.fixture
def visit(browser_of, patient_user):
    return browser_of(patient_user)


def noted(plan, user, day, outcome="done", **felt):
    item = plan.items.get()
    Completion.objects.create(item=item, date=date(2026, 11, day), outcome=outcome, recorded_by=user, **felt)


def said(plan, user, day, pain, month=11):
    CheckIn.objects.create(
        plan=plan, date=date(2026, month, day), kind="before", pain=pain, symptoms=[], recorded_by=user
    )


def labels(page):
    return re.findall(r'role="img" aria-label="(\d+ November[^"]*)"', page)


def test_the_month_says_how_each_day_went(visit, plan, patient_user):
    noted(plan, patient_user, 3)
    noted(plan, patient_user, 4, "partly")
    noted(plan, patient_user, 5, "skipped")
    days = labels(visit.get("/progress/").content.decode())
    assert len(days) == 30
    assert days[:6] == [
        "1 November",
        "2 November, rest day",
        "3 November, done",
        "4 November, partly done",
        "5 November, not done",
        "6 November, not done",
    ]
    assert days[22:24] == ["23 November, today", "24 November"]


def test_today_is_done_once_it_is_done(visit, plan, patient_user):
    noted(plan, patient_user, 23)
    assert labels(visit.get("/progress/").content.decode())[22] == "23 November, done, today"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (range(3, 21), "You did your exercises on 18 of 20 days. That is steady work."),
        (range(3, 13), "You did your exercises on 10 of 20 days. Every day you did counts."),
        (range(3, 5), "You did your exercises on 2 of 20 days. Today is a good day to go on."),
    ],
)
def test_the_words_are_kind(visit, plan, patient_user, days, words):
    for day in days:
        noted(plan, patient_user, day)
    page = visit.get("/progress/").content.decode()
    assert words in page
    assert re.findall("streak|points|compliance|%", page.split("<main")[1].split("</main")[0]) == []


def test_a_day_partly_done_is_told(visit, plan, patient_user):
    noted(plan, patient_user, 3, "partly")
    assert "One more day was partly done." in visit.get("/progress/").content.decode()


def test_a_held_day_is_neither_due_nor_missed(visit, plan, clinician):
    from prescriptions import actions

    actions.hold_plan(by=clinician, plan=plan, reason="Has a cold, wait for it.", now=NOW - timedelta(days=10))
    actions.resume_plan(by=clinician, plan=plan, note="Well again.", now=NOW - timedelta(days=7))
    days = labels(visit.get("/progress/").content.decode())
    assert days[13:15] == ["14 November, rest day", "15 November, rest day"]


def test_pain_is_drawn_by_week_with_a_table_beside_it(visit, plan, patient_user):
    said(plan, patient_user, 3, 7)
    said(plan, patient_user, 12, 5)
    said(plan, patient_user, 22, 3)
    page = visit.get("/progress/").content.decode()
    assert "It was 7 of 10. It is 3 now." in page
    assert re.search(r'<polyline class="s-line" points="([^"]+)"', page)[1] == "30.0,56.0 165.0,80.0 300.0,104.0"
    assert re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td>', page) == [
        ("9 November", "7"),
        ("16 November", "5"),
        ("23 November", "3"),
    ]


def test_where_nothing_was_said_before_the_pain_during_counts(visit, plan, patient_user):
    noted(plan, patient_user, 20, pain_during=6)
    noted(plan, patient_user, 21, pain_during=2)
    said(plan, patient_user, 21, 4)
    assert "It is 5 of 10 this week." in visit.get("/progress/").content.decode()


def test_rising_pain_says_what_to_do(visit, plan, patient_user):
    said(plan, patient_user, 3, 2)
    said(plan, patient_user, 22, 6)
    assert "If it goes on rising, call the clinic." in visit.get("/progress/").content.decode()


def test_without_anything_the_page_is_friendly(visit, patient):
    page = visit.get("/progress/").content.decode()
    assert "No exercises were due yet this month." in page
    assert "You have not noted any pain yet." in page


def test_another_month_and_back(visit, plan):
    page = visit.get("/progress/2026-10/").content.decode()
    assert "October 2026" in page
    assert 'href="/progress/2026-11/"' in page
    assert 'href="/progress/2026-12/"' not in visit.get("/progress/2026-11/").content.decode()


def test_a_month_to_come_is_this_month(visit, plan):
    assert "November 2026" in visit.get("/progress/2031-01/").content.decode()


@pytest.mark.parametrize("address", ["/progress/2026-13/", "/progress/0001-01/", "/progress/now/"])
def test_what_is_no_month_is_not_found(visit, patient, address):
    assert visit.get(address).status_code == 404


def test_a_helper_is_sent_back_to_today(browser_of, plan, patient, clinician):
    from patients import actions

    helper = actions.add_helper(by=clinician, patient=patient, name="Karin", now=NOW)
    actions.agree(by=helper.user, now=NOW)
    assert browser_of(helper.user).get("/progress/").headers["Location"] == "/today/"


def test_another_patients_pain_is_not_here(browser_of, plan, patient_user, other_patient):
    said(plan, patient_user, 22, 9)
    assert "It is 9 of 10" in browser_of(patient_user).get("/progress/").content.decode()
    assert "You have not noted any pain yet." in browser_of(other_patient.user).get("/progress/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_seven_queries(visit, plan, patient_user, count, django_assert_num_queries):
    for day in range(3, 3 + count):
        noted(plan, patient_user, day, pain_during=3)
        said(plan, patient_user, day, 3)
    with django_assert_num_queries(7):
        visit.get("/progress/")
