"""What one reads when something is not there, not open, or broken."""

import pytest
from django.template.loader import get_template
from django.test import Client


def test_nothing_there(client, browser_of, clinician):
    answer = browser_of(clinician).get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


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
