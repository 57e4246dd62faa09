"""Who is responsible, kept by the database; who answers while they are away; both sides of each race."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from accounts.models import Membership, User
from patients import actions
from patients.duty import (
    absences_at,
    answering,
    answering_clinician,
    clinicians_of,
    covered_by,
    is_unanswered,
    settle_duty,
)
from patients.models import Patient
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
DUTY = ("responsible_is_an_active_clinician", "deputy_is_an_active_clinician")


def membership(person):
    return Membership.objects.get(user=person, role="clinician")


def away(person, deputy, *, start=TODAY, until=TODAY):
    absence = {"away_from": start, "away_until": until, "deputy": deputy}
    Membership.objects.filter(user=person, role="clinician").update(**absence)


def refused(change):
    """The constraint that refuses `change` when its transaction is judged."""

    def judged():
        with transaction.atomic():
            change()
            settle_duty()

    with pytest.raises(IntegrityError) as error:
        judged()
    return error.value.__cause__.diag.constraint_name


# --- the database refuses -----------------------------------------------------------------------------------


def test_a_patient_is_not_given_to_somebody_who_is_no_active_clinician_of_the_clinic(patient, admin, stranger, clinic):
    left = factories.make_clinician(clinic, is_active=False)
    for person in (admin, stranger, left):
        assert refused(lambda person=person: Patient.objects.update(responsible=person)) == DUTY[0]
        assert refused(lambda person=person: factories.make_patient(clinic, responsible=person)) == DUTY[0]


def test_a_patient_is_not_moved_to_a_clinic_where_the_responsible_does_not_work(patient, other_clinic):
    assert refused(lambda: Patient.objects.update(clinic=other_clinic)) == DUTY[0]


@pytest.mark.parametrize(
    "leave",
    [
        lambda person: Membership.objects.filter(user=person).delete(),
        lambda person: Membership.objects.filter(user=person).update(role="admin"),
        lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
    ],
    ids=["deleted", "another role", "account closed"],
)
def test_a_clinician_with_patients_cannot_leave(patient, clinician, leave):
    assert refused(lambda: leave(clinician)) == DUTY[0]


def test_a_clinician_leaves_in_the_transaction_that_hands_the_patients_over(patient, clinician, colleague):
    with transaction.atomic():
        membership(clinician).delete()
        Patient.objects.update(responsible=colleague)
        settle_duty()
    assert Patient.objects.get().responsible == colleague


def test_archived_records_hold_nobody_back_and_come_back_only_with_somebody(patient, clinician, colleague):
    Patient.objects.update(archived_at=timezone.now())
    membership(clinician).delete()
    settle_duty()
    assert refused(lambda: Patient.objects.update(archived_at=None)) == DUTY[0]
    Patient.objects.update(archived_at=None, responsible=colleague)
    settle_duty()


def test_somebody_who_works_at_two_clinics_leaves_the_one_without_patients(patient, clinician, other_clinic):
    Membership.objects.create(user=clinician, clinic=other_clinic, role="clinician")
    Membership.objects.filter(user=clinician, clinic=other_clinic).delete()
    settle_duty()
    assert refused(lambda: membership(clinician).delete()) == DUTY[0]


def test_a_deputy_is_an_active_clinician_of_the_clinic(clinician, colleague, stranger, admin, clinic):
    left = factories.make_clinician(clinic, is_active=False)
    for person in (stranger, admin, left):
        assert refused(lambda person=person: away(clinician, person)) == DUTY[1]
    away(clinician, colleague)
    settle_duty()
    assert refused(lambda: membership(colleague).delete()) == DUTY[1]
    assert refused(lambda: User.objects.filter(pk=colleague.pk).update(is_active=False)) == DUTY[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"away_from": TODAY, "away_until": TODAY},
        {"away_from": TODAY, "deputy": "colleague"},
        {"away_until": TODAY, "deputy": "colleague"},
        {"away_from": TODAY, "away_until": TODAY, "deputy": "clinician"},
        {"away_from": TODAY, "away_until": TODAY - timedelta(days=1), "deputy": "colleague"},
    ],
    ids=["no deputy", "no end", "no beginning", "oneself", "the end first"],
)
def test_who_is_away_has_a_first_and_a_last_day_and_another_as_deputy(clinician, colleague, fields):
    people = {"colleague": colleague, "clinician": clinician}
    fields = {name: people.get(value, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=clinician).update(**fields)


# --- the actions refuse in words ----------------------------------------------------------------------------


def test_a_record_taken_by_somebody_who_leaves_at_that_moment_is_refused_beside_the_field(
    patient, clinician, colleague, monkeypatch
):
    """The check that was made before is blind here; the database says it, and the form shows it."""
    monkeypatch.setattr("patients.actions.records.clinicians_of", lambda clinic: User.objects.all())
    colleague.memberships.all().delete()
    with pytest.raises(ValidationError) as error:
        actions.change_record(by=clinician, patient=patient, changes={"responsible": colleague}, now=timezone.now())
    assert list(error.value.error_dict) == ["responsible"]


# --- who answers --------------------------------------------------------------------------------------------


def test_the_responsible_clinician_answers_unless_away(patient, clinician, colleague):
    assert answering_clinician(patient, TODAY) == clinician
    away(clinician, colleague)
    assert answering_clinician(patient, TODAY) == colleague, "the last day counts"
    assert answering_clinician(patient, TODAY + timedelta(days=1)) == clinician


def test_the_deputy_answers_from_the_first_day_on(patient, clinician, colleague):
    first, last = TODAY + timedelta(days=2), TODAY + timedelta(days=4)
    away(clinician, colleague, start=first, until=last)
    days = [TODAY + timedelta(days=count) for count in range(1, 6)]
    assert [answering_clinician(patient, day) == colleague for day in days] == [False, True, True, True, False]
    membership_ = membership(clinician)
    assert [membership_.is_away(day) for day in days] == [False, True, True, True, False]
    assert [membership_.will_be_away(day) for day in days] == [True, False, False, False, False]


def test_a_row_of_deputies_that_goes_round_on_one_day_is_found_and_no_other(clinic, clinician, colleague):
    """The two are away together on one day only; asked about any days, only that one matters."""
    day = [TODAY + timedelta(days=count) for count in range(8)]
    away(clinician, colleague, start=day[1], until=day[4])
    away(colleague, clinician, start=day[4], until=day[6])
    for first in range(8):
        for last in range(first, 8):
            found = is_unanswered(clinician, clinic, first=day[first], last=day[last])
            assert found == (first <= 4 <= last), (first, last)


def test_the_deputy_of_a_deputy_answers_when_both_are_away(patient, clinician, colleague, clinic):
    third = factories.make_clinician(clinic)
    away(clinician, colleague)
    away(colleague, third)
    assert answering_clinician(patient, TODAY) == third


def test_when_all_deputies_are_away_the_responsible_stays_named(patient, clinician, colleague, clinic):
    away(clinician, colleague)
    away(colleague, clinician)
    assert answering_clinician(patient, TODAY) == clinician


def test_an_absence_at_one_clinic_says_nothing_about_another(patient, clinician, colleague, other_clinic):
    Membership.objects.create(user=clinician, clinic=other_clinic, role="clinician")
    other = factories.make_clinician(other_clinic)
    there = Membership.objects.filter(user=clinician, clinic=other_clinic)
    there.update(away_from=TODAY, away_until=TODAY, deputy=other)
    assert answering_clinician(patient, TODAY) == clinician
    assert absences_at(other_clinic, TODAY) == {clinician.pk: other}


def test_covered_by_names_those_for_whom_somebody_answers(clinic, clinician, colleague):
    third = factories.make_clinician(clinic)
    assert covered_by(colleague, absences_at(clinic, TODAY)) == {colleague.pk}
    away(clinician, colleague)
    absences = absences_at(clinic, TODAY)
    assert covered_by(colleague, absences) == {clinician.pk, colleague.pk}
    assert covered_by(clinician, absences) == set()
    away(colleague, third)
    absences = absences_at(clinic, TODAY)
    assert covered_by(third, absences) == {clinician.pk, colleague.pk, third.pk}
    for person in (clinician, colleague, third):
        for responsible in (clinician, colleague, third):
            assert (responsible.pk in covered_by(person, absences)) == (answering(responsible, absences) == person)


def test_asking_who_answers_is_one_query(patient, clinician, colleague, django_assert_num_queries):
    away(clinician, colleague)
    patient = Patient.objects.select_related("responsible").get()
    with django_assert_num_queries(1):
        answering_clinician(patient, TODAY)


def test_clinicians_of_a_clinic_are_its_active_ones(clinic, clinician, colleague, admin, stranger):
    factories.make_clinician(clinic, is_active=False)
    assert set(clinicians_of(clinic)) == {clinician, colleague}


# --- both at once -------------------------------------------------------------------------------------------


def one_gives_while_the_other_leaves(patient, colleague, *, judged=None):
    """Give `patient` to `colleague` while they leave; both have written before either commits.

    With the barrier `judged` both were also judged before either commits: what the lock makes impossible.
    """
    written, outcomes = threading.Barrier(2), {}

    def run(name, change):
        try:
            with transaction.atomic():
                change()
                written.wait(timeout=10)
                if judged:
                    settle_duty()
                    judged.wait(timeout=10)
            outcomes[name] = "done"
        except IntegrityError:
            outcomes[name] = "refused"
        finally:
            connections.close_all()

    give = threading.Thread(target=run, args=("give", lambda: Patient.objects.update(responsible=colleague)))
    leave = threading.Thread(target=run, args=("leave", lambda: membership(colleague).delete()))
    for thread in (give, leave):
        thread.start()
    for thread in (give, leave):
        thread.join(timeout=20)
    return outcomes


def orphans():
    return Patient.objects.exclude(responsible__memberships__role="clinician").count()


@pytest.mark.django_db(transaction=True)
def test_a_patient_given_and_a_clinician_leaving_at_once_cannot_both_pass(patient, colleague):
    assert sorted(one_gives_while_the_other_leaves(patient, colleague).values()) == ["done", "refused"]
    assert orphans() == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_share_lock_both_would_pass(patient, colleague):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('is_active_clinician'::regproc)")
        guarded = cursor.fetchone()[0]
        cursor.execute(guarded.replace("FOR SHARE OF m, u;", ";"))
    try:
        outcomes = one_gives_while_the_other_leaves(patient, colleague, judged=threading.Barrier(2))
        assert outcomes == {"give": "done", "leave": "done"}
        assert orphans() == 1
    finally:
        Patient.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(guarded)
