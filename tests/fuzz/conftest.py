"""Fuzzing: how many requests were sent is part of the report, so that a silent skip cannot look like a pass."""

import os

import pytest

from accounts.api.throttling import PerToken
from tests import factories
from tests.fuzz.hose import Hose

# Examples an operation; `make fuzz` asks for 1,000 and has every wrong value in every field.
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


def pytest_terminal_summary(terminalreporter):
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.stats.get(kind, [])]
    sums = {
        name: sum(value for each in reports for key, value in getattr(each, "user_properties", []) if key == name)
        for name in ("requests", "broken")
    }
    terminalreporter.write_line(f"Fuzzing: {sums['requests']} requests, {sums['broken']} answered with 5xx.")
