"""Wrong methods, headers, queries and addresses: a problem document that says what, never a fault."""

import json
import uuid

import pytest

from tests.fuzz.conftest import some
from tests.fuzz.hose import Hose
from tests.world import calls

CALLS = calls()
BY_PATH = {}
for each in CALLS:
    BY_PATH.setdefault(each.path, []).append(each)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW")
ROLES = ("clinician", "admin", "patient_user", "stranger")


def by_name(call):
    return call.name


@pytest.mark.parametrize("path", BY_PATH)
def test_a_method_that_a_call_does_not_have_is_405_and_says_which_it_has(hose, world, counted, path):
    known = {call.method.upper() for call in BY_PATH[path]}
    address = world.address(BY_PATH[path][0])
    for method in METHODS:
        if method in known or (method == "HEAD" and "GET" in known):
            continue
        answer = hose.refused(method, method, address, b"{}", statuses=(405,))
        assert known <= set(answer.headers["Allow"].split(", "))
    assert counted(hose) == {}


@pytest.mark.parametrize(
    "path", [path for path, found in BY_PATH.items() if any(each.method == "get" for each in found)]
)
def test_head_is_get_without_a_body(hose, world, path):
    address = world.address(next(each for each in BY_PATH[path] if each.method == "get"))
    head, get = hose.send("HEAD", "HEAD", address), hose.send("GET", "GET", address)
    assert (head.status_code, head.content) == (get.status_code, b"")


WRITES = [call for call in CALLS if call.takes_body]
KINDS = ["", "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "application/jsonx"]
KINDS += ["multipart/form-data", "multipart/form-data; boundary=" + "b" * 300, "a/b/c", "\x01", ";"]


@pytest.mark.parametrize("call", WRITES, ids=by_name)
def test_a_body_that_is_not_json_is_415(hose, world, counted, call):
    for kind in KINDS:
        hose.refused(kind, call.method.upper(), world.address(call), b"a=b", kind=kind, statuses=(415,))
    assert counted(hose) == {}


@pytest.mark.parametrize("call", CALLS, ids=by_name)
def test_a_body_where_none_is_due_does_no_harm(hose, world, counted, call):
    for body in (b"", b"{}", b"\x00" * 100, b"x" * 3_000_000):
        hose.send(len(body), call.method.upper(), world.address(call), body, headers=world.headers(call))
    assert counted(hose) == {}


JUNK = [
    "",
    " ",
    "\x00",
    "a" * 64_000,
    "é" * 200,
    "\xff\xfe",
    "'; DROP TABLE x; --",
    "../../etc/passwd",
    "%00",
    "{}",
    "\t",
]
AUTHORIZATION = [
    "Bearer",
    "Bearer ",
    "Bearer  a b c",
    "bearer x",
    "Basic YTpi",
    "Digest a=b",
    "Bearer\tx",
    "Bearer " + "ж" * 99,
]


def test_a_malformed_authorization_is_401(world, counted):
    hose = Hose()
    for text in [*JUNK, *AUTHORIZATION, "Bearer " + "x" * 64_000]:
        answer = hose.refused(text, "GET", "/api/v1/me/", headers={"Authorization": text}, statuses=(401,))
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert counted(hose) == {}


@pytest.mark.parametrize("text", JUNK, ids=range(len(JUNK)))
def test_a_malformed_header_is_refused_or_ignored(hose, world, counted, text):
    plan = f"/api/v1/plans/{world.draft.pk}/"
    body = json.dumps({"note": "x"})
    hose.refused("If-Match", "PATCH", plan, body, headers={"If-Match": text}, statuses=(412,))
    assert hose.send("If-None-Match", "GET", plan, headers={"If-None-Match": text}).status_code == 200
    sent = json.dumps({"episode": str(world.episode.pk)})
    taken = 0 < len(text) <= 255 and text.isascii() and text.isprintable()
    key = {"Idempotency-Key": text}
    hose.refused("key", "POST", "/api/v1/plans/", sent, headers=key, statuses=(201,) if taken else (400,))
    for name in (
        "Accept",
        "Accept-Language",
        "Cookie",
        "Referer",
        "Range",
        "X-CSRFToken",
        "X-HTTP-Method-Override",
        "Origin",
    ):
        assert hose.send(name, "GET", plan, headers={name: text}).status_code == 200
    assert counted(hose) == {}


LISTS = [call for call in CALLS if any(each["name"] == "page" for each in call.operation.get("parameters", []))]
PAGES = [
    "0",
    "-1",
    "1e9",
    "1000000000",
    "9" * 5_000,
    "abc",
    "",
    " 1",
    "1.0",
    "٣",
    "NaN",
    "true",
    "1,2",
    "0x1",
    "%00",
    "%ED%A0%80",
]


@pytest.mark.parametrize("call", LISTS, ids=by_name)
def test_a_page_that_is_none_is_400_and_named(hose, world, counted, call):
    for name in ("page", "page_size"):
        for text in [*some(PAGES, LISTS.index(call)), *(["201"] if name == "page_size" else [])]:
            hose.refused(f"{name}={text[:20]}", "GET", f"{world.address(call)}?{name}={text}", names=name)
    assert counted(hose) == {}


QUERY = [
    "%00",
    "%ED%A0%80",
    "%FF",
    "a%00b",
    "x" * 60_000,
    "%25",
    "'",
    "%E2%80%AE",
    "a&{name}=b",
    "%F0%9F%98%80",
    "[]",
    "_%25_",
]


@pytest.mark.parametrize("call", [call for call in CALLS if not call.writes], ids=by_name)
def test_a_strange_query_is_answered(hose, world, counted, call):
    names = [each["name"] for each in call.operation.get("parameters", []) if each["in"] == "query"]
    for turn, name in enumerate([*names, "format", "colour", "page_size[]"]):
        for text in some(QUERY, turn):
            answer = hose.send(f"{name}={text[:20]}", "GET", f"{world.address(call)}?{name}=" + text.format(name=name))
            if "%00" in text:
                assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])
    hose.send("10,000 parameters", "GET", world.address(call) + "?" + "&".join(f"a{n}=1" for n in range(10_000)))
    assert counted(hose) == {}


