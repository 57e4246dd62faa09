"""The demonstration looks the same on whatever day it is filled."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts.models import User
from prescriptions.day import days_of
from prescriptions.demonstration import fill
from prescriptions.models import Completion, Plan

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    ],
    ids=["clocks go forward", "leap day"],
)
def test_it_can_be_filled_on_any_day(library, moment):
    fill(now=moment)
    statuses = Counter(Plan.objects.with_shown_status(moment).values_list("shown_status", flat=True))
    assert statuses == {"issued": 13, "held": 2, "ended": 4, "superseded": 3, "draft": 1}
    assert not Completion.objects.filter(recorded_at__gt=moment).exists()
    vera = User.objects.get(email="patient@example.org")
    [day] = days_of(Plan.objects.owned_by(vera).current().for_reading().with_items(), None, now=moment)
    assert day.allowed


def test_it_is_the_same_clinic_every_time(library):
    """The logs are drawn by chance, but always by the same."""
    first, second = _logs_of_a_filling(), _logs_of_a_filling()
    assert len(first) > 1000
    assert first == second


def _logs_of_a_filling():
    fields = ("item__plan__episode__patient__name", "date", "item__exercise", "occurrence", "outcome", "reason")
    with transaction.atomic():
        fill(now=datetime(2026, 11, 22, 12, tzinfo=UTC))
        logs = list(Completion.objects.order_by(*fields).values_list(*fields))
        transaction.set_rollback(True)
    return logs
