"""A query is written once; what it answers is what the queryset would have answered each time."""

import uuid

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import User
from accounts.statements import Statement
from patients.models import Patient
from prescriptions.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db


def treated(user, pk):
    return Patient.objects.treated_by(User(pk=user)).filter(pk=pk).values_list("id", "name", "conditions")


def test_it_answers_as_the_queryset_does_for_each_pair_of_values(clinic, clinician, stranger, patient, other_patient):
    statement, met = Statement(treated, "user", "pk"), 0
    for user in (clinician, stranger):
        for pk in (patient.pk, other_patient.pk, uuid.uuid4()):
            expected = list(treated(user.pk, pk))
            assert statement.rows(user=user.pk, pk=pk) == expected
            met += len(expected)
    assert met == 2


def test_the_queryset_is_built_once_and_writing_it_asks_nothing(clinician, patient, django_assert_num_queries):
    built = []

    def build(user, pk):
        built.append((user, pk))
        return treated(user, pk)

    statement = Statement(build, "user", "pk")
    for _twice in "12":
        with django_assert_num_queries(1):
            statement.rows(user=clinician.pk, pk=patient.pk)
    assert len(built) == 1
    assert clinician.pk not in built[0]


def test_what_is_the_same_for_all_stays(clinician, patient, episode):
    plan = factories.make_plan(episode, by=clinician)
    statement = Statement(
        lambda pk: Plan.objects.filter(pk=pk, status="issued", version__gte=1).values_list("version", "note"), "pk"
    )
    assert statement.rows(pk=plan.pk) == [(1, "")]
    Plan.objects.update(status="held")
    assert statement.rows(pk=plan.pk) == []


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'plumbline%'")
        return cursor.fetchone()[0]


def test_the_server_plans_it_once_a_connection(patient, django_assert_num_queries):
    statement, before = Statement(lambda pk: Patient.objects.filter(pk=pk).values_list("name"), "pk"), prepared()
    with django_assert_num_queries(2):
        assert [statement.rows(pk=patient.pk) for _twice in "12"] == [[("Vera Lindqvist",)]] * 2
    assert prepared() == before + 1


def test_behind_a_pooler_nothing_is_prepared(patient, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = prepared()
    statement = Statement(lambda pk: Patient.objects.filter(pk=pk).values_list("name"), "pk")
    assert statement.rows(pk=patient.pk) == [("Vera Lindqvist",)]
    assert prepared() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change", ["DEALLOCATE {name}", "ALTER TABLE patients_patient ALTER COLUMN name TYPE varchar({long})", "disconnect"]
)
def test_what_the_server_forgot_or_planned_for_other_tables_is_asked_anew(patient, change):
    statement = Statement(lambda pk: Patient.objects.filter(pk=pk).values_list("name"), "pk")
    statement.rows(pk=patient.pk)
    if change == "disconnect":
        connection.close()
    else:
        with connection.cursor() as cursor:
            cursor.execute(change.format(name=statement._name, long=201))
    assert [statement.rows(pk=patient.pk) for _twice in "12"] == [[("Vera Lindqvist",)]] * 2
    if "ALTER" in change:
        with connection.cursor() as cursor:
            cursor.execute(change.format(long=200))
    assert prepared() >= 1


def test_inside_a_transaction_a_failure_is_told(patient):
    statement = Statement(lambda pk: Patient.objects.filter(pk=pk).values_list("name"), "pk")
    statement.rows(pk=patient.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"DEALLOCATE {statement._name}")  # and of no other: this connection serves the next tests, too
    with pytest.raises(OperationalError, match="does not exist"), transaction.atomic():
        statement.rows(pk=patient.pk)


def test_a_value_used_twice_is_given_twice(patient, other_patient):
    statement = Statement(
        lambda pk: (Patient.objects.filter(pk=pk) | Patient.objects.filter(clinic=pk)).values_list("name"), "pk"
    )
    assert statement.rows(pk=patient.pk) == [("Vera Lindqvist",)]
    assert sorted(statement.rows(pk=patient.clinic_id)) == [("Tomas Brandt",), ("Vera Lindqvist",)]


def test_a_value_that_is_not_asked_for_is_a_mistake_in_the_code(patient):
    with pytest.raises(TypeError, match="does not ask for user"):
        Statement(lambda user, pk: Patient.objects.filter(pk=pk).values_list("pk"), "user", "pk").rows(
            user=patient.pk, pk=patient.pk
        )


def test_a_query_that_asks_nothing_is_a_mistake_in_the_code(patient):
    with pytest.raises(TypeError, match="asks the database nothing"):
        Statement(lambda pk: Patient.objects.none().values_list("pk"), "pk").rows(pk=patient.pk)


def test_text_with_a_percent_sign_is_no_place_for_a_value(patient):
    Patient.objects.update(name="100%s Vera")
    statement = Statement(lambda pk: Patient.objects.filter(pk=pk, name__contains="0%s V").values_list("name"), "pk")
    assert statement.rows(pk=patient.pk) == [("100%s Vera",)]
