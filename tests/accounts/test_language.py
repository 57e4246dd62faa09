"""The language of pages: what a person chose, else their record's, else their clinic's; and the switch itself."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.auth import load_backend
from django.test import Client

from accounts.members import invite_member
from accounts.models import QueuedMail, User
from patients.languages import language_of
from patients.models import Helper
from tests import factories

pytestmark = pytest.mark.django_db
SWITCH = "/language/"


def language(answer):
    """What the page says it is written in."""
    return re.search(r'<html lang="([^"]*)"', answer.content.decode()).group(1)


def switch(client, to, **more):
    return client.post(SWITCH, {"language": to}, **more)


def test_a_patient_reads_the_language_of_the_record(browser_of, patient):
    assert language(browser_of(patient.user).get("/today/")) == "en"
    patient.language = "ru"
    patient.save()
    assert language(browser_of(patient.user).get("/today/")) == "ru"


def test_a_clinician_reads_the_language_of_the_clinic(browser_of, clinic, clinician):
    assert language(browser_of(clinician).get("/patients/")) == "en"
    clinic.language = "ru"
    clinic.save()
    assert language(browser_of(clinician).get("/patients/")) == "ru"


def test_a_clinician_who_is_a_patient_reads_the_language_of_the_record(browser_of, clinic, clinician):
    factories.make_patient(clinic, responsible=clinician, user=clinician, language="ru")
    assert language(browser_of(clinician).get("/patients/")) == "ru"


def test_the_record_in_use_counts_not_the_archived_one(clinic, clinician, patient_user):
    factories.make_patient(clinic, responsible=clinician, user=patient_user, language="ru")
    factories.make_patient(
        clinic, responsible=clinician, user=patient_user, language="en", archived_at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    assert language_of(patient_user) == "ru"


def test_a_helper_reads_the_language_of_whom_they_help(patient, clinician):
    helper = factories.make_user(name="Nina")
    now = datetime(2026, 1, 2, tzinfo=UTC)
    Helper.objects.create(patient=patient, user=helper, name="Nina", added_by=clinician, added_at=now)
    patient.language = "ru"
    patient.save()
    assert language_of(helper) == "ru"
    Helper.objects.update(ended_at=now, ended_by=clinician)
    assert language_of(User.objects.get(pk=helper.pk)) == "en"


def test_somebody_without_record_and_clinic_reads_english(browser_of, patient_user):
    assert language(browser_of(patient_user).get("/today/")) == "en"


def test_what_a_person_chose_comes_first(browser_of, patient):
    client = browser_of(patient.user)
    answer = switch(client, "ru", headers={"Referer": "http://testserver/today/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://testserver/today/")
    assert User.objects.get(pk=patient.user_id).language == "ru"
    assert language(client.get("/today/")) == "ru"
    switch(client, "en")
    patient.language = "ru"
    patient.save()
    assert language(client.get("/today/")) == "en"


def test_the_browsers_wish_does_not_overrule_the_record(browser_of, patient):
    answer = browser_of(patient.user).get("/today/", headers={"Accept-Language": "ru"})
    assert (language(answer), answer.headers["Content-Language"]) == ("en", "en")


def test_the_language_comes_with_the_person_and_costs_no_query(patient, django_assert_num_queries):
    with django_assert_num_queries(1):
        user = settings_backend().get_user(patient.user_id)
        assert language_of(user) == "en"


def settings_backend():
    (path,) = settings.AUTHENTICATION_BACKENDS
    return load_backend(path)


def test_a_person_who_was_locked_out_is_not_read(patient):
    User.objects.filter(pk=patient.user_id).update(is_active=False)
    assert settings_backend().get_user(patient.user_id) is None
    assert settings_backend().get_user(factories.NOBODY) is None


def test_one_person_does_not_leave_their_language_to_the_next(browser_of, patient, colleague):
    patient.language = "ru"
    patient.save()
    assert language(browser_of(patient.user).get("/today/")) == "ru"
    assert language(browser_of(colleague).get("/patients/")) == "en"
    assert language(Client().get("/accounts/login/")) == "en"


# --- visitors --------------------------------------------------------------------------------------------------


def test_the_door_speaks_the_language_the_browser_asks_for(client):
    assert language(client.get("/accounts/login/", headers={"Accept-Language": "ru-RU,ru;q=0.9"})) == "ru"
    assert language(client.get("/accounts/login/", headers={"Accept-Language": "de"})) == "en"


def test_a_visitor_may_choose_and_the_browser_remembers(client):
    switch(client, "ru")
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("ru", True, "Lax")
    assert language(client.get("/accounts/login/")) == "ru"


def test_the_switch_stands_on_every_page_and_says_which_is_on(client, browser_of, clinician, patient_user):
    pages = [Client().get("/accounts/login/"), browser_of(clinician).get("/patients/")]
    pages.append(browser_of(patient_user).get("/today/"))
    for page in pages:
        buttons = re.findall(
            r'<button [^>]*name="language" value="(\w+)" lang="(\w+)"([^>]*)>(\w+)<', page.content.decode()
        )
        assert buttons == [("en", "en", ' aria-current="true"', "English"), ("ru", "ru", "", "Русский")]


@pytest.mark.parametrize("wrong", ["", "de", "ru ", "RU", "\x00", "../ru", "e" * 5000])
def test_a_language_that_does_not_exist_is_refused(client, wrong):
    answer = switch(client, wrong)
    assert (answer.status_code, answer.content.decode()) == (400, "There is no such language.")
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_a_wrong_language_in_the_cookie_is_ignored(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert language(client.get("/accounts/login/")) == "en"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"]
)
def test_the_way_back_never_leads_elsewhere(client, elsewhere):
    answer = switch(client, "ru", headers={"Referer": elsewhere})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_switch_wants_its_form_token(patient_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(patient_user)
    assert switch(strict, "ru").status_code == 403
    assert User.objects.get(pk=patient_user.pk).language == ""


def test_asking_for_the_switch_changes_nothing(browser_of, patient_user):
    assert browser_of(patient_user).get(SWITCH, {"language": "ru"}).status_code == 405
    assert User.objects.get(pk=patient_user.pk).language == ""


# --- the API ---------------------------------------------------------------------------------------------------

CATALOGUE = "/api/v1/exercises/lumbar-pelvic-raise/"


def test_the_api_speaks_english_unless_it_is_asked_otherwise(api, library, clinic, clinician):
    clinic.language = "ru"
    clinic.save()
    assert api(clinician).get(CATALOGUE).json()["title"] == "Pelvic raise"
    russian = api(clinician).get(CATALOGUE, headers={"Accept-Language": "ru"})
    assert (russian.json()["title"], russian.headers["Content-Language"]) == ("Подъём таза", "ru")
    assert russian.json()["steps"][0] == "Лягте на спину: колени согнуты, стопы на полу, руки вдоль тела."
    assert "Accept-Language" in russian.headers["Vary"]


def test_a_set_and_its_advice_are_told_in_the_language_asked_for(api, library, clinician):
    sets = api(clinician).get("/api/v1/exercise-sets/classical-lumbar/", headers={"Accept-Language": "ru"}).json()
    assert (sets["title"], sets["precondition"]) == (
        "Комплекс для поясницы",
        "боли и воспаления нет; первые занятия под наблюдением",
    )
    advice = api(clinician).get(CATALOGUE, headers={"Accept-Language": "ru"}).json()["advice"]
    assert advice[0]["title"] == "Сначала — к врачу"


def test_an_exercise_is_found_by_its_russian_name(browser_of, library, clinician):
    page = browser_of(clinician).get("/exercises/", {"q": "подъём таза"}).content.decode()
    assert re.findall(r'stretched-link" href="/exercises/([\w-]+)/"', page)[:1] == ["lumbar-pelvic-raise"]


# --- mail ------------------------------------------------------------------------------------------------------


def written_in_russian(mail):
    words = re.findall(r"[А-Яа-яё]{2,}", mail.body)
    return len(words) > 10 and bool(re.search(r"[А-Яа-я]", mail.subject))


@pytest.mark.parametrize(("reads", "asks_in", "russian"), [("ru", "en", True), ("en", "ru", False)])
def test_mail_about_signing_in_is_in_the_language_of_whom_it_goes_to(
    client, clinic, clinician, mailoutbox, reads, asks_in, russian
):
    clinic.language = reads
    clinic.save()
    page = client.post(
        "/accounts/password/reset/", {"email": clinician.email}, headers={"Accept-Language": asks_in}, follow=True
    )
    assert (len(mailoutbox), written_in_russian(mailoutbox[0])) == (1, russian)
    assert language(page) == asks_in


def test_an_invitation_is_in_the_language_of_the_clinic(browser_of, clinic, admin):
    clinic.language = "ru"
    clinic.save()
    browser = browser_of(admin)
    switch(browser, "en")
    facts = {"email": "new@example.org", "name": "Ольга", "roles": ["clinician"]}
    invite_member(by=admin, clinic=clinic, link_of=lambda secret: f"https://x/{secret}", now=datetime.now(UTC), **facts)
    assert QueuedMail.objects.get().subject == f"Приглашение от клиники «{clinic.name}»"
