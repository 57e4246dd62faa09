"""The patient's page about reminders, news and the calendar, and the pages behind the links of mails."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from accounts.models import QueuedMail
from accounts.refusals import NotYours
from exercises.dosage import Dose
from patients import actions as records
from prescriptions import actions
from prescriptions.actions.news import STOP
from prescriptions.actions.reminders import CONFIRM
from prescriptions.models import Reminders
from tests import factories

pytestmark = pytest.mark.django_db
TWICE = Dose(repetitions=5, times_per_day=2)
CHOICE = {"time_1": "08:30", "by_mail": "on", "email": "patient@example.org"}


@pytest.fixture
def own(browser_of, patient, patient_user):
    """The patient's browser."""
    return browser_of(patient_user)


def stored():
    return Reminders.objects.get()


def test_it_offers_a_time_for_each_session_and_the_address_on_file(own, plan_of):
    plan_of(TWICE)
    text = own.get("/reminders/").text
    assert re.findall(r'name="time_\d"[^>]*value="([^"]*)"', text) == ["09:00", "18:00"]
    assert 'value="patient@example.org"' in text
    assert "checked" not in text


def test_the_page_says_what_the_clock_of_the_patient_shows(own, patient, clock):
    text = own.get("/reminders/").text
    called = f'Call the clinic: <span class="pl-number">{patient.clinic.phone}</span>'
    assert ("It is 07:00 now" in text, called in text) == (True, True)
    patient.time_zone = "Asia/Kolkata"
    patient.save()
    assert "It is 12:30 now" in own.get("/reminders/").text


def test_choices_are_stored_and_shown_again(own, plan_of):
    plan_of(TWICE)
    answer = own.post("/reminders/", CHOICE | {"time_2": "19:45", "news": "on"}, follow=True)
    assert ("Saved." in answer.text, answer.redirect_chain) == (True, [("/reminders/", 302)])
    assert (stored().times, stored().by_mail, stored().news) == ([time(8, 30), time(19, 45)], True, True)
    assert stored().email_confirmed_at is not None
    assert re.findall(r'name="time_\d"[^>]*value="([^"]*)"', answer.text) == ["08:30", "19:45"]
    assert answer.text.count("checked") == 2


def test_unticking_ends_the_mails(own):
    own.post("/reminders/", CHOICE)
    own.post("/reminders/", {"time_1": "08:30", "email": "patient@example.org"})
    assert (stored().by_mail, stored().news) == (False, False)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"time_1": ""}, "time_1", "Write the time like 9:00."),
        ({"time_1": "25:00"}, "time_1", "Write the time like 9:00."),
        ({"time_1": "<b>"}, "time_1", "Write the time like 9:00."),
        ({"time_2": "08:30"}, "time_2", "Choose a later time than the one before."),
        ({"email": ""}, "email", "Write the address the mail should go to."),
        ({"email": "vera"}, "email", "Enter a valid email address."),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "email", "Enter a valid email address."),
        ({"email": "x" * 300 + "@example.org"}, "email", "Ensure this value has at most 254 characters (it has 312)."),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(own, plan_of, wrong, field, said):
    plan_of(TWICE)
    answer = own.post("/reminders/", CHOICE | {"time_2": "19:00"} | wrong)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert said in answer.text
    assert 'value="19:00"' in answer.text or field == "time_2"
    assert not Reminders.objects.exists()


def test_only_a_patient_has_it(browser_of, clinician, stranger):
    for user in (clinician, stranger):
        browser = browser_of(user)
        assert [browser.get("/reminders/").status_code, browser.post("/reminders/calendar/").status_code] == [404, 404]


def test_a_helper_is_told_who_chooses_and_chooses_nothing(browser_of, patient, clinician):
    now = datetime.now(UTC)
    helper = records.add_helper(by=clinician, patient=patient, name="Karin Lindqvist", now=now)
    records.agree(by=helper.user, now=now)
    browser = browser_of(helper.user)
    assert "Reminders and the calendar are chosen by Vera Lindqvist." in browser.get("/reminders/").text
    assert [browser.post(path, CHOICE).status_code for path in ("/reminders/", "/reminders/calendar/")] == [404, 404]
    records.end_helper(by=clinician, helper=helper, now=now)
    assert "Vera Lindqvist" not in browser.get("/reminders/").text


