"""The clinician's side: which ways are open and when each was used last, made, shown once, mailed, revoked."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from patients import actions
from patients.models import Helper, WayIn
from tests import factories

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BIRTH_DATE = {"day": "14", "month": "5", "year": "1957"}


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(browser_of, clinician):
    return browser_of(clinician)


@pytest.fixture
def page(patient):
    return f"/patients/{patient.pk}/ways/"


def shown(answer):
    """What the answer shows this once."""
    return re.search(r'id="made" readonly value="([^"]+)"', answer.content.decode())[1]


def make(desk, page, **typed):
    return desk.post(page, {"kind": "link", "days": 90} | typed)


def test_without_any_the_page_says_what_to_do(desk, page):
    answer = desk.get(page)
    assert answer.status_code == 200
    assert "No link and no code is open." in answer.content.decode()


def test_a_link_is_shown_once_and_opens_the_plan(desk, page, patient):
    address = shown(make(desk, page))
    assert re.fullmatch(r"http://testserver/p/[\w-]{24}/", address)
    assert Client().post(address, BIRTH_DATE).headers["Location"] == "/today/"
    assert address not in desk.get(page).content.decode()


def test_the_qr_code_is_drawn_in_the_page(desk, page):
    answer = make(desk, page).content.decode()
    assert answer.count('class="pl-qr"') == 1
    assert re.search(r"<svg[^>]*>\s*<title>QR code of the link</title>", answer)
    assert "style=" not in answer


def test_a_code_is_shown_in_groups_of_four_with_the_address_to_type_it_at(desk, page):
    answer = make(desk, page, kind="code")
    code = shown(answer)
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    assert "http://testserver/code/" in answer.content.decode()
    assert Client().post("/code/", BIRTH_DATE | {"code": code}).status_code == 302


def test_the_list_says_when_each_was_used_last(desk, page, patient):
    address = shown(make(desk, page))
    assert "Not used yet." in desk.get(page).content.decode()
    Client().post(address, BIRTH_DATE)
    assert "Last used on" in desk.get(page).content.decode()


def test_it_is_valid_for_as_long_as_was_asked(desk, page):
    make(desk, page, days=365)
    assert WayIn.objects.get().expires_at == NOW + timedelta(days=365)


@pytest.mark.parametrize("wrong", [{"days": 3651}, {"kind": "door"}, {"helper": factories.NOBODY}])
def test_what_cannot_be_made_is_said(desk, page, wrong):
    answer = make(desk, page, **wrong)
    assert (answer.status_code, WayIn.objects.count()) == (400, 0)
    assert "Not made." in answer.content.decode()


def test_revoking_ends_the_session_that_began_by_it_and_no_other(desk, page, patient):
    devices = {}
    for name in ("lost", "kept"):
        devices[name] = Client()
        devices[name].post(shown(make(desk, page)), BIRTH_DATE)
    lost = WayIn.objects.get(openings__session_key=devices["lost"].session.session_key)
    assert WayIn.objects.count() == 2
    answer = desk.post(f"/ways/{lost.pk}/revoke/")
    assert answer.headers["Location"] == page
    assert "/login/" in devices["lost"].get("/today/").headers["Location"]
    assert devices["kept"].get("/today/").status_code == 200
    lost.refresh_from_db()
    assert lost.revoked_at == NOW


def test_a_second_revocation_changes_nothing(desk, page, clinician):
    make(desk, page)
    way = WayIn.objects.get()
    desk.post(f"/ways/{way.pk}/revoke/")
    with time_machine.travel(NOW + timedelta(days=1)):
        desk.force_login(clinician)
        desk.post(f"/ways/{way.pk}/revoke/")
    way.refresh_from_db()
    assert way.revoked_at == NOW


def test_the_link_is_mailed_to_the_address_in_the_record(desk, page, patient):
    patient.email = "vera@example.org"
    patient.save()
    answer = make(desk, page, mail="on")
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["vera@example.org"], "Your exercises: the link you asked for")
    assert shown(answer) in sent.body
    assert "Vera" not in sent.subject + sent.body
    assert "It is on its way to vera@example.org." in answer.content.decode()


def test_a_mail_server_that_is_away_is_said_and_the_link_shown_all_the_same(desk, page, patient, monkeypatch):
    def away(*args):
        raise ConnectionRefusedError

    patient.email = "vera@example.org"
    patient.save()
    monkeypatch.setattr("patients.way_mail.send_mail", away)
    answer = make(desk, page, mail="on")
    assert "It could not be mailed." in answer.content.decode()
    assert shown(answer).startswith("http://testserver/p/")


def test_without_an_address_nothing_is_made_or_mailed(desk, page):
    answer = make(desk, page, mail="on")
    assert "There is no e-mail address in the record." in answer.content.decode()
    assert (WayIn.objects.count(), mail.outbox) == (0, [])


def test_a_thirteenth_open_way_is_refused(desk, page):
    for _each in range(12):
        assert make(desk, page).status_code == 200
    answer = make(desk, page)
    assert answer.status_code == 400
    assert "12 ways in are open." in answer.content.decode()
    assert WayIn.objects.count() == 12


def test_a_helper_gets_a_link_of_their_own(desk, page, patient):
    answer = desk.post(f"/patients/{patient.pk}/helpers/", {"name": "Karin Lindqvist"})
    assert answer.headers["Location"] == page
    helper = Helper.objects.get()
    Client().post(shown(make(desk, page, helper=helper.pk)), BIRTH_DATE)
    assert "Link · Karin Lindqvist" in desk.get(page).content.decode()
    assert helper.user.email is None


def test_a_helper_without_a_name_is_refused(desk, patient):
    answer = desk.post(f"/patients/{patient.pk}/helpers/", {"name": " "})
    assert (answer.status_code, Helper.objects.count()) == (400, 0)


def test_a_seventh_helper_is_refused(desk, patient):
    for number in range(6):
        desk.post(f"/patients/{patient.pk}/helpers/", {"name": f"Helper {number}"})
    answer = desk.post(f"/patients/{patient.pk}/helpers/", {"name": "One more"})
    assert (answer.status_code, Helper.objects.count()) == (400, 6)
    assert "There are 6 helpers already." in answer.content.decode()


def test_ending_a_helper_signs_them_out_and_closes_their_link(desk, page, patient):
    desk.post(f"/patients/{patient.pk}/helpers/", {"name": "Karin Lindqvist"})
    helper = Helper.objects.get()
    address = shown(make(desk, page, helper=helper.pk))
    phone = Client()
    phone.post(address, BIRTH_DATE)
    desk.post(f"/helpers/{helper.pk}/end/")
    assert phone.get("/today/").status_code == 302
    assert phone.post(address, BIRTH_DATE).status_code == 400
    assert make(desk, page, helper=helper.pk).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    desk, page, patient, clinician, count, django_assert_num_queries
):
    for number in range(count):
        helper = actions.add_helper(by=clinician, patient=patient, name=f"Helper {number}", now=NOW)
        actions.make_way(by=clinician, patient=patient, kind="link", helper=helper, now=NOW)
    with django_assert_num_queries(7):
        desk.get(page)


def test_a_stranger_finds_nothing_and_an_admin_may_not(browser_of, page, stranger, admin, patient, clinician):
    way, _secret = actions.make_way(by=clinician, patient=patient, kind="link", now=NOW)
    helper = actions.add_helper(by=clinician, patient=patient, name="Karin", now=NOW)
    addresses = [f"/ways/{way.pk}/revoke/", f"/helpers/{helper.pk}/end/", f"/patients/{patient.pk}/helpers/", page]
    assert [browser_of(stranger).post(address, {"name": "X"}).status_code for address in addresses] == [404] * 4
    assert [browser_of(admin).post(address, {"name": "X"}).status_code for address in addresses] == [403] * 4
    assert [browser_of(patient.user).post(address, {"name": "X"}).status_code for address in addresses] == [403] * 4
    way.refresh_from_db()
    assert (way.revoked_at, Helper.objects.current().count()) == (None, 1)


def test_the_chart_and_an_issued_plan_lead_here(desk, page, patient, episode, clinician, library):
    plan = factories.make_plan(episode, by=clinician)
    assert f'href="{page}"' in desk.get(f"/patients/{patient.pk}/").content.decode()
    assert f'href="{page}"' in desk.get(f"/plans/{plan.pk}/").content.decode()
