"""Errors are problem documents (RFC 9457): every status the contract names, and nothing in them about the request."""

import pytest

from accounts.models import CallCount, RepeatableWrite


@pytest.fixture
def plan(world):
    return f"/api/v1/plans/{world.issued.pk}/"


@pytest.fixture
def draft(world):
    return f"/api/v1/plans/{world.draft.pk}/"


def known_to_be_too_many(caller, world):
    caller.get("/api/v1/me/")
    CallCount.objects.update(calls=600)
    return caller.get("/api/v1/me/")


PROBLEMS = {
    400: lambda caller, world: caller.post("/api/v1/plans/", {}),
    403: lambda caller, world: caller.get("/api/v1/exercises/"),
    404: lambda caller, world: caller.get(f"/api/v1/plans/{world.episode.pk}/"),
    405: lambda caller, world: caller.put("/api/v1/plans/", {}),
    409: lambda caller, world: caller.patch(f"/api/v1/plans/{world.issued.pk}/", {}),
    412: lambda caller, world: caller.delete(f"/api/v1/plans/{world.draft.pk}/", headers={"If-Match": '"old"'}),
    413: lambda caller, world: caller.post("/api/v1/plans/", {"note": "n" * 3_000_000}),
    415: lambda caller, world: caller.post("/api/v1/plans/", "a", content_type="text/plain"),
    428: lambda caller, world: caller.patch(f"/api/v1/plans/{world.draft.pk}/", {}),
    429: known_to_be_too_many,
}


@pytest.mark.parametrize("status", PROBLEMS)
def test_a_problem_says_type_title_status_and_detail_and_no_more_than_its_kind_allows(api, world, status):
    caller = api(world.clinician, "plans:read", "plans:write")
    answer = PROBLEMS[status](caller, world)
    body = answer.json()
    more = {400: ["errors"], 409: ["findings"]}.get(status, [])
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert list(body) == ["type", "title", "status", "detail", *more]
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert body["title"]
    assert body["detail"]
    assert "/api/" not in answer.content.decode()


def test_errors_name_each_field_with_a_list_of_messages(api, world):
    item = {"exercise": "cervical-resisted-rotation", "dose": {"sets": 11, "weekdays": [1, 9]}}
    sent = {"episode": str(world.episode.pk), "note": 5, "items": [item]}
    errors = api(world.clinician).post("/api/v1/plans/", sent).json()["errors"]
    assert set(errors) == {"note", "items.0.dose.sets", "items.0.dose.weekdays.1"}
    assert all(isinstance(message, str) for messages in errors.values() for message in messages)


def test_a_rule_that_refuses_with_403_gives_its_finding(api, world, plan):
    refused = api(world.patient_user).post(f"{plan}hold/", {"reason": "x"})
    keys = ["rule", "level", "item", "exercise", "message", "patient_message", "urgency", "clears_by"]
    assert [list(finding) for finding in refused.json()["findings"]] == [keys]
    assert [finding["rule"] for finding in refused.json()["findings"]] == ["S-02"]


def test_only_json_is_read_whatever_the_body_is_called(api, world):
    caller = api(world.clinician)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"):
        answer = caller.post("/api/v1/plans/", "a=b", content_type=kind)
        assert (answer.status_code, answer.headers["Content-Type"]) == (415, "application/problem+json")


def test_json_is_the_answer_whatever_a_client_accepts(api, world, plan):
    for accepted in ("text/html", "application/xml", "image/png", "*/*", "nonsense"):
        answer = api(world.clinician).get(plan, headers={"Accept": accepted})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


# --- writes that may be repeated


def test_an_idempotency_key_makes_a_new_plan_repeatable(api, world):
    caller, body = api(world.clinician), {"episode": str(world.episode.pk)}
    key = {"Idempotency-Key": "visit-17"}
    first, again = (caller.post("/api/v1/plans/", body, headers=key) for _time in range(2))
    other = caller.post("/api/v1/plans/", body | {"note": "Other"}, headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert (first.json(), first.headers["ETag"]) == (again.json(), again.headers["ETag"])


def test_an_idempotency_key_belongs_to_its_person_and_to_its_call(api, world, colleague, draft):
    key, body = {"Idempotency-Key": "1"}, {"episode": str(world.episode.pk)}
    assert api(world.clinician).post("/api/v1/plans/", body, headers=key).status_code == 201
    assert api(colleague).post("/api/v1/plans/", body, headers=key).status_code == 201
    assert api(world.clinician).post(f"{draft}issue/", {}, headers=key).status_code == 422


def test_a_refused_write_is_not_remembered(api, world, draft):
    caller, key = api(world.clinician), {"Idempotency-Key": "issue-2"}
    stale = caller.post(f"{draft}issue/", {}, headers=key | {"If-Match": '"old"'})
    assert (stale.status_code, RepeatableWrite.objects.count()) == (412, 0)
    assert caller.post(f"{draft}issue/", {}, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", "k" * 256, "ключ", "a\tb", "a\x7f"])
def test_an_idempotency_key_is_1_to_255_printable_characters(api, world, key):
    refused = api(world.clinician).post("/api/v1/plans/", {"episode": str(world.episode.pk)}, HTTP_IDEMPOTENCY_KEY=key)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["Idempotency-Key"])
