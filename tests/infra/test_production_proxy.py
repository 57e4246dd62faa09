"""nginx with deploy/nginx.conf before gunicorn with deploy/gunicorn.conf.py: what strangers can and cannot do.

Only addresses, ports and folders of containers are changed to those of this machine. Needs nginx, openssl and wget.
"""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.infra.cluster import ROOT
from tests.infra.production import SERVICES, free_port

PATH = f"{os.environ['PATH']}{os.pathsep}/usr/sbin"
NGINX = shutil.which("nginx", path=PATH)
MISSING = [name for name in ("nginx", "openssl", "wget") if not shutil.which(name, path=PATH)]
pytestmark = [
    pytest.mark.long,
    pytest.mark.enable_socket,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]
HOST = "plan.clinic.example"
SLOW = 300
CANARY = "Zebrafish"
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


class Proxy:
    def __init__(self, folder, gunicorn):
        self.folder, self.gunicorn = folder, gunicorn
        self.https, self.http, self.alive = free_port(), free_port(), free_port()

    def config(self):
        text = (ROOT / "deploy/nginx.conf").read_text()
        ours = {
            "/tmp/": f"{self.folder}/",  # noqa: S108 - first: our own folder may lie there
            "http://web:8000": f"http://127.0.0.1:{self.gunicorn}",
            "/etc/plumbline/tls": str(self.folder),
            "root /etc/nginx;": f"root {ROOT}/deploy;",
            "/var/www/acme": str(self.folder),
            "listen 8443": f"listen 127.0.0.1:{self.https}",
            "listen 8080": f"listen 127.0.0.1:{self.http}",
            "listen 127.0.0.1:8081": f"listen 127.0.0.1:{self.alive}",
            "/dev/stdout": f"{self.folder}/access.log",
            "worker_processes auto;": "worker_processes 2;" + ("user root;" if os.geteuid() == 0 else ""),
        }
        for theirs, here in ours.items():
            assert theirs in text
            text = text.replace(theirs, here)
        path = self.folder / "nginx.conf"
        path.write_text(text)
        return str(path)

    def lines(self):
        """The access log, once the last request has been written."""
        time.sleep(0.1)
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]


@pytest.fixture(scope="module")
def gunicorn():
    """The port of a gunicorn with our settings and an application that answers with what it was asked."""
    port = free_port()
    with running(
        [Path(sys.executable).with_name("gunicorn"), *SERVICES["web"]["command"][1:-1]],
        [f"--bind=127.0.0.1:{port}", "--log-level=error", "tests.infra.echo:application"],
        port=port,
    ):
        yield port


@contextmanager
def running(*command, port):
    process = subprocess.Popen([str(word) for part in command for word in part], cwd=ROOT)
    try:
        wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


@pytest.fixture(scope="module")
def proxy(gunicorn, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), gunicorn)
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={HOST}"]
    files = ["-keyout", proxy.folder / "privkey.pem", "-out", proxy.folder / "fullchain.pem"]
    subprocess.run([*make, *files], check=True, capture_output=True)
    with running([NGINX, "-c", proxy.config()], SERVICES["proxy"]["entrypoint"][1:], port=proxy.https):
        yield proxy


def ask(proxy, path="/", *, method="GET", body=None, secure=True, timeout=5, **headers):
    if secure:
        connection = http.client.HTTPSConnection("127.0.0.1", proxy.https, timeout=timeout, context=TRUSTING)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers={"Host": HOST} | headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        return answer
    finally:
        connection.close()


def test_nginx_accepts_its_settings(proxy):
    tested = subprocess.run([NGINX, "-t", "-c", proxy.config()], capture_output=True, text=True, check=False)
    assert (tested.returncode, "test is successful" in tested.stderr) == (0, True)


def test_its_health_check_works(proxy):
    check = [word.replace(":8081", f":{proxy.alive}") for word in SERVICES["proxy"]["healthcheck"]["test"][1:]]
    assert subprocess.run(check, check=False).returncode == 0
    assert subprocess.run([*check[:-1], f"http://127.0.0.1:{free_port()}/"], check=False).returncode != 0


def test_what_a_visitor_claims_about_itself_is_dropped(proxy):
    lies = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    asked = json.loads(ask(proxy, "/x?y=1", **lies).text)
    heard = {name: asked.get(f"HTTP_{name.upper().replace('-', '_')}") for name in lies}
    truth = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
    assert heard == dict.fromkeys(lies) | truth
    assert (asked["HTTP_HOST"], asked["PATH_INFO"], asked["QUERY_STRING"]) == (HOST, "/x", "y=1")


