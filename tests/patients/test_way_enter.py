"""Coming in by a link or a code and the birth date: who gets in, and what everybody else reads."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from patients import actions
from patients.models import ALPHABET, Opening, WayIn
from tests import factories

BIRTH_DATE = {"day": "14", "month": "5", "year": "1957"}
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guest(clinic, clinician):
    """A patient who has never been here: no account, no e-mail."""
    return factories.make_patient(clinic, responsible=clinician)


@pytest.fixture
def link(guest, clinician):
    way, secret = actions.make_way(by=clinician, patient=guest, kind="link", now=NOW)
    return way, f"/p/{secret}/"


@pytest.fixture
def code(guest, clinician):
    return actions.make_way(by=clinician, patient=guest, kind="code", now=NOW)


def said(page):
    """The page without the token against forged requests, which differs on each."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_the_link_and_the_birth_date_open_today(client, link, guest):
    way, address = link
    answer = client.post(address, BIRTH_DATE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/today/")
    guest.refresh_from_db()
    assert (guest.user.name, guest.user.email, guest.user.has_usable_password()) == ("Vera Lindqvist", None, False)
    assert client.session["_auth_user_id"] == str(guest.user.pk)
    way.refresh_from_db()
    assert way.last_used_at == NOW


def test_the_account_that_is_there_already_is_used(client, clinician, patient, patient_user):
    _way, secret = actions.make_way(by=clinician, patient=patient, kind="link", now=NOW)
    client.post(f"/p/{secret}/", BIRTH_DATE)
    assert client.session["_auth_user_id"] == str(patient_user.pk)


def test_the_session_lasts_ninety_days(client, link):
    client.post(link[1], BIRTH_DATE)
    assert client.cookies["sessionid"]["max-age"] == 90 * 24 * 60 * 60


@pytest.mark.parametrize("write", [str, str.lower, lambda code: f" {code[:4]}-{code[4:8]} – {code[8:]} "])
def test_the_code_is_read_in_any_case_with_any_spaces_and_dashes(client, code, write):
    answer = client.post("/code/", BIRTH_DATE | {"code": write(code[1])})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/today/")


def test_a_code_has_twelve_characters_that_nobody_takes_for_another():
    codes = [WayIn.new_secret("code") for _each in range(200)]
    assert {len(code) for code in codes} == {12}
    assert set("".join(codes)) == set(ALPHABET)
    assert (len(ALPHABET), set(ALPHABET) & set("01OI")) == (32, set())


def test_secrets_are_kept_nowhere(link, code, db):
    from django.core import serializers

    rows = serializers.serialize("json", [*WayIn.objects.all(), *Opening.objects.all(), *User.objects.all()])
    assert WayIn.objects.count() == 2
    assert code[1] not in rows
    assert link[1].split("/")[2] not in rows


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_link_consumes_nothing_and_tells_nothing(client, link, method):
    way, address = link
    there, elsewhere = getattr(client, method)(address), getattr(client, method)("/p/there-is-no-such-link/")
    assert (there.status_code, said(there)) == (elsewhere.status_code, said(elsewhere)) == (200, said(there))
    way.refresh_from_db()
    assert (way.last_used_at, Opening.objects.count()) == (None, 0)
    assert client.post(address, BIRTH_DATE).status_code == 302


def refusals(client, clinician, guest):
    """(what is wrong, address, typed) for every way of being wrong that is judged."""
    right, wrong = BIRTH_DATE, BIRTH_DATE | {"year": "1958"}

    def made(**fields):
        way, secret = actions.make_way(by=clinician, patient=guest, kind="link", now=NOW)
        WayIn.objects.filter(pk=way.pk).update(**fields)
        return f"/p/{secret}/"

    early = NOW - timedelta(days=2)
    yield "unknown", "/p/there-is-no-such-link/", right
    yield "expired", made(made_at=early, expires_at=NOW - timedelta(days=1)), right
    yield "revoked", made(revoked_at=early, revoked_by=clinician), right
    yield "another birth date", made(), wrong


def test_every_refusal_is_the_same_to_the_byte(client, clinician, guest):
    answers = {}
    for what, address, typed in refusals(client, clinician, guest):
        answer = client.post(address, typed | {"year": "1957"} if what != "another birth date" else typed)
        answers[what] = (answer.status_code, said(answer).replace("1958", "1957"), sorted(answer.headers.items()))
    assert len(answers) == 4
    status, page, _headers = answers["unknown"]
    assert (status, "We could not find that." in page) == (400, True)
    assert all(answer == answers["unknown"] for answer in answers.values())


def test_a_refusal_keeps_what_was_typed(client, code):
    answer = client.post("/code/", BIRTH_DATE | {"code": "K7MP 4XQD 9RTW"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="K7MP 4XQD 9RTW"' in page
    assert 'value="1957"' in page


def test_an_archived_record_is_unknown(client, link, guest):
    guest.archived_at = NOW
    guest.save()
    assert client.post(link[1], BIRTH_DATE).status_code == 400


def test_an_account_that_was_closed_is_unknown(client, clinician, patient, patient_user):
    _way, secret = actions.make_way(by=clinician, patient=patient, kind="link", now=NOW)
    User.objects.filter(pk=patient_user.pk).update(is_active=False)
    assert client.post(f"/p/{secret}/", BIRTH_DATE).status_code == 400


def test_a_link_is_no_code_and_a_code_no_link(client, code):
    assert client.post(f"/p/{code[1]}/", BIRTH_DATE).status_code == 400


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"code": "K7MP 4XQD 9RT"}, "This code has 11 characters. It needs 12."),
        ({"code": "K7MP 4XQD 9RT0"}, "“0” is in none of our codes. Look at that place again."),
        ({"code": ""}, "Type the code from your paper."),
        ({"day": "32"}, "Write your birth date in numbers, like 14 5 1957."),
        ({"day": "14.5"}, "Write your birth date in numbers, like 14 5 1957."),
        ({"month": ""}, "Write your birth date in numbers, like 14 5 1957."),
        ({"year": "57"}, "Write the year with four digits, like 1957."),
        ({"year": "99999999"}, "Write your birth date in numbers, like 14 5 1957."),
    ],
)
def test_what_cannot_be_right_is_said_and_not_counted(client, code, typed, reason):
    for _each in range(8):
        answer = client.post("/code/", BIRTH_DATE | {"code": code[1]} | typed)
        assert answer.status_code == 400
        assert reason in answer.content.decode()
    assert client.post("/code/", BIRTH_DATE | {"code": code[1]}).status_code == 302


