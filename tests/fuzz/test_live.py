"""What no library sends, against a running server: raw bytes, bodies of 50 MB, and the memory it takes."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Thread

import pytest

from config.embedded import server
from tests.fuzz.conftest import EXAMPLES
from tests.fuzz.wire import MALFORMED, ask, request, spoiled, status_of
from tests.infra.cluster import ROOT, environment
from tests.infra.test_demo_command import shown

pytestmark = [pytest.mark.long, pytest.mark.enable_socket]
MEGABYTE = 1024 * 1024
SPOILED = 10_000 if EXAMPLES > 100 else 800
TOKENS = 30
ROWS = """
from prescriptions.models import Plan
from patients.models import Episode
from accounts.models import User
from tests.factories import make_token
import json
doctor = User.objects.get(email="doctor@example.org")
print(json.dumps({
    "tokens": [make_token(doctor) for _number in range(%d)],
    "plans": [str(pk) for pk in Plan.objects.values_list("pk", flat=True)[:20]],
    "episodes": [str(pk) for pk in Episode.objects.values_list("pk", flat=True)[:20]],
}))
"""


class Target:
    """The running server, with tokens and ids of its rows."""

    def __init__(self, demonstration, data):
        self.process = demonstration.process
        self.port = int(re.search(r":(\d+)/", demonstration.address)[1])
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", ROWS % TOKENS]
        printed = subprocess.check_output(command, cwd=ROOT, env=environment() | {"PLUMBLINE_DATA": str(data)})
        self.rows = json.loads(printed.splitlines()[-1])
        self.answers = Counter()

    def ask(self, data, **how):
        answer = ask(self.port, data, **how)
        self.answers[status_of(answer)] += 1
        return answer

    def memory(self, name="VmRSS"):
        """Megabytes of the server's process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024

    def forget_peak(self):
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def is_well(self):
        return status_of(self.ask(request("GET", "/healthz"))) == 200


def drain(log):
    """A log that nobody reads would stop the server."""
    while os.read(log.fileno(), 65536):
        pass


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    data = tmp_path_factory.mktemp("fuzz")
    try:
        with shown(data) as demonstration:
            Thread(target=drain, args=[demonstration.process.stderr], daemon=True).start()
            yield Target(demonstration, data)
    finally:
        for name in ("postgres", "postgres-volatile"):
            server.stop(data / name)


@pytest.mark.parametrize("label", MALFORMED)
def test_bytes_that_are_no_request_are_refused_or_answered(target, label):
    answer = target.ask(MALFORMED[label])
    assert status_of(answer) < 500, answer[:200]
    assert target.is_well()


def test_a_wrong_version_of_http_is_said_to_be_wrong(target):
    for version in (b"HTTP/9.9", b"HTTP/2.0", b"HTTP/x", b"HTTP/-1.0", b"HTCPCP/1.0"):
        assert status_of(ask(target.port, b"GET / " + version + b"\r\nHost: a\r\n\r\n")) in (0, 400, 505)


def test_a_body_without_a_length_is_411_and_never_taken_for_none(target):
    answer = target.ask(MALFORMED["a chunked body"])
    assert (status_of(answer), b"application/problem+json" in answer) == (411, True)


FIFTY = 50 * MEGABYTE


def large(target, path, kind, *, chunked):
    token = target.rows["tokens"][0]
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    head += f"Authorization: Bearer {token}\r\n"
    head += "Transfer-Encoding: chunked\r\n\r\n" if chunked else f"Content-Length: {FIFTY}\r\n\r\n"
    piece = b"x" * MEGABYTE
    pieces = [b"%x\r\n%s\r\n" % (len(piece), piece)] if chunked else [piece]
    return target.ask(head.encode(), pieces=pieces * 50, half_close=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/plans/", "application/json"),
        ("/api/v1/plans/", "multipart/form-data; boundary=x"),
        ("/accounts/login/", "application/x-www-form-urlencoded"),
        ("/accounts/login/", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_of_50_mb_is_refused_and_takes_half_of_that_at_most(target, path, kind, chunked):
    before = target.memory()
    target.forget_peak()
    answer = large(target, path, kind, chunked=chunked)
    grown = target.memory("VmHWM") - before
    assert 400 <= status_of(answer) < 500 or (chunked and not answer), answer[:200]
    assert grown < 25
    assert target.is_well()


def good_requests(target, number):
    token = target.rows["tokens"][number % TOKENS]
    plan, episode = target.rows["plans"][number % 5], target.rows["episodes"][number % 5]
    item = {"exercise": "cervical-resisted-rotation", "dose": {"repetitions": 3, "weekdays": [1, 3]}, "note": "Softly."}
    told = {"authorization": f"Bearer {token}", "content_type": "application/json"}
    body = json.dumps({"episode": episode, "items": [item], "starts_on": "2026-11-23", "note": "x"}).encode()
    visit = json.dumps({"stage": "recovery", "pain_now": 2, "symptoms": ["headache"], "collar": None}).encode()
    return [
        request("GET", f"/api/v1/plans/{plan}/", **told, if_none_match='"a"'),
        request("POST", "/api/v1/plans/", body, **told, idempotency_key=f"k{number}"),
        request("GET", "/api/v1/plans/?status=issued&page_size=2&updated_since=2026-01-01T00:00:00Z", **told),
        request("POST", f"/api/v1/episodes/{episode}/assessments/", visit, **told),
        request("PATCH", f"/api/v1/plans/{plan}/", b'{"note": "x"}', **told, if_match='"a"'),
        request("GET", "/api/v1/exercises/?region=lumbar&q=neck&page=1", **told),
        request("POST", "/accounts/login/", b"login=a%40example.org&password=x", content_type="text/plain"),
        request("GET", f"/api/v1/plans/{plan}/days/2026-11-23/", **told),
    ]


def test_spoiled_requests_break_nothing_and_memory_stays_small(target, record_property):
    broken, before = {}, Counter(target.answers)
    for number in range(SPOILED):
        good = good_requests(target, number)[number % 8]
        data = good if number % 10 == 0 else spoiled(good, number)
        answer = target.ask(data)
        if status_of(answer) >= 500 and not (
            status_of(answer) == 505 and b" HTTP/1.1\r\n" not in data.split(b"\n")[0] + b"\n"
        ):
            broken[number] = answer[:300]
    sent = target.answers - before
    record_property("requests", sum(target.answers.values()))
    record_property("broken", len(broken))
    record_property(
        "memory", f"{target.memory():.0f} MB after {sum(target.answers.values())} requests to a live server"
    )
    assert broken == {}
    assert sum(number for status, number in sent.items() if 200 <= status < 300) > SPOILED * 0.05
    assert target.memory() < 200
    assert target.is_well()
