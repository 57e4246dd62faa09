"""Strict by default: what every answer tells the browser, and how little an error page tells anybody.

Cookies, HSTS and hashed static files exist in production only: tests/infra/test_production.py.
"""

import json
import re

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from exercises.figures.shelf import figure_url, shelf
from tests import factories
from tests.test_every_url import address_of, patterns

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "worker-src 'self'"
)
UNUSED = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()"
)
EVERYWHERE = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": UNUSED,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SECRETIVE = {"Server", "X-Powered-By", "X-Request-Id", "X-Runtime"}
BY_PATTERN = {"account_confirm_email": {"key": "a-key"}, "account_reset_password_from_key": {"uidb36": "1", "key": "a"}}
BY_PATTERN |= {"mfa_remove_webauthn": {"pk": 1}, "mfa_edit_webauthn": {"pk": 1}}
ADDRESSES = sorted(
    reverse(pattern.name, kwargs=BY_PATTERN[pattern.name]) if pattern.name in BY_PATTERN else address_of(pattern, route)
    for pattern, route in patterns()
)


def told(answer):
    return {name: answer.headers.get(name) for name in EVERYWHERE}


@pytest.fixture
def answers(request):
    """`answers(person)` asks every address of the site map as that person."""

    def ask(person):
        client = request.getfixturevalue("client")
        if person:
            client.force_login(request.getfixturevalue(person), backend=settings.AUTHENTICATION_BACKENDS[0])
        return {address: client.get(address) for address in ADDRESSES}

    return ask


@pytest.mark.parametrize("person", [None, "clinician", "admin", "patient_user"])
def test_every_address_tells_the_browser_to_be_strict(answers, person):
    found = answers(person)
    assert len(found) > 60
    assert {address: told(answer) for address, answer in found.items()} == dict.fromkeys(found, EVERYWHERE)
    assert [address for address, answer in found.items() if SECRETIVE & set(answer.headers)] == []


@pytest.mark.parametrize("person", ["clinician", "admin", "patient_user"])
def test_what_a_signed_in_person_sees_is_kept_nowhere(answers, person):
    found = answers(person)
    for name in ("schema", "fhir_metadata", "fhir_dose"):  # the same document for everybody
        del found[reverse(name)]
    assert {address: answer.headers.get("Cache-Control") for address, answer in found.items()} == dict.fromkeys(
        found, "private, no-store"
    )


def test_what_a_token_reads_is_kept_nowhere(api, clinician):
    client = api(clinician)
    open_to_all = {reverse("fhir_metadata"), reverse("fhir_dose")}
    programs = [each for each in ADDRESSES if each.startswith(("/api/v1/", "/fhir/"))]
    found = {address: client.get(address) for address in programs if address not in open_to_all}
    assert len(found) > 35
    assert {address: answer.headers.get("Cache-Control") for address, answer in found.items()} == dict.fromkeys(
        found, "private, no-store"
    )


@pytest.mark.usefixtures("library")
def test_a_plan_is_kept_nowhere_and_still_answers_304(api, clinician, episode):
    factories.make_assessment(episode, by=clinician)
    client = api(clinician)
    made = client.post("/api/v1/plans/", {"episode": str(episode.pk)}, format="json")
    first = client.get(f"/api/v1/plans/{made.data['id']}/")
    again = client.get(f"/api/v1/plans/{made.data['id']}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert [answer.headers["Cache-Control"] for answer in (made, first, again)] == ["private, no-store"] * 3


def test_a_figure_is_public_for_caches_and_for_other_sites(client, clinician):
    client.force_login(clinician, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.get(figure_url(next(iter(shelf()))))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    alone = "default-src 'none'; style-src 'unsafe-inline'"  # its own rule for reduced motion, in a file without script
    changed = {"Content-Security-Policy": alone, "Cross-Origin-Resource-Policy": "cross-origin"}
    assert (answer.status_code, told(answer)) == (200, EVERYWHERE | changed)


def without(*names):
    return override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if name.rsplit(".", 1)[1] not in names])