STRANGE = [
    "%00",
    "%2F",
    "..%2F..%2Fetc%2Fpasswd",
    "%ED%A0%80",
    "%FF%FE",
    "%F0%9F%98%80",
    "%20",
    "%E2%80%AE",
    "a" * 8_000,
]
STRANGE += [
    "{id}",
    "%7Bid%7D",
    "null",
    "1",
    "-1",
    "%27%20OR%201=1",
    "%2000000000-0000-0000-0000-000000000000",
]
STRANGE += [str(uuid.UUID(int=0)).replace("-", ""), f"%7B{uuid.UUID(int=0)}%7D", str(uuid.UUID(int=0))]


@pytest.mark.parametrize("call", [call for call in CALLS if "{" in call.path], ids=by_name)
def test_a_strange_address_is_404_or_400(hose, world, counted, call):
    whole = world.address(call)
    parts = whole.split("/")
    for place, part in enumerate(parts):
        if len(part) > 8 and place > 3:
            for text in some(STRANGE, place):
                address = "/".join([*parts[:place], text, *parts[place + 1 :]])
                answer = hose.send(f"{place}: {text[:20]}", call.method.upper(), address, b"{}")
                assert answer.status_code in ((400, 404) if "%00" in text or "{date}" in call.path else (404,)), text
    assert counted(hose) == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_role_meets_a_fault(api, world, counted, role):
    from tests import factories

    hose = Hose(token=factories.make_token(getattr(world, role)))
    for call in CALLS:
        for body in (b"", json.dumps(world.body(call)), b"{", b'{"colour": 1}'):
            hose.send(
                f"{call.name} {body[:9]}", call.method.upper(), world.address(call), body, headers=world.headers(call)
            )
    assert counted(hose) == {}


def test_a_browser_without_its_csrf_token_is_403(world, counted):
    hose = Hose(user=world.clinician)
    hose.client.handler.enforce_csrf_checks = True
    for call in CALLS:
        if call.writes:
            hose.refused(call.name, call.method.upper(), world.address(call), b"{}", statuses=(403,))
    assert counted(hose) == {}


def test_nowhere_under_the_api_is_a_problem_document(hose, counted):
    for path in (
        "",
        "v1/",
        "v1/nothing/",
        "v1//",
        "v2/plans/",
        "v1/plans/1/2/3/",
        "%00",
        "v1/plans/%00/",
        "v1/../../",
        "%",
    ):
        hose.refused(path, "GET", f"/api/{path}", statuses=(400, 404))
    assert {kind for kind in counted(hose).values() if "names" not in kind} == set()
