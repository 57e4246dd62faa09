"""A patient who has chosen, and a plan to be reminded of."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Reminders
from tests import factories

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 7 o'clock in London


@pytest.fixture
def clock():
    """Monday 2 March 2026, 7:00 in London; `clock.move_to(...)` goes on."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan_of(clinician, episode):
    """`plan_of(Dose(...), ...)` is an issued plan with an exercise of each dose."""

    def make(*doses, now=None, **fields):
        now = now or datetime.now(UTC)
        episode.opened_on = min(episode.opened_on, now.date() - timedelta(days=30))
        episode.save()
        exercises = [factories.make_exercise(dose=dose) for dose in doses or [Dose(repetitions=5)]]
        return factories.make_plan(episode, by=clinician, exercises=exercises, now=now, **fields)

    return make


@pytest.fixture
def chosen(patient, patient_user):
    """`chosen(by_mail=True, ...)` stores what the patient chose; nothing but the address unless told otherwise."""

    def choose(*, times=(time(9),), by_mail=False, news=False, email="patient@example.org"):
        actions.choose_reminders(
            by=patient_user,
            patient=patient,
            times=list(times),
            by_mail=by_mail,
            news=news,
            email=email,
            now=datetime.now(UTC),
        )
        return Reminders.objects.get(patient=patient)

    return choose


@pytest.fixture
def feed(patient, patient_user, client):
    """`feed()` reads the calendar under a new address; `feed(address)` under that one."""

    def read(address=None):
        if address is None:
            secret = actions.make_feed(by=patient_user, patient=patient, now=datetime.now(UTC))
            address = f"/calendar/{secret}.ics"
        read.address = address
        return client.get(address)

    return read
