"""What one reads when something is not there, not open, or broken."""

import re
from datetime import UTC, datetime

import pytest
from django.template.loader import get_template
from django.test import Client

from tests import factories


def test_nothing_there(client, browser_of, clinician):
    answer = browser_of(clinician).get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


def test_a_patient_reads_it_in_large_letters_with_a_way_back_to_today(browser_of, patient, patient_user):
    read = browser_of(patient_user).get("/nothing/here/").content.decode()
    assert ('<body class="patient"' in read, 'btn-main" href="/today/"' in read) == (True, True)


def test_a_clinician_reads_it_at_the_desk(browser_of, clinician):
    read = browser_of(clinician).get("/nothing/here/").content.decode()
    assert ('<body class="patient"' in read, "container-xxl py-5" in read, "/today/" in read) == (False, True, False)


def test_a_visitor_reads_the_patients_page_without_a_name(client, db):
    read = client.get("/figures/nothing.0000000000.svg").content.decode()
    assert ('<body class="patient"' in read, "There is nothing here for you" in read) == (True, True)
    assert ("data-who" in read, "/today/" in read) == (False, False)


def test_it_does_not_tell_whether_there_is_something(browser_of, patient, patient_user, other_patient, clinician):
    """What is another's and what is nobody's: the same page, byte for byte but the tokens of its forms."""
    plan = factories.make_plan(factories.make_episode(other_patient), by=clinician)
    today = other_patient.today(datetime.now(UTC))
    browser = browser_of(patient_user)
    theirs, nobodys = (browser.get(f"/today/{today}/{pk}/1/") for pk in (plan.items.get().pk, factories.NOBODY))
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert masked(theirs) == masked(nobodys)
    assert browser_of(other_patient.user).get(f"/today/{today}/{plan.items.get().pk}/1/").status_code == 302


def masked(answer):
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


def test_not_open_to_this_role(browser_of, patient, patient_user):
    answer = browser_of(patient_user).get("/patients/")
    assert answer.status_code == 403
    assert "This is not open to you" in answer.content.decode()


def test_a_form_without_its_token(clinician):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clinician)
    answer = browser.post("/patients/new/", {})
    assert answer.status_code == 403
    assert "Please send it again" in answer.content.decode()


def test_a_bug_says_nothing_about_itself(clinician, monkeypatch):
    def break_down(*args, **options):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("prescriptions.views.patient_list._groups", break_down)
    browser = Client(raise_request_exception=False)
    browser.force_login(clinician)
    answer = browser.get("/patients/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()
    assert "secret reason" not in answer.content.decode()


def test_a_bug_while_the_person_cannot_be_read_is_still_a_page(clinician, monkeypatch):
    """Who is signed in is not asked again by the page that says sorry."""
    browser = Client(raise_request_exception=False)
    browser.force_login(clinician)

    def break_down(self, user_id):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("patients.languages.SignIn.get_user", break_down)
    answer = browser.get("/patients/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "429.html", "500.html"])
def test_pages_of_last_resort_need_neither_a_request_nor_the_database(name):
    """Without the `db` fixture a query would be refused."""
    assert "<h1>" in get_template(name).render({})
