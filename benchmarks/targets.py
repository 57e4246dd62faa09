"""What is measured: the requests of each target, and what one of them costs in queries and bytes."""

from dataclasses import dataclass
from statistics import mean

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_token
from accounts.models import User
from benchmarks.site import HOST
from prescriptions.models import Plan

PEOPLE = 20
BACKEND = "patients.languages.SignIn"
FROM_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}


@dataclass(frozen=True)
class Target:
    """A page or call, asked for by several people in turn; `requests` are (path, headers)."""

    name: str
    requests: list
    ceiling: str = ""
    status: int = 200


@dataclass(frozen=True)
class Cost:
    queries: int
    size: int


def cost_of(target):
    """Queries of a request and bytes of its answer, asked in this process; every answer has the status expected.

    Asked twice: what only a first request does (a template compiled, a use of the token noted) is not counted.
    """
    answers = [_answer(*request, status=target.status) for request in target.requests * 2]
    again = answers[len(target.requests) :]
    return Cost(max(queries for queries, _size in again), round(mean(size for _queries, size in again)))


def _answer(path, headers, *, status):
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    response = Client().get(path, headers=headers)
    connection.force_debug_cursor = False
    if response.status_code != status:
        raise SystemExit(f"{path} answers {response.status_code}, not {status}: {response.content[:200]}")
    return len(connection.queries_log), len(response.content)


# --- the product --------------------------------------------------------------------------------------------


class Cast:
    """Some patients with their plans, and a clinician of each clinic with a token."""

    def __init__(self):
        self.plans = list(Plan.objects.for_reading().order_by("episode__patient__record_number")[:PEOPLE])
        self.clinicians = list(User.objects.filter(responsible_for__isnull=False).distinct().order_by("email"))
        self.tokens = {
            each.pk: create_token(user=each, name="bench", scopes=[], days=1, now=timezone.now())
            for each in self.clinicians
        }
        self.sessions = {}

    @property
    def patients(self):
        return [plan.episode.patient for plan in self.plans]

    def in_browser(self, user):
        if user.pk not in self.sessions:
            browser = Client()
            browser.force_login(user, backend=BACKEND)
            self.sessions[user.pk] = browser.cookies.output(attrs=[], header="", sep=";").strip()
        return FROM_PROXY | {"Cookie": self.sessions[user.pk]}

    def by_token(self, user):
        return FROM_PROXY | {"Authorization": f"Bearer {self.tokens[user.pk]}"}


def product(cast):
    """The pages and calls that are measured."""
    plan_requests = [(reverse("api_plan", args=[plan.pk]), cast.by_token(plan.issued_by)) for plan in cast.plans]
    return [
        Target("today page", [(reverse("today"), cast.in_browser(each.user)) for each in cast.patients], "session"),
        Target(
            "patient list page",
            [(reverse("patient_list"), cast.in_browser(each)) for each in cast.clinicians],
            "session",
        ),
        Target("plan", plan_requests, "token"),
        Target("plan, unchanged (304)", [_known(*request) for request in plan_requests], "token", status=304),
        Target(
            "exercise list", [(reverse("api_exercise_list"), cast.by_token(each)) for each in cast.clinicians], "token"
        ),
    ]


def _known(path, headers):
    return path, headers | {"If-None-Match": Client().get(path, headers=headers).headers["ETag"]}


# --- the ceilings -------------------------------------------------------------------------------------------


def ceilings(cast, *, page, plan):
    """The least that views can do, answering as many bytes as the today `page` and the `plan`.

    The session ceiling is measured twice: the ratio of the two is the noise of the measurement.
    """

    def requests(name, size, headers_of):
        return [(reverse(f"ceiling_{name}", args=[size, patient.pk]), headers_of(patient)) for patient in cast.patients]

    signed_in = requests("session", page, lambda patient: cast.in_browser(patient.user))
    return [
        Target("bare", requests("bare", page, lambda patient: FROM_PROXY)),
        Target("session", signed_in, "bare"),
        Target("session again", signed_in, "session"),
        Target("token", requests("token", plan, lambda patient: cast.by_token(patient.responsible)), "bare"),
        Target(
            "token, no limit", requests("unlimited", plan, lambda patient: cast.by_token(patient.responsible)), "token"
        ),
    ]
