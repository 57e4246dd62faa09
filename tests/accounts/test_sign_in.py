"""The door: signing in and out, and a forgotten password."""

import re

import pytest
from django.core import mail

from tests import factories

LOGIN = "/accounts/login/"


@pytest.fixture
def member(clinic):
    return factories.make_clinician(clinic, email="anna@example.org", password=factories.PASSWORD, name="Anna Marlow")


def sign_in(client, password=factories.PASSWORD, **more):
    return client.post(LOGIN, {"login": "anna@example.org", "password": password} | more)


def unmasked(answer):
    """The page without its form token, which is written anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_the_page_asks_for_login_and_password(client, db):
    page = client.get(LOGIN).content.decode()
    form = page[page.index("<main") :].split("</form>")[0]  # the language switch of the header has a form of its own
    assert re.findall(r'<input[^>]* name="(\w+)"', form) == ["csrfmiddlewaretoken", "login", "password"]
    assert 'autocomplete="current-password"' in page


def test_the_right_password_leads_to_the_first_page(client, member):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/patients/"


def test_signing_in_leads_back_to_where_one_wanted_to_go_and_never_elsewhere(client, member):
    assert sign_in(client, next="/exercises/")["Location"] == "/exercises/"
    client.logout()
    assert sign_in(client, next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(client, member):
    wrong = sign_in(client, password="not this one")
    unknown = sign_in(client, login="nobody@example.org")

    def said(answer):
        return re.search(r'role="alert">.*?</div></div>', answer.content.decode(), re.DOTALL)[0]

    assert said(wrong) == said(unknown)
    assert "We could not sign you in." in said(wrong)
    assert 'value="anna@example.org"' in wrong.content.decode()
    assert client.get("/")["Location"].startswith(LOGIN)


def test_an_empty_form_names_both_fields(client, db):
    page = client.post(LOGIN, {}).content.decode()
    assert re.findall(r'id="(id_\w+_error)"', page) == ["id_login_error", "id_password_error"]


@pytest.mark.parametrize("typed", ["a\x00b@example.org", "x" * 100_000])
def test_what_cannot_be_an_address_is_refused_and_nothing_breaks(client, db, typed):
    answer = client.post(LOGIN, {"login": typed, "password": "x"})
    assert (answer.status_code, "id_login_error" in answer.content.decode()) == (200, True)


def test_signing_out_ends_the_session(client, member):
    sign_in(client)
    assert "Stay signed in" in client.get("/accounts/logout/").content.decode()
    assert client.get("/").status_code == 302
    client.post("/accounts/logout/")
    assert client.get("/")["Location"].startswith(LOGIN)


def test_somebody_who_left_cannot_sign_in(client, member):
    member.is_active = False
    member.save()
    sign_in(client)
    assert client.get("/")["Location"].startswith(LOGIN)


def test_nobody_opens_an_account_alone(client, db):
    assert "Ask your clinic." in client.get("/accounts/signup/").content.decode()


def test_a_forgotten_password_is_chosen_anew_by_a_link(client, member):
    asked = client.post("/accounts/password/reset/", {"email": "anna@example.org"}, follow=True)
    assert "If the clinic knows this address" in asked.content.decode()
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    path = form.request["PATH_INFO"]
    short = client.post(path, {"password1": "short", "password2": "short"})
    assert "id_password1_error" in short.content.decode()
    new = "three words to remember"
    done = client.post(path, {"password1": new, "password2": new}, follow=True)
    assert "The password is saved" in done.content.decode()
    assert sign_in(client, password=new)["Location"] == "/"
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_page(client, member):
    known = client.post("/accounts/password/reset/", {"email": "anna@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert known.request["PATH_INFO"] == unknown.request["PATH_INFO"]
    assert unmasked(known) == unmasked(unknown)


def test_too_many_wrong_passwords_are_stopped(client, member):
    answers = [sign_in(client, password="wrong").content.decode() for _try in range(12)]
    assert "Too many" in answers[-1]
    assert "Too many" not in answers[0]