def test_the_same_link_opens_on_a_second_device(client, link):
    from django.test import Client

    assert client.post(link[1], BIRTH_DATE).status_code == 302
    assert Client().post(link[1], BIRTH_DATE).status_code == 302
    assert Opening.objects.count() == 2


def test_who_came_in_by_the_link_goes_straight_on(client, link):
    client.post(link[1], BIRTH_DATE)
    assert client.get(link[1]).headers["Location"] == "/today/"
    assert client.get("/p/there-is-no-such-link/").status_code == 200


def test_on_a_shared_tablet_nothing_of_the_one_before_is_left(client, browser_of, link, other_patient):
    browser_of(other_patient.user)
    session = client.session
    session["kept"] = "by the other"
    session.save()
    client.post(link[1], BIRTH_DATE)
    assert "kept" not in client.session
    assert client.session["_auth_user_id"] != str(other_patient.user.pk)


def test_sign_out_ends_the_session_on_the_server(client, link):
    client.post(link[1], BIRTH_DATE)
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = stolen
    assert client.get("/today/").headers["Location"] == "/accounts/login/?next=/today/"


def test_the_page_names_no_clinic_and_no_person(client, link, clinic, guest):
    page = client.get(link[1]).content.decode()
    assert [words for words in (clinic.name, clinic.phone, guest.name) if words in page] == []
    assert '<meta name="robots" content="noindex">' in page


def test_a_helper_comes_in_with_the_patients_birth_date(client, clinician, guest):
    helper = actions.add_helper(by=clinician, patient=guest, name="Karin Lindqvist", now=NOW)
    _way, secret = actions.make_way(by=clinician, patient=guest, kind="link", helper=helper, now=NOW)
    assert client.post(f"/p/{secret}/", BIRTH_DATE).status_code == 302
    assert client.session["_auth_user_id"] == str(helper.user.pk)
    guest.refresh_from_db()
    assert guest.user is None


def test_the_birth_date_is_a_day_of_the_calendar():
    assert factories.make_patient.__kwdefaults__["birth_date"] == date(1957, 5, 14)


def test_a_new_secret_key_closes_every_session_link_and_code(client, link, code, settings):
    tried = {"link": (link[1], BIRTH_DATE), "code": ("/code/", BIRTH_DATE | {"code": code[1]})}
    assert {name: client.post(*each).status_code for name, each in tried.items()} == {"link": 302, "code": 302}
    assert client.get("/welcome/").status_code == 200
    settings.SECRET_KEY = "another key altogether, as long as a key should be"
    assert client.get("/welcome/").headers["Location"] == "/accounts/login/?next=/welcome/"
    assert {name: client.post(*each).status_code for name, each in tried.items()} == {"link": 400, "code": 400}
