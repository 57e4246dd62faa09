"""Signing in by a code from a mail, the same for everybody who asks; second factors are kept sealed."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from accounts.adapter import SealedSecrets
from tests import factories

ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


def ask(client, email):
    answer = client.post(ASK, {"email": email})
    page = client.get(answer.headers["Location"]).content.decode()
    return answer.status_code, answer.headers["Location"], re.sub(r'value="\w{64}"', "", page).replace(email, "")


def code_from_mail():
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[-1].body, re.MULTILINE)[1]


def test_the_code_signs_a_patient_in_for_ninety_days(client, patient):
    ask(client, patient.user.email)
    answer = client.post(CONFIRM, {"code": code_from_mail()})
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(patient.user.pk))
    assert timedelta(days=90) - timedelta(seconds=client.session.get_expiry_age()) < timedelta(minutes=1)


def test_a_clinicians_session_ends_with_the_day(client, clinician):
    ask(client, clinician.email)
    client.post(CONFIRM, {"code": code_from_mail()})
    assert client.session.get_expiry_age() == timedelta(hours=12).total_seconds()


def test_a_wrong_code_signs_nobody_in(client, patient):
    ask(client, patient.user.email)
    assert client.post(CONFIRM, {"code": "AAA-AAA"}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_who_has_no_account_reads_the_same(client, patient):
    known = ask(client, patient.user.email)
    client.cookies.clear()
    assert ask(client, "nobody@example.org") == known


def test_secrets_of_authenticator_apps_are_sealed(patient_user):
    TOTP.activate(patient_user, "JBSWY3DPEHPK3PXP")
    stored = str(Authenticator.objects.get().data)
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert SealedSecrets().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_the_app_is_asked_after_the_password(client, clinic):
    user = factories.make_clinician(clinic, email="anna@example.org", password=factories.PASSWORD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    answer = client.post("/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/patients/").headers["Location"].startswith("/accounts/login/")
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    counter = next(iter(yield_hotp_counters_from_time()))
    shown = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))
    client.post("/accounts/2fa/authenticate/", {"code": shown})
    assert client.get("/patients/").status_code == 200


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/", "webauthn/add/"])
def test_the_pages_of_how_one_signs_in_open(browser_of, patient_user, page):
    answer = browser_of(patient_user).get(f"/accounts/2fa/{page}", follow=True)
    assert answer.status_code == 200
    assert 'src="data:' not in answer.content.decode()


def test_the_qr_code_of_the_app_is_in_the_page(browser_of, patient_user):
    assert 'class="pl-qr"' in browser_of(patient_user).get("/accounts/2fa/totp/activate/").content.decode()
