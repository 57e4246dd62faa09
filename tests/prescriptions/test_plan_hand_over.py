"""The plan printed with a way in: a new link and a new code that open today for its patient."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from patients.models import WayIn
from prescriptions import actions
from tests import factories
from tests.prescriptions.paper.reading import codes_in, opened, pictures_of, text_of

BIRTH_DATE = {"day": "14", "month": "5", "year": "1957"}


@pytest.fixture
def plan(library, episode, clinician):
    return factories.make_plan(episode, by=clinician)


@pytest.fixture
def printed(browser_of, clinician, plan):
    """`printed(paper="letter")` is the PDF of a print."""
    desk = browser_of(clinician)

    def hand_over(**choice):
        answer = desk.post(f"/plans/{plan.pk}/hand-over/", choice)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        return answer.content

    return hand_over


def test_the_square_on_the_paper_is_read_by_a_camera_and_leads_to_today(printed, plan, tmp_path):
    (address,) = [code for picture in pictures_of(printed(), tmp_path) for code in codes_in(picture)]
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("http", "testserver")
    phone = Client()
    door = phone.get(parts.path)
    assert (door.status_code, 'name="day"' in door.text, "Vera" in door.text) == (200, True, False)
    assert phone.post(parts.path, BIRTH_DATE | {"year": "1958"}).status_code == 400
    assert phone.get("/today/").status_code == 302
    today = phone.post(parts.path, BIRTH_DATE, follow=True)
    assert today.redirect_chain == [("/today/", 302)]
    assert plan.sheet["items"][0]["title"] in today.text


def test_the_code_on_the_paper_is_typed_and_leads_to_today(printed):
    text = text_of(printed())
    (code,) = re.findall(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}\b", text)
    assert "Or open testserver/code/ and type the code." in text
    assert Client().post("/code/", BIRTH_DATE | {"code": code}).headers["Location"] == "/today/"


def test_paper_is_chosen_and_offered_first_the_next_time(browser_of, clinician, plan):
    desk, address = browser_of(clinician), f"/plans/{plan.pk}/"
    assert '<option value="letter">US Letter</option>' in desk.get(address).text
    with opened(desk.post(f"{address}hand-over/", {"paper": "letter"}).content) as document:
        assert [float(size) for size in document.pages[0].mediabox[2:]] == pytest.approx([612, 792], abs=0.1)
    assert '<option value="letter" selected>US Letter</option>' in desk.get(address).text
    with opened(desk.post(f"{address}hand-over/", {"paper": "a4"}).content) as document:
        assert round(float(document.pages[0].mediabox[3])) == 842
    assert '<option value="letter">US Letter</option>' in desk.get(address).text


def test_paper_that_we_do_not_have_makes_no_way_in(browser_of, clinician, plan):
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/hand-over/", {"paper": "a3"})
    assert (answer.status_code, WayIn.objects.count()) == (400, 0)
    assert "Paper is one of: a4, letter." in answer.text


def test_each_print_has_ways_of_its_own(printed):
    for _each in range(2):
        printed()
    assert WayIn.objects.values("digest").distinct().count() == 4


def test_looking_makes_nothing(browser_of, clinician, plan):
    assert browser_of(clinician).get(f"/plans/{plan.pk}/hand-over/").headers["Location"] == f"/plans/{plan.pk}/"
    assert WayIn.objects.count() == 0


def test_a_plan_that_is_over_is_not_handed_over(browser_of, clinician, plan):
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