def test_the_action_is_the_patients_alone(patient, clinician):
    now = datetime.now(UTC)
    with pytest.raises(NotYours):
        actions.make_feed(by=clinician, patient=patient, now=now)
    with pytest.raises(NotYours):
        actions.choose_reminders(by=clinician, patient=patient, times=[], by_mail=False, news=False, email="", now=now)


# --- a patient of two clinics


@pytest.fixture
def elsewhere(patient, patient_user, stranger):
    """The newer record of the same person, in another clinic."""
    clinic = stranger.memberships.get().clinic
    return factories.make_patient(clinic, responsible=stranger, user=patient_user, time_zone="Asia/Kolkata")


def times_on(answer):
    return re.findall(r'name="time_\d"[^>]*value="([^"]*)"', answer.text)


def test_each_record_has_choices_of_its_own(own, patient, elsewhere, clinic, plan_of):
    plan_of(TWICE)
    here, there = (f"/reminders/?record={record.pk}" for record in (patient, elsewhere))
    answer = own.post(here, CHOICE | {"time_1": "07:10", "time_2": "19:00"})
    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    own.post(there, {"time_1": "20:20", "email": "patient@example.org"})
    kept = {each.patient_id: (each.times, each.by_mail) for each in Reminders.objects.all()}
    assert kept == {patient.pk: ([time(7, 10), time(19)], True), elsewhere.pk: ([time(20, 20)], False)}
    assert [times_on(own.get(page)) for page in (here, there)] == [["07:10", "19:00"], ["20:20"]]
    page = own.get(here).text
    assert f'aria-current="page" href="{here}">{clinic}</a>' in page
    assert f'href="{there}">{elsewhere.clinic}</a>' in page


def test_each_record_has_a_calendar_of_its_own(own, client, patient, elsewhere):
    addresses = [address_on(own.post(f"/reminders/calendar/?record={record.pk}")) for record in (patient, elsewhere)]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    own.post(f"/reminders/calendar/stop/?record={patient.pk}")
    assert [client.get(address).status_code for address in addresses] == [404, 200]


def test_unasked_it_is_the_newest_record_and_one_record_is_not_chosen(own, patient, elsewhere):
    assert f'action="/reminders/?record={elsewhere.pk}"' in own.get("/reminders/").text
    elsewhere.delete()
    text = own.get("/reminders/").text
    assert ('action="/reminders/"' in text, "record=" in text) == (True, False)


def test_a_record_that_is_none_of_mine_is_not_found(own, elsewhere, other_patient):
    for record in ("x", "é", factories.NOBODY, other_patient.pk):
        path = f"/reminders/?record={record}"
        answers = [own.get(path), own.post(path, CHOICE), own.post(f"/reminders/calendar/?record={record}")]
        assert [answer.status_code for answer in answers] == [404] * 3, record
    assert not Reminders.objects.exists()


# --- the calendar


def address_on(answer):
    return re.search(r'id="address" readonly value="http://testserver(/calendar/[^"]+\.ics)"', answer.text)[1]


def test_the_address_is_shown_once_and_opens_the_calendar(own, client):
    answer = own.post("/reminders/calendar/")
    address = address_on(answer)
    assert f'href="webcal://testserver{address}"' in answer.text
    assert client.get(address).status_code == 200
    again = own.get("/reminders/").text
    assert ("You made its address on" in again, address in again) == (True, False)


def test_closing_it_closes_it(own, client):
    address = address_on(own.post("/reminders/calendar/"))
    answer = own.post("/reminders/calendar/stop/", follow=True)
    assert "The calendar is closed." in answer.text
    assert client.get(address).status_code == 404
    assert "Close the calendar" not in answer.text


def test_looking_makes_and_closes_nothing(own):
    assert [own.get(f"/reminders/calendar/{end}").status_code for end in ("", "stop/")] == [405, 405]
    assert not Reminders.objects.exists()


