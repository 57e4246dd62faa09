"""`manage.py demo` as a visitor meets it: in a process of its own, on a free port and an empty folder."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest
from django.core.management.base import CommandError
from django.test import override_settings

from config.embedded import server, web
from prescriptions.management.commands import demo
from tests.infra.cluster import ROOT, ask, environment, manage

LAST_LINE = "Ctrl-C ends it. The database runs on; `manage.py db stop` ends that."
SIGN_INS = """\
Sign in with the password plumbline-demo as
  doctor@example.org      a clinician, with patients under care
  colleague@example.org   another clinician of the same clinic
  admin@example.org       the clinic's administrator
  stranger@example.org    a clinician of another clinic, who runs it
  patient@example.org     a patient
  patient-ru@example.org  a patient who reads Russian
The patient's own way in, with the birth date 14 5 1957:
  {address}p/demonstration-of-vera/
  {address}code/ with VERA-PLAN-2345"""

pytestmark = [pytest.mark.long, pytest.mark.enable_socket]


class Demonstration:
    """A running `manage.py demo`: what it printed until it was ready, and where it answers."""

    def __init__(self, data, *arguments):
        began = time.monotonic()
        command = [sys.executable, "manage.py", "demo", "--port", "0", "--data", str(data), *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.lines = self._until_ready()
        self.seconds = time.monotonic() - began

    def _until_ready(self, patience=60):
        deadline, printed = time.monotonic() + patience, b""
        while LAST_LINE.encode() not in printed:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            more = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not more:
                self.process.kill()
                pytest.fail(f"demo did not get ready: {printed.decode()}{self.process.communicate()[1].decode()}")
            printed += more
        return printed.decode().splitlines()

    @property
    def address(self):
        (line,) = [line for line in self.lines if line.startswith("Plumbline is at ")]
        return line.removeprefix("Plumbline is at ")

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status, answer.headers, answer.read()

    def end(self, number=signal.SIGINT):
        """Exit code and what was printed since it was ready."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out.decode(), err.decode()


@contextmanager
def shown(data, *arguments):
    demonstration = Demonstration(data, *arguments)
    try:
        yield demonstration
    finally:
        demonstration.process.kill()
        demonstration.process.communicate()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    yield data
    for name in ("postgres", "postgres-volatile"):
        server.stop(data / name)


@pytest.fixture(scope="module")
def first(data):
    """The first start on an empty folder: what it printed, two answers, and how it ended."""
    with shown(data) as demonstration:
        pages = {path: demonstration.get(path) for path in ("accounts/login/", "static/theme.css")}
        return demonstration, pages, demonstration.end()


def database(data):
    cluster = next(folder for name in ("postgres", "postgres-volatile") if (folder := data / name).exists())
    return server.info(cluster)


def test_the_first_start_says_what_it_does_and_who_may_sign_in(first):
    demonstration, _, _ = first
    assert "\n".join(demonstration.lines) == (
        "Starting the database …\nPreparing the tables …\nLoading the catalogue …\nFilling the demonstration clinic …\n"
        f"\nPlumbline is at {demonstration.address}\n{SIGN_INS.format(address=demonstration.address)}\n{LAST_LINE}"
    )


def test_the_first_page_and_its_style_are_served(first):
    _, pages, _ = first
    assert [status for status, _, _ in pages.values()] == [200, 200]
    assert pages["static/theme.css"][2] == (ROOT / "static/theme.css").read_bytes()


def test_ctrl_c_ends_it_with_success_and_without_noise(first):
    assert first[2] == (0, "\nStopped.\n", "")


def test_a_second_start_is_quick_and_keeps_what_was_entered(first, data):
    ask(
        database(data),
        "UPDATE accounts_user SET name = 'Entered' WHERE email = 'doctor@example.org'",
        dbname="plumbline",
    )
    key = (data / "secret_key").read_text()
    with shown(data) as again:
        lines, seconds, ended = again.lines, again.seconds, again.end(signal.SIGTERM)
    assert lines[:2] == ["Starting the database …", ""]
    assert seconds < 5
    assert ended == (0, "\nStopped.\n", "")
    assert name_of_the_doctor(data) == "Entered"
    assert (data / "secret_key").read_text() == key