def test_these_tests_see_a_guard_that_is_gone(browser_of, clinician):
    with without("KeepPrivate", "KeepWithinBounds", "ContentSecurityPolicyMiddleware"):
        answer = browser_of(clinician).get("/patients/")
    missing = sorted(name for name, value in told(answer).items() if value is None)
    assert missing == ["Content-Security-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"]
    assert answer.headers.get("Cache-Control") is None


def test_messages_wait_in_the_session_not_in_a_readable_cookie(browser_of, clinician, patient):
    client = browser_of(clinician)
    factories.make_token(clinician)
    client.post(reverse("token_revoke", args=[clinician.api_tokens.get().pk]))
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert "is revoked" in client.get("/tokens/").content.decode()


# --- error pages ------------------------------------------------------------------------------------------------

CANARY = "zebrafish"
INSIDE = re.compile(
    r"Traceback|Exception|\w+Error\b|django|psycopg|gunicorn|SELECT |\.py\b"
    r"|/(?:work|app|root|home|tmp|usr)/|\b\d+\.\d+\.\d+\b",
    re.IGNORECASE,
)


def says(answer):
    """What an error answer gives away: the canary, a word from inside; links to our static files aside."""
    text = re.sub(r'(href|src)="/static/[^"]*"', "", answer.content.decode())
    return sorted({CANARY} & {CANARY if CANARY in text.lower() else ""}) + INSIDE.findall(text)


@pytest.fixture
def broken(monkeypatch):
    """A page and a call that meet a bug whose message quotes somebody's data."""

    def fail(*args, **kwargs):
        raise RuntimeError(f"could not read the row of {CANARY} in /srv/app/models.py")

    monkeypatch.setattr("accounts.views.tokens.TokenForm", fail)
    monkeypatch.setattr("patients.api.ClinicList.get", fail)


ERRORS = [
    ("page 400", "get", f"/patients/?q={CANARY}%00", 400),
    ("page 403", "get", f"/patients/new/?{CANARY}", 403),
    ("page 404", "get", f"/{CANARY}/", 404),
    ("page 405", "get", f"/tokens/6f1b3c1e-0000-4000-8000-000000000000/revoke/?{CANARY}", 405),
    ("page 500", "get", f"/tokens/?{CANARY}", 500),
    ("call 400", "get", "/api/v1/plans/?page=x", 400),
    ("call 404", "get", f"/api/v1/exercises/{CANARY}/", 404),
    ("no such call", "get", f"/api/v1/{CANARY}/", 404),
    ("call 405", "put", f"/api/v1/clinics/?{CANARY}", 405),
    ("call 500", "get", f"/api/v1/clinics/?{CANARY}", 500),
]


@pytest.mark.parametrize(("name", "method", "address", "status"), ERRORS, ids=[name for name, *_ in ERRORS])
def test_error_answers_say_nothing(client, patient_user, broken, name, method, address, status):
    client.force_login(patient_user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.raise_request_exception = False
    answer = getattr(client, method)(address)
    assert (answer.status_code, says(answer)) == (status, [])
    assert told(answer) == EVERYWHERE
    if address.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(json.loads(answer.content)) <= {"type", "title", "status", "detail", "errors", "findings"}


def test_a_refused_form_token_says_nothing(patient_user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/accounts/login/?{CANARY}", {"login": CANARY})
    assert (answer.status_code, says(answer)) == (403, [])


def test_a_wrong_host_is_told_nothing(client):
    answer = client.get(f"/?{CANARY}", headers={"host": f"{CANARY}.example"})
    assert (answer.status_code, says(answer)) == (400, [])


@pytest.mark.parametrize("address", ["/accounts/login/", "/api/v1/plans/"])
def test_a_large_body_is_told_nothing(browser_of, clinician, address):
    answer = browser_of(clinician).post(address, {"login": CANARY * 400_000})
    assert (answer.status_code in (400, 413, 415), says(answer)) == (True, [])


def test_these_tests_see_a_talkative_page(client, patient_user, broken):
    client.force_login(patient_user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.raise_request_exception = False
    with override_settings(DEBUG=True):
        answer = client.get(f"/tokens/?{CANARY}")
    assert says(answer)[0] == CANARY
    assert len(says(answer)) > 3