def test_a_clinician_of_the_clinic_closes_it(
    own, client, browser_of, patient, clinician, colleague, stranger, admin, patient_user
):
    address = address_on(own.post("/reminders/calendar/"))
    url = f"/patients/{patient.pk}/calendar/stop/"
    refused = {user: browser_of(user).post(url).status_code for user in (stranger, admin, patient_user)}
    assert refused == {stranger: 404, admin: 403, patient_user: 403}
    assert client.get(address).status_code == 200
    chart = browser_of(colleague).get(f"/patients/{patient.pk}/")
    assert url in chart.text
    browser_of(colleague).post(url)
    assert client.get(address).status_code == 404
    assert url not in browser_of(clinician).get(f"/patients/{patient.pk}/").text


# --- an address that is not on file


def test_a_new_address_is_asked_first(own, client):
    answer = own.post("/reminders/", CHOICE | {"email": "new@example.org"}, follow=True)
    assert "We sent a mail to new@example.org." in answer.text
    queued = QueuedMail.objects.get()
    assert (queued.to, queued.subject) == ("new@example.org", "Is this your address?")
    assert "Vera" not in queued.body
    link = re.search(r"http://localhost:8000(/reminders/confirm/\S+)", queued.body)[1]
    client.logout()
    assert client.get(link).status_code == 200
    assert stored().email_confirmed_at is None  # a mail scanner looks at links, too
    assert "Thank you. The mails begin." in client.post(link).text
    assert stored().email_confirmed_at is not None
    assert client.post(link).status_code == 200


def test_a_link_for_a_former_address_or_after_a_week_confirms_nothing(own, client):
    own.post("/reminders/", CHOICE | {"email": "new@example.org"})
    old = re.search(r"(/reminders/confirm/\S+)", QueuedMail.objects.get().body)[1]
    own.post("/reminders/", CHOICE | {"email": "newer@example.org"})
    assert client.post(old).status_code == 409
    newer = re.search(r"(/reminders/confirm/\S+)", QueuedMail.objects.get(to="newer@example.org").body)[1]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        assert client.post(newer).status_code == 409
    assert stored().email_confirmed_at is None


def test_strangers_are_asked_three_times_a_day_at_most(own):
    for number in range(6):
        own.post("/reminders/", CHOICE | {"email": f"stranger{number}@example.org"})
    assert QueuedMail.objects.count() == 3


# --- ending the mails


@pytest.fixture
def stop_link(patient, own):
    own.post("/reminders/", CHOICE | {"news": "on"})
    return f"/reminders/stop/{signing.dumps(str(patient.pk), salt=STOP)}/"


def test_looking_at_the_link_ends_nothing_and_its_button_does(client, stop_link):
    client.logout()
    text = client.get(stop_link).text
    assert ("End the mails" in text, stored().by_mail) == (True, True)
    answer = client.post(stop_link)
    assert (answer.status_code, "Done. No more mails will come." in answer.text) == (200, True)
    assert (stored().by_mail, stored().news) == (False, False)


def test_it_works_without_cookie_and_token(patient, stop_link):
    answer = Client(enforce_csrf_checks=True).post(stop_link, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, stored().by_mail) == (200, False)


@pytest.mark.parametrize("token", ["x", "a:b:c", "é", "%00", "A" * 3000])
def test_a_made_up_link_is_a_kind_refusal(client, stop_link, token):
    for page_name in ("stop", "confirm"):
        assert client.post(f"/reminders/{page_name}/{token}/").status_code in (400, 404, 409)
    assert stored().by_mail is True


def test_a_link_of_one_kind_is_none_of_the_other(client, stop_link, patient):
    swapped = signing.dumps(str(patient.pk), salt=CONFIRM)
    assert client.post(f"/reminders/stop/{swapped}/").status_code == 409
    token = stop_link.split("/")[3]
    assert client.post(f"/reminders/confirm/{token}/").status_code == 409


def test_a_link_for_nobody_changes_nothing(client, stop_link):
    token = signing.dumps(factories.NOBODY, salt=STOP)
    assert client.post(f"/reminders/stop/{token}/").status_code == 200
    assert stored().by_mail is True
