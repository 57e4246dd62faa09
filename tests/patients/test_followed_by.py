"""Whom a person follows is found by index, however many patients there are."""

import pytest
from django.db import connection
from django.db.models import Q

from patients.models import Patient
from prescriptions.models import Plan, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _many(patient):
    """So many others that the planner has a choice to make, and has counted them."""
    more = factories.make_patient(patient.clinic, responsible=patient.responsible)
    rows = [
        Patient(clinic=more.clinic, responsible=more.responsible, name="Somebody", birth_date=more.birth_date,
            record_number=f"M-{number}", time_zone=more.time_zone)
        for number in range(500)
    ]  # fmt: skip
    Patient.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE patients_patient")


def starts_from_the_person(rows):
    """True if PostgreSQL begins with the index on patients by account, where it avoids reading whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return "using patients_patient_user_id" in rows.explain()


def test_records_and_plans_are_found_from_the_person(patient_user, patient):
    assert starts_from_the_person(Patient.objects.followed_by(patient_user))
    assert starts_from_the_person(Plan.objects.followed_by(patient_user).current())


def test_two_conditions_on_a_join_are_not(patient_user, patient):
    either = Q(episode__patient__user=patient_user) | Q(episode__patient__in=patient_user.helps.values("patient"))
    assert not starts_from_the_person(Plan.objects.filter(either).exclude(status=Status.DRAFT))
