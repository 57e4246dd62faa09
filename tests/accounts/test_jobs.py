"""accounts/jobs.py and /jobsz: the jobs run, or somebody outside is told which one stands still."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from accounts.jobs import LONGEST_SILENCE, JobRun, ran, standing_still
from tests.infra.production import SERVICES

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LIMIT = timedelta(hours=2)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def all_ran(**earlier):
    for name in LONGEST_SILENCE:
        ran(name, now=NOW - earlier.get(name, timedelta(0)))


@pytest.mark.parametrize(("silent", "named"), [(LIMIT, False), (LIMIT + timedelta(seconds=1), True)])
def test_a_job_that_stands_still_is_named(client, silent, named):
    all_ran(escalate_alerts=silent)
    answer = client.get("/jobsz")
    words = f"escalate_alerts: last run {(NOW - silent).isoformat()}" if named else "ok"
    assert (answer.status_code, answer.content.decode()) == (503 if named else 200, words)
    assert set(standing_still(now=NOW)) == ({"escalate_alerts"} if named else set())


def test_one_that_never_ran_is_named_as_well(client):
    ran("send_mail_due", now=NOW)
    answer = client.get("/jobsz")
    assert (answer.status_code, answer.content.decode()) == (503, "escalate_alerts: last run never")


@pytest.mark.parametrize("name", LONGEST_SILENCE)
def test_each_command_says_that_it_ran_though_there_was_nothing_to_do(name, sink):
    call_command(name)
    call_command(name)
    assert list(JobRun.objects.values_list("name", "ended_at")) == [(name, NOW)]


def test_what_the_compose_file_runs_again_and_again_is_watched():
    commands = [service["command"] for service in SERVICES.values() if "command" in service]
    assert {command[2] for command in commands if command[-1].startswith("--every=")} == set(LONGEST_SILENCE)


def test_a_job_nobody_watches_cannot_say_that_it_ran():
    with pytest.raises(AssertionError, match="nobody would notice"):
        ran("tidy_up", now=NOW)
