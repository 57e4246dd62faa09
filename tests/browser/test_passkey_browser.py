"""A passkey is added and signs in; Chromium plays the device."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.parametrize("who", ["patient", "clinician"])
def test_a_passkey_is_added_and_signs_in(page_of, clinic, clinician, patient_user, patient, who):
    page = page_of(patient_user if who == "patient" else clinician)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this device").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(re.compile("/accounts/2fa/(?!webauthn/add)"))
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/today/$" if who == "patient" else "/patients/$"), timeout=20_000)


def test_a_person_without_an_address_can_have_a_passkey(page_of, clinic, clinician):
    user = factories.make_user(name="Vera Lindqvist")
    type(user).objects.filter(pk=user.pk).update(email=None)
    user.refresh_from_db()
    factories.make_patient(clinic, responsible=clinician, user=user)
    page = page_of(user)
    page.goto("/accounts/2fa/webauthn/add/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey")
