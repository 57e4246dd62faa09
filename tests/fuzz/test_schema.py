"""Schemathesis: the document and the code say the same, for every role; and enough calls succeed to mean something."""

from collections import Counter
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.failures import Failure, FailureGroup

from tests import factories
from tests.fuzz.calls import Real, random_calls
from tests.fuzz.conftest import EXAMPLES
from tests.world import calls

SHARES = {"clinician": 0.6, "admin": 0.1, "patient_user": 0.1, "stranger": 0.1, "anonymous": 0.1}
LEAST_GOOD = 0.2
NOTHING_TO_SPOIL = "positive test case"  # a wrong request was asked for where all that is fixed is right
CALLS = {call.name: call for call in calls()}


@cache
def schema():
    found = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())
    found.config.generation.allow_x00 = False  # no text takes NUL; test_bad_bodies.py shows that
    return found


class Tally:
    """What was answered to one operation, and which checks failed with an example each."""

    def __init__(self):
        self.answers, self.failed = Counter(), {}

    def add(self, role, answer, failures, case):
        self.answers[role, answer.status_code] += 1
        for failure in failures:
            self.failed.setdefault(
                f"{failure.title}: {failure.message}"[:300], f"{role}: {case.as_curl_command()}"[:600]
            )

    def share(self, role):
        of_role = {status: number for (who, status), number in self.answers.items() if who == role}
        return sum(number for status, number in of_role.items() if status < 400) / max(sum(of_role.values()), 1)

    def count(self, *hundreds):
        return sum(number for (_role, status), number in self.answers.items() if status // 100 in hundreds)


def checks_for(*, fits, whole):
    """All checks. That a valid body is accepted holds only when all that it names exists and is the caller's.

    Whether the call can be made without its token takes two calls more: only every fifth asks, unless `whole`.
    """
    left_out = ({"positive_data_acceptance"} if not fits else set()) | ({"ignored_auth"} if not whole else set())
    return [check for check in CHECKS.get_all() if check.__name__ not in left_out]


def answer_of(case, token, tally, role, *, fits):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with transaction.atomic():
        answer = case.call(headers=headers)
        failures, whole = [], EXAMPLES > 100 or sum(tally.answers.values()) % 5 == 0
        checks = checks_for(fits=fits and role == "clinician", whole=whole)
        try:
            case.validate_response(answer, checks=checks, headers=headers)
        except FailureGroup as group:
            failures = [each for each in group.exceptions if NOTHING_TO_SPOIL not in each.message]
        except Failure as failure:
            failures = [failure]
        transaction.set_rollback(True)
    tally.add(role, answer, failures, case)


def spray(cases, token, tally, role):
    @settings(
        max_examples=max(1, round(EXAMPLES * SHARES[role])),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=cases)
    def send(drawn):
        case, fits = drawn
        answer_of(case, token, tally, role, fits=fits)

    send()


@pytest.fixture(autouse=True)
def _one_connection():
    """Requests come through WSGI, which would close the connection that the test's transaction lives in."""
    both = (request_started, request_finished)
    [signal.disconnect(close_old_connections) for signal in both]
    yield
    [signal.connect(close_old_connections) for signal in both]


@pytest.mark.parametrize("name", CALLS)
def test_every_role_gets_what_the_document_says(world, record_property, name):
    call, tally, real = CALLS[name], Tally(), Real(world)
    cases = random_calls(schema().find_operation_by_id(name), call, world, real)
    for role in SHARES:
        token = factories.make_token(getattr(world, role)) if role != "anonymous" else ""
        spray(cases, token, tally, role)
    row = [call.name, sum(tally.answers.values()), round(tally.share("clinician"), 2), tally.count(4), tally.count(5)]
    record_property("requests", row[1])
    record_property("broken", row[4])
    record_property("operation", row)
    faults = "\n".join(f"{what}\n    {example}" for what, example in tally.failed.items())
    assert not faults, faults
    assert row[2] >= LEAST_GOOD
