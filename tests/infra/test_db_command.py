import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.embedded import server
from tests.infra.cluster import manage, postmaster


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_DATA", str(tmp_path))
    monkeypatch.delenv("PLUMBLINE_VOLATILE", raising=False)
    yield tmp_path / "postgres"
    server.stop(tmp_path / "postgres")


def db(action):
    answer = io.StringIO()
    call_command("db", action, stdout=answer)
    return answer.getvalue()


def test_the_database_is_started_seen_and_stopped(cluster):
    answers = [db("start"), db("status")]
    runs = f"The embedded database in {cluster} is running (process {postmaster(cluster)}, ready).\n"
    assert answers == [runs, runs]
    assert db("stop") == "The embedded database has stopped.\n"


@pytest.mark.parametrize("action", ["stop", "status"])
def test_it_says_so_when_none_runs_and_makes_nothing(cluster, action):
    assert db(action) == f"The embedded database in {cluster} is not running.\n"
    assert list(cluster.parent.iterdir()) == []


@pytest.mark.parametrize("action", ["start", "stop", "status"])
def test_it_is_refused_where_a_database_server_is_used(cluster, monkeypatch, action):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    with pytest.raises(CommandError, match=r"^DATABASE_URL is set: the embedded database is not in use\.$"):
        db(action)


def test_the_command_line_shows_a_refusal_as_one_line(cluster):
    elsewhere = {
        "DATABASE_URL": "postgres://db.example/plumbline",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "localhost",
    }
    ended = manage("db", "stop", **elsewhere)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "CommandError: DATABASE_URL is set: the embedded database is not in use.\n"


def test_a_database_that_cannot_start_is_one_line(cluster, monkeypatch):
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with pytest.raises(CommandError, match=r"^/nowhere/initdb is missing\. .* or set DATABASE_URL to a .*server\.$"):
        db("start")
