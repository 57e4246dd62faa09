"""The plan printed with a way in: a new link and a new code that open today for its patient."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.test import Client

from patients.models import WayIn
from patients.views.ways import Made
from tests import factories

BIRTH_DATE = {"day": "14", "month": "5", "year": "1957"}


@pytest.fixture
def plan(library, episode, clinician):
    return factories.make_plan(episode, by=clinician)


@pytest.fixture
def made(monkeypatch):
    """What was made for the print, in its order."""
    found, of = [], Made.of.__func__
    monkeypatch.setattr(Made, "of", classmethod(lambda cls, *args: found.append(of(cls, *args)) or found[-1]))
    return found


def test_the_print_has_a_link_and_a_code_that_open_today(browser_of, clinician, plan, made):
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/hand-over/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert len(pikepdf.open(io.BytesIO(answer.content)).pages) >= 1
    link, code = made
    assert Client().post(link.url, BIRTH_DATE).headers["Location"] == "/today/"
    assert Client().post("/code/", BIRTH_DATE | {"code": code.code}).headers["Location"] == "/today/"


def test_each_print_has_ways_of_its_own(browser_of, clinician, plan, made):
    for _each in range(2):
        browser_of(clinician).post(f"/plans/{plan.pk}/hand-over/")
    assert (len({each.secret for each in made}), WayIn.objects.count()) == (4, 4)


def test_looking_makes_nothing(browser_of, clinician, plan):
    assert browser_of(clinician).get(f"/plans/{plan.pk}/hand-over/").headers["Location"] == f"/plans/{plan.pk}/"
    assert WayIn.objects.count() == 0


def test_a_plan_that_is_over_is_not_handed_over(browser_of, clinician, plan):
    from prescriptions import actions

    actions.stop_plan(by=clinician, plan=plan, reason="Goes on without it.", now=datetime.now(UTC))
    assert browser_of(clinician).post(f"/plans/{plan.pk}/hand-over/").status_code == 302
    assert WayIn.objects.count() == 0


def test_too_many_open_ways_are_said_and_none_is_made(browser_of, clinician, plan):
    desk = browser_of(clinician)
    answers = [desk.post(f"/plans/{plan.pk}/hand-over/") for _each in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [409]
    assert "12 ways in are open." in answers[-1].content.decode()
    assert WayIn.objects.count() == 12


def test_a_stranger_finds_nothing_and_a_patient_may_not(browser_of, stranger, admin, patient_user, plan):
    address = f"/plans/{plan.pk}/hand-over/"
    assert [browser_of(user).post(address).status_code for user in (stranger, admin, patient_user)] == [404, 403, 403]
    assert WayIn.objects.count() == 0
