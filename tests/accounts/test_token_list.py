"""/tokens/: make, see and revoke one's own keys."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/tokens/"


def make(browser, **changes):
    return browser.post(PATH, {"name": "Record system", "scopes": ["plans:read"], "days": "90"} | changes)


def secret_in(answer):
    return answer.context["secret"]


def call_with(secret):
    return APIClient().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_shown_once_and_works(browser_of, clinician):
    browser = browser_of(clinician)
    answer = make(browser)
    secret = secret_in(answer)
    assert (answer.status_code, secret.startswith("pl_")) == (200, True)
    assert secret in answer.content.decode()
    assert secret not in browser.get(PATH).content.decode()
    assert call_with(secret) == 200


def test_only_its_digest_is_stored(browser_of, clinician):
    secret = secret_in(make(browser_of(clinician)))
    row = ApiToken.objects.values().get()
    assert row["digest"] == ApiToken.digest_of(secret)
    assert [name for name, value in row.items() if secret in str(value)] == []


def test_it_has_the_name_scopes_and_life_that_were_asked_for(browser_of, clinician):
    make(browser_of(clinician), scopes=["plans:read", "catalogue:read"])
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scopes) == (clinician, "Record system", ["plans:read", "catalogue:read"])
    assert token.expires_at - token.created_at == timedelta(days=90)


def test_a_revoked_token_opens_nothing_and_stays_in_the_list(browser_of, clinician):
    browser = browser_of(clinician)
    secret = secret_in(make(browser))
    token = ApiToken.objects.get()
    answer = browser.post(f"{PATH}{token.pk}/revoke/", follow=True)
    assert "Revoked on" in answer.content.decode()
    assert call_with(secret) == 401


def test_an_expired_token_opens_nothing(clinician):
    secret = factories.make_token(clinician)
    assert call_with(secret) == 200
    then = timezone.now() - timedelta(days=2)
    ApiToken.objects.update(created_at=then, expires_at=then + timedelta(days=1))
    assert call_with(secret) == 401


def test_the_token_of_someone_who_left_opens_nothing(clinician):
    secret = factories.make_token(clinician)
    clinician.is_active = False
    clinician.save()
    assert call_with(secret) == 401


def test_nobody_sees_or_revokes_anothers_token(browser_of, clinician, colleague):
    factories.make_token(colleague, name="Of Idris")
    token = ApiToken.objects.get()
    browser = browser_of(clinician)
    assert "Of Idris" not in browser.get(PATH).content.decode()
    assert browser.post(f"{PATH}{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_when_it_was_last_used_is_shown(browser_of, api, clinician):
    api(clinician).get("/api/v1/me/")
    assert "last used on" in browser_of(clinician).get(PATH).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"days": "0"}, "days"),
        ({"days": "soon"}, "days"),
    ],
)
def test_wrong_input_names_the_field_and_makes_nothing(browser_of, clinician, change, field):
    answer = make(browser_of(clinician), **change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert ApiToken.objects.count() == 0


def test_revoking_needs_a_post(browser_of, clinician):
    factories.make_token(clinician)
    assert browser_of(clinician).get(f"{PATH}{ApiToken.objects.get().pk}/revoke/").status_code == 405


def test_an_anonymous_visitor_is_sent_to_sign_in(client):
    assert client.get(PATH).headers["Location"].startswith("/accounts/login/")
