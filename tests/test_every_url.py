"""The site map walked from the resolver: who is turned away, and which page names its role."""

import uuid
from datetime import date

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import StringConverter
from django.utils import timezone

from accounts.jobs import LONGEST_SILENCE, ran

# Reached without signing in. Everything else sends an anonymous visitor to the door (pages) or answers 401 (API).
PUBLIC = {
    "healthz",
    "readyz",
    "jobsz",
    "schema",
    "api_docs",
    "way_link",
    "way_code",
    "worker",
    "fhir_metadata",
    "fhir_dose",
    "mail_stop",
    "mail_confirm",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
# Public, and only to be sent to.
POSTED = {"language_choose"}
# Public files and links: an unknown name is 404, never the door.
FILES = {"invitation", "figure", "figure_moving", "calendar_feed"}
SAMPLES = {"pk": uuid.uuid4(), "item": uuid.uuid4(), "date": "2026-11-23", "key": "a-key", "occurrence": 1}
SAMPLES |= {"month": date(2026, 11, 1)}


def patterns(resolver=None, prefix=""):
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield each, route
        else:
            yield from patterns(each, route)


def address_of(pattern, route):
    converters = pattern.pattern.converters
    samples = {name: SAMPLES.get(name, uuid.uuid4()) for name in converters}
    if "date" in samples and not isinstance(converters["date"], StringConverter):
        samples["date"] = date.fromisoformat(samples["date"])
    return reverse(pattern.name, kwargs=samples)


ALL = [
    (pattern, route)
    for pattern, route in patterns()
    if pattern.name and not pattern.name.startswith(("account_", "mfa_", "socialaccount"))
]
IDS = [pattern.name for pattern, _route in ALL]


def test_there_are_as_many_urls_as_we_think():
    assert len(ALL) > 30


@pytest.mark.parametrize(("pattern", "route"), ALL, ids=IDS)
@pytest.mark.django_db
def test_an_anonymous_visitor_is_turned_away(client, pattern, route):
    for job in LONGEST_SILENCE:
        ran(job, now=timezone.now())
    answer = client.get(address_of(pattern, route))
    if pattern.name in PUBLIC:
        assert answer.status_code == 200
    elif pattern.name in POSTED:
        assert answer.status_code == 405
    elif pattern.name in FILES:
        assert answer.status_code == 404
    elif route.startswith(("api/", "fhir/")):
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("pattern", "route"), ALL, ids=IDS)
def test_every_page_names_a_role_and_every_call_a_scope(pattern, route):
    view = pattern.callback
    if route.startswith("fhir/R4/") and pattern.name not in PUBLIC:
        assert view.initkwargs["kind"].scope.endswith(":read")
        assert not {"post", "patch", "put", "delete"} & set(dir(view.cls))
    elif route.startswith("api/v1/"):
        methods = {name.upper() for name in ("get", "post", "patch", "put", "delete") if hasattr(view.cls, name)}
        assert set(view.cls.scope_for) == methods
    elif pattern.name not in PUBLIC | POSTED | FILES:
        assert view.role in {"admin", "clinician", "member", "patient", "signed in"}