def name_of_the_doctor(data):
    return ask(database(data), "SELECT name FROM accounts_user WHERE email = 'doctor@example.org'", dbname="plumbline")


def test_reset_begins_anew(first, data):
    ask(
        database(data),
        "UPDATE accounts_user SET name = 'Entered' WHERE email = 'doctor@example.org'",
        dbname="plumbline",
    )
    with shown(data, "--reset") as again:
        assert again.lines[1:4] == ["Deleting what was there …", "Preparing the tables …", "Loading the catalogue …"]
    assert name_of_the_doctor(data) not in ("Entered", None)


def test_requests_are_shown_when_asked_for(first, data):
    with shown(data, "--verbosity", "2") as talkative:
        talkative.get("static/theme.css")
        line = talkative.process.stderr.readline().decode()  # written after the answer is sent
        assert '"GET /static/theme.css HTTP/1.1" 200' in line
        talkative.end()


def test_a_taken_port_is_one_line_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = manage("demo", "--port", port, "--data", tmp_path / "data")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"CommandError: Port {port} on 127.0.0.1 is taken. Stop what listens there, or choose another: "
        f"`demo --port {port + 1}`.\n"
    )
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_one_line(tmp_path):
    ended = manage("demo", "--host", "192.0.2.1", "--port", 0, "--data", tmp_path / "data")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "CommandError: Cannot listen on 192.0.2.1, port 0 (Cannot assign requested address). "
        "Choose another: `demo --host HOST --port N`.\n"
    )


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    ended = manage("demo", "--port", 0, "--data", tmp_path / "file")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"CommandError: The folder {tmp_path}/file cannot be written (File exists). "
        "Choose another: `demo --data DIR`, or set PLUMBLINE_DATA.\n"
    )


@pytest.mark.parametrize("more", [[], ["--reset"]])
def test_it_never_touches_a_database_server(tmp_path, more):
    elsewhere = {
        "DATABASE_URL": "postgres://db.example/plumbline",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "localhost",
    }
    ended = manage("demo", "--port", 0, "--data", tmp_path / "data", *more, **elsewhere)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "CommandError: demo never touches a database server: unset DATABASE_URL and PRODUCTION first.\n"
    )


@pytest.mark.parametrize("text", ["65536", "-1", "http", "８０"])
def test_what_is_no_port_number_is_refused(text):
    with pytest.raises(demo.argparse.ArgumentTypeError, match="is not a port number"):
        demo.port_number(text)


def test_port_numbers_are_admitted():
    assert [demo.port_number(text) for text in ("0", "8000", "65535")] == [0, 8000, 65535]


@pytest.mark.parametrize(
    ("host", "admitted", "address"),
    [
        ("127.0.0.1", ["127.0.0.1"], "http://127.0.0.1:8000/"),
        ("plan.example", ["plan.example"], "http://plan.example:8000/"),
        ("::1", ["[::1]"], "http://[::1]:8000/"),
        ("0.0.0.0", ["*"], "http://127.0.0.1:8000/"),  # noqa: S104
    ],
)
def test_the_chosen_host_is_admitted_and_shown(host, admitted, address):
    class Site:
        server_port = 8000

    assert (web.hosts_for(host), web.address(Site, host)) == (admitted, address)


def test_two_that_claim_one_port_at_once_do_not_both_get_it():
    with web.claim("127.0.0.1", 0) as one, web.claim("127.0.0.1", one.server_port) as other:
        one.server_activate()
        with pytest.raises(web.AddressUnavailable, match=rf"^Port {one.server_port} on 127.0.0.1 is taken\."):
            web.listen(other)


def test_errors_of_the_embedded_servers_become_one_line():
    with pytest.raises(CommandError, match=r"^no room$"), demo.one_line_errors():
        raise server.EmbeddedPostgresError("no\n room")


@override_settings(SECRET_KEY="of the settings")
def test_the_secret_key_of_the_chosen_folder_is_used_unless_one_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_DATA", "elsewhere")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    demo.choose_folder(str(tmp_path))
    kept = (tmp_path / "secret_key").read_text()
    assert kept == demo.settings.SECRET_KEY
    monkeypatch.setenv("SECRET_KEY", "given")
    demo.choose_folder(str(tmp_path))
    assert demo.settings.SECRET_KEY == "given"
