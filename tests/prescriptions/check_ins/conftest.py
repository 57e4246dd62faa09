"""A plan of two exercises, and a patient who checks in and does them over the API."""

import pytest
from django.utils import timezone

from tests import factories


@pytest.fixture
def today(patient):
    return patient.today(timezone.now())


@pytest.fixture
def plan(episode, clinician):
    """An issued plan: a gentle exercise, and a harder one; pain was 6 when it was issued."""
    factories.make_assessment(episode, by=clinician, pain_now=6)
    exercises = [factories.make_exercise(key="gentle"), factories.make_exercise(key="harder", difficulty=2)]
    return factories.make_plan(episode, by=clinician, exercises=exercises)


@pytest.fixture
def say(api, patient_user, plan, today):
    """`say(kind=…, pain=…)` sends a check-in of the patient; the answer."""

    def send(user=patient_user, *, of=plan, **facts):
        return api(user).post(f"/api/v1/plans/{of.pk}/check-ins/", {"date": str(today), "kind": "before", **facts})

    return send


@pytest.fixture
def do(api, patient_user, plan, today):
    """`do("gentle", pain_during=…)` records a completion of the patient; the answer."""

    def send(key, **facts):
        body = {"item": str(plan.items.get(exercise_id=key).pk), "date": str(today), "outcome": "done", **facts}
        return api(patient_user).post(f"/api/v1/plans/{plan.pk}/completions/", body)

    return send
