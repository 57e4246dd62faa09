"""The Django backend on a data folder of its own; the test database of the suite is not touched."""

import os
import signal
import threading

import pytest
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.utils import OperationalError

from config.embedded import folder, server
from config.embedded.base import DatabaseWrapper
from config.settings import throwaway_secret
from tests.infra.cluster import ask, manage, postmaster


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    data = tmp_path_factory.mktemp("backend")
    yield data
    for name in ("postgres", "postgres-volatile"):
        server.stop(data / name)


@pytest.fixture
def cluster(data, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_DATA", str(data))
    monkeypatch.setenv("PLUMBLINE_VOLATILE", "1")
    return folder.cluster()


@pytest.fixture
def new_connection(django_db_blocker):
    """`new_connection()` is a connection to the database of the demonstration, as a new process would open it."""
    opened = []

    def connect():
        settings = {**connections["default"].settings_dict, "NAME": "plumbline"}
        opened.append(DatabaseWrapper(settings, alias=NO_DB_ALIAS))
        return opened[-1]

    with django_db_blocker.unblock():
        yield connect
        for connection in opened:
            connection.inc_thread_sharing()
            connection.close()


def value(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_the_first_connection_starts_the_server_and_creates_the_database(cluster, new_connection):
    new_connection().drop_database()
    server.stop(cluster)
    connection = new_connection()
    assert server.info(cluster) is None
    assert value(connection, "SELECT current_database()") == "plumbline"
    assert connection.vendor == "postgresql"


def test_a_database_that_several_find_missing_is_created_once(cluster, new_connection):
    new_connection().drop_database()
    together, found = threading.Barrier(4), []

    def connect(connection):
        together.wait()
        found.append(value(connection, "SELECT current_database()"))

    four = [new_connection() for _ in range(4)]
    for connection in four:
        connection.inc_thread_sharing()
    threads = [threading.Thread(target=connect, args=[connection]) for connection in four]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["plumbline"] * 4


def test_dropping_the_database_empties_it_whoever_is_connected(cluster, new_connection):
    onlooker, owner = new_connection(), new_connection()
    value(onlooker, "CREATE TABLE entered AS SELECT 1; SELECT count(*) FROM entered")
    owner.drop_database()
    assert value(owner, "SELECT to_regclass('entered')") is None


def test_a_connection_survives_the_death_of_the_server(cluster, new_connection):
    connection = new_connection()
    value(connection, "SELECT 1")
    connection.close()
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert value(connection, "SELECT 1") == 1


def test_other_connection_errors_are_not_hidden(cluster, new_connection):
    connection = new_connection()
    connection.settings_dict["OPTIONS"] = {"options": "-c no_such_setting=1"}
    with pytest.raises(OperationalError, match="no_such_setting"):
        connection.ensure_connection()


def test_volatile_data_never_lies_beside_kept_data(data, cluster, monkeypatch):
    assert cluster == data / "postgres-volatile"
    monkeypatch.delenv("PLUMBLINE_VOLATILE")
    assert folder.cluster() == data / "postgres"


def test_a_server_for_kept_data_is_durable(data, cluster, new_connection, monkeypatch):
    monkeypatch.delenv("PLUMBLINE_VOLATILE")
    connection = new_connection()
    assert [value(connection, f"SHOW {name}") for name in ("fsync", "synchronous_commit")] == ["on", "on"]
    assert ask(server.ensure_running(cluster, durable=False), "SHOW fsync") == "off"


@pytest.mark.parametrize("kind", [OperationalError, CommandError])
def test_a_database_that_cannot_start_is_an_error_to_pages_and_to_commands(tmp_path, new_connection, monkeypatch, kind):
    monkeypatch.setenv("PLUMBLINE_DATA", str(tmp_path))
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with pytest.raises(kind, match=r"^/nowhere/initdb is missing"):
        new_connection().ensure_connection()


def test_a_command_reports_it_in_one_line(tmp_path):
    ended = manage("migrate", PLUMBLINE_DATA=tmp_path, PG_BIN="/nowhere")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "EmbeddedDatabaseError: /nowhere/initdb is missing. Set PG_BIN to the bin folder of PostgreSQL 18, "
        "or set DATABASE_URL to a PostgreSQL server.\n"
    )


@pytest.mark.parametrize("arguments", [["check"], ["demo", "--help"], ["db", "status"]])
def test_looking_starts_nothing(tmp_path, arguments):
    assert manage(*arguments, PLUMBLINE_DATA=tmp_path / "data").returncode == 0
    assert not (tmp_path / "data").exists()


def test_the_secret_key_is_made_once_and_only_the_owner_can_read_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_DATA", str(tmp_path))
    assert throwaway_secret() != throwaway_secret()
    key = folder.keep_secret_key()
    assert len(key) > 50
    assert [folder.keep_secret_key(), throwaway_secret()] == [key, key]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