def test_plain_http_leads_to_https(proxy):
    answer = ask(proxy, "/patients/?q=x", secure=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/patients/?q=x")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(proxy):
    def speaks(newest):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
        with closing(socket.create_connection(("127.0.0.1", proxy.https))) as plain:
            context.wrap_socket(plain).close()

    speaks(ssl.TLSVersion.TLSv1_2)
    with pytest.raises(ssl.SSLError):
        speaks(ssl.TLSVersion.TLSv1_1)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/patients/new/", "text/html"),
        ("/api/v1/plans/", "application/problem+json"),
        ("/fhir/R4/Patient", "application/fhir+json"),
    ],
)
def test_a_body_over_two_megabytes_goes_no_further(proxy, path, kind):
    fits = ask(proxy, path, method="POST", body=b"x" * 2 * 1024 * 1024)
    answer = ask(proxy, path, method="POST", body=b"x" * (2 * 1024 * 1024 + 1))
    assert (json.loads(fits.text)["body"], answer.status, answer.headers["Content-Type"]) == (
        2 * 1024 * 1024,
        413,
        kind,
    )
    assert proxy.lines()[-1]["web_status"] == ""


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/" + "a" * 8000, {}, 200), ("/" + "a" * 8300, {}, 400), ("/", {"X-Long": "a" * 8300}, 400)],
)
def test_addresses_and_headers_have_eight_kilobytes(proxy, path, headers, status):
    assert ask(proxy, path, **headers).status == status


def test_tracing_is_refused(proxy):
    assert ask(proxy, method="TRACE").status == 405


def test_when_the_web_service_is_away_it_says_so_and_names_nothing(proxy, tmp_path):
    alone = Proxy(tmp_path, free_port())
    for name in ("privkey.pem", "fullchain.pem"):
        shutil.copy(proxy.folder / name, tmp_path)
    with running([NGINX, "-c", alone.config(), "-g", "daemon off;"], port=alone.https):
        page, call, resource = (ask(alone, path) for path in ("/today/", "/api/v1/me/", "/fhir/R4/Patient"))
        style = ask(alone, re.search(r'href="(/away/[^"]+)"', page.text)[1])
    told = [(each.status, each.headers["Retry-After"], each.headers["Server"]) for each in (page, call, resource)]
    assert told == [(503, "10", "nginx")] * 3
    assert "<h1>Plumbline is away for a moment</h1>" in page.text
    assert json.loads(call.text)["status"] == 503
    assert json.loads(resource.text)["issue"][0]["code"] == "transient"
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    assert (style.status, style.headers["Content-Type"]) == (200, "text/css")


def test_the_log_has_neither_query_strings_nor_keys(proxy):
    ask(proxy, f"/patients/?q={CANARY}", Referer=f"https://{HOST}/?{CANARY}", **{"User-Agent": CANARY})
    ask(proxy, f"/p/{CANARY}/?x=1")
    ask(proxy, f"/accounts/password/reset/key/1-{CANARY}/")
    assert [line["address"] for line in proxy.lines()[-3:]] == ["/patients/", "/p/…", "/accounts/password/reset/key/…"]
    assert CANARY not in (proxy.folder / "access.log").read_text()


# --- slow visitors --------------------------------------------------------------------------------------------------


@contextmanager
def slow_visitors(port, *, secure, request):
    """So many connections that have sent the beginning of a request and send no more."""
    with ExitStack() as stack:
        for _number in range(SLOW):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            if secure:
                connection = stack.enter_context(TRUSTING.wrap_socket(connection))
            connection.sendall(request)
        time.sleep(0.5)
        yield


HEADERS = f"GET /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode()
BODY = f"POST /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000\r\n\r\nlogin=".encode()


def seconds_of(ask_once, *, times=30):
    took = []
    for _number in range(times):
        began = time.perf_counter()
        ask_once()
        took.append(time.perf_counter() - began)
    return sorted(took)[int(times * 0.95)]


@pytest.mark.parametrize("request_begun", [HEADERS, BODY], ids=["slow headers", "slow bodies"])
def test_slow_visitors_do_not_keep_others_waiting(proxy, request_begun):
    def served():
        assert ask(proxy).status == 200

    calm = seconds_of(served)
    with slow_visitors(proxy.https, secure=True, request=request_begun):
        crowded = seconds_of(served)
    print(f"p95 {calm * 1000:.0f} ms, beside {SLOW} slow visitors {crowded * 1000:.0f} ms")
    assert crowded < max(calm * 5, 0.25)


def test_the_same_visitors_stop_gunicorn_alone(gunicorn):
    """Why there is a proxy."""
    visitor = http.client.HTTPConnection("127.0.0.1", gunicorn, timeout=2)
    with slow_visitors(gunicorn, secure=False, request=HEADERS), closing(visitor):
        visitor.request("GET", "/")
        with pytest.raises(TimeoutError):
            visitor.getresponse()


def test_a_visitor_who_never_ends_the_header_is_sent_away(proxy):
    plain = socket.create_connection(("127.0.0.1", proxy.https), timeout=15)
    with TRUSTING.wrap_socket(plain) as connection:
        connection.sendall(HEADERS)
        began = time.monotonic()
        try:
            told = connection.recv(1000)
        except OSError:
            told = b""
    assert (told[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 408"), 8 < time.monotonic() - began < 13) == (True, True)
