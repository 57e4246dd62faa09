"""Fuzzing: how many requests were sent is part of the report, so that a silent skip cannot look like a pass."""

import os

import pytest

from accounts.api.throttling import PerToken
from tests import factories
from tests.fuzz.hose import Hose

# Examples an operation; `make fuzz` asks for 1,000 and has every wrong value in every field.
LINE = "{:<26}{:>9}{:>11}{:>7}{:>6}"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch):
    """More requests than a token may make in a minute; the limit has tests of its own."""
    monkeypatch.setattr(PerToken, "allow_request", lambda self, request, view: True)


@pytest.fixture
def counted(record_property):
    """`counted(hose)` puts the number of answers into the report."""

    def told(hose):
        record_property("requests", sum(hose.answers.values()))
        record_property("broken", sum(number for status, number in hose.answers.items() if status >= 500))
        return hose.faults

    return told


@pytest.fixture
def hose(world):
    """Requests of the clinician to the API."""
    return Hose(token=factories.make_token(world.clinician))


def some(things, turn=0):
    """All of `things` in `make fuzz`; in the normal suite every eighth, another one at each turn."""
    things = list(things)
    step = 1 if EXAMPLES > 100 else min(8, len(things))
    return things[turn % step :: step]


def pytest_terminal_summary(terminalreporter):
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.stats.get(kind, [])]
    told = [pair for report in reports for pair in getattr(report, "user_properties", [])]
    rows = sorted(value for name, value in told if name == "operation")
    if rows:
        terminalreporter.write_line(LINE.format("operation", "requests", "2xx share", "4xx", "5xx"))
    for row in rows:
        terminalreporter.write_line(LINE.format(*row))
    for memory in [value for name, value in told if name == "memory"]:
        terminalreporter.write_line(f"The server took {memory}.")
    requests, broken = (sum(value for name, value in told if name == sought) for sought in ("requests", "broken"))
    terminalreporter.write_line(f"Fuzzing: {requests} requests, {broken} answered with 5xx.")
