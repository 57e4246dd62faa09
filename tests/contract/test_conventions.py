"""Conventions: what holds for every call. Walked from the document, so that no call is forgotten."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ApiToken, Scope
from tests import factories
from tests.world import calls, document

CALLS = calls()
BODIES = [call for call in CALLS if call.takes_body or call.name == "plan_revise"]
LISTS = [call for call in CALLS if any(each["name"] == "page_size" for each in call.operation.get("parameters", []))]
WITH_ID = [call for call in CALLS if "{id}" in call.path]


def name_of(call):
    return call.name


every_call = pytest.mark.parametrize("call", CALLS, ids=name_of)


def good(answer):
    return answer.status_code in (200, 201, 204)


def test_the_walk_meets_every_call():
    assert (len(CALLS), len(BODIES), len(LISTS), len(WITH_ID)) == (39, 17, 10, 26)


# --- JSON, names, identifiers, people, dates


def test_names_are_snake_case():
    shapes = document()["components"]["schemas"].values()
    names = {name for shape in shapes for name in shape.get("properties", {})}
    assert [name for name in names if not re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []


@every_call
def test_every_call_succeeds_for_the_clinician_and_answers_in_json(send, world, call):
    answer = send(world.clinician, call, world)
    assert good(answer), answer.content
    if answer.status_code != 204:
        assert answer.headers["Content-Type"] == "application/json"


def test_people_read_as_id_and_name_and_are_written_by_id(api, world, colleague):
    caller = api(world.clinician)
    sent = {"stage": "recovery", "assessed_by": str(colleague.pk)}
    assessed = caller.post(f"/api/v1/episodes/{world.episode.pk}/assessments/", sent).json()
    record = caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"responsible": str(colleague.pk)}).json()
    issued = caller.get(f"/api/v1/plans/{world.issued.pk}/").json()
    done = caller.get(f"/api/v1/plans/{world.issued.pk}/completions/").json()["results"][0]
    bell = {"id": str(colleague.pk), "name": "Idris Bell"}
    anna = {"id": str(world.clinician.pk), "name": "Anna Marlow"}
    assert (assessed["assessed_by"], record["responsible"]) == (bell, bell)
    assert (issued["issued_by"], done["recorded_by"]) == (anna, anna)


def values_of(found):
    if isinstance(found, dict):
        for name, value in found.items():
            yield name, value
            yield from values_of(value)
    elif isinstance(found, list):
        for value in found:
            yield from values_of(value)


@every_call
def test_dates_are_calendar_dates_and_instants_are_utc_with_z(send, world, call):
    answer = send(world.clinician, call, world)
    facts = list(values_of(answer.json())) if answer.content else []
    instants = {value for name, value in facts if name.endswith("_at") and value}
    days = {value for name, value in facts if (name.endswith("_on") or name in ("date", "birth_date")) and value}
    assert [each for each in instants if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", each)] == []
    assert [each for each in days if not re.fullmatch(r"\d{4}-\d\d-\d\d", each)] == []


# --- who is calling


@every_call
def test_without_a_token_or_with_one_that_does_not_count_it_is_401_with_bearer(client, world, call):
    now = timezone.now()
    expired, revoked = factories.make_token(world.clinician), factories.make_token(world.clinician, name="gone")
    ApiToken.objects.with_secret(expired).update(created_at=now - timedelta(days=2), expires_at=now)
    ApiToken.objects.with_secret(revoked).update(revoked_at=now)
    for header in ({}, *({"Authorization": f"Bearer {secret}"} for secret in ("unknown", expired, revoked))):
        answer = getattr(client, call.method)(world.address(call), headers=header)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_browser_session_works_and_a_write_needs_its_csrf_token(world):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.clinician)
    path = f"/api/v1/plans/{world.issued.pk}/"
    assert browser.get(path).status_code == 200
    sent = {"data": {"reason": "Wait."}, "content_type": "application/json"}
    refused = browser.post(f"{path}hold/", **sent)
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json")
    browser.get("/tokens/")
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    assert browser.post(f"{path}hold/", headers=headers, **sent).status_code == 200


def test_names_of_tokens_need_not_be_unique(client, clinician):
    for secret in [factories.make_token(clinician, name="EHR") for _two in "12"]:
        assert client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def scope_of(call):
    reading = not call.writes
    if "/exercise" in call.path:
        return Scope.CATALOGUE_READ
    if "completions" in call.path or "check-ins" in call.path:
        return Scope.PLANS_READ if reading else Scope.LOG_WRITE
    if any(part in call.path for part in ("/plans/", "/me/", "suggestion", "/alerts/")):
        return Scope.PLANS_READ if reading else Scope.PLANS_WRITE
    return Scope.PATIENTS_READ if reading else Scope.PATIENTS_WRITE


@every_call
def test_a_missing_scope_is_403_and_the_right_one_alone_is_enough(send, world, call):
    others = [scope for scope in Scope.values if scope != scope_of(call)]
    refused = send(world.clinician, call, world, scopes=others)
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json")
    assert good(send(world.clinician, call, world, scopes=[scope_of(call)]))


# --- someone else's


@pytest.mark.parametrize("call", WITH_ID, ids=name_of)
def test_someone_elses_object_and_none_answer_with_the_same_bytes(send, world, call):
    foreign = send(world.stranger, call, world)
    nowhere = re.sub("[0-9a-f]{8}-[0-9a-f-]{27}", lambda _id: str(uuid.uuid4()), world.address(call))
    absent = send(world.stranger, call, world, address=nowhere)
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert (foreign.content, foreign.headers) == (absent.content, absent.headers)
    assert good(send(world.clinician, call, world))


# --- bodies and pages


@pytest.mark.parametrize("call", BODIES, ids=name_of)
def test_an_unknown_field_is_400_and_named(send, world, call):
    refused = send(world.clinician, call, world, body=world.body(call) | {"colour": "blue"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["colour"])


@pytest.mark.parametrize("call", LISTS, ids=name_of)
def test_lists_come_in_pages_of_one_to_two_hundred(api, world, call):
    caller, path = api(world.clinician), world.address(call)
    page = caller.get(path).json()
    assert list(page) == ["count", "next", "previous", "results"]
    assert len(page["results"]) == min(page["count"], 50)
    assert [caller.get(path, {"page_size": size}).status_code for size in (1, 200)] == [200, 200]
    assert len(caller.get(path, {"page_size": 1}).json()["results"]) == min(page["count"], 1)
    for size in ("0", "201", "abc", "-1", ""):
        refused = caller.get(path, {"page_size": size})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["page_size"])


def test_next_and_previous_lead_through_the_pages(api, clinician, library):
    caller = api(clinician)
    first = caller.get("/api/v1/exercises/", {"page_size": 100}).json()
    second = caller.get(first["next"]).json()
    assert (first["previous"], caller.get(second["previous"]).json()) == (None, first)


# --- limits


def test_sign_in_and_token_limits_are_separate(api, client, clinician):
    from allauth.account.app_settings import RATE_LIMITS

    attempts = int(RATE_LIMITS["login_failed"].split("/")[0])
    sent = {"login": clinician.email, "password": "wrong"}
    for _attempt in range(attempts + 1):
        page = client.post("/accounts/login/", sent)
    assert "Too many" in page.content.decode()
    assert api(clinician).get("/api/v1/me/").status_code == 200
