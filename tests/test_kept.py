"""Queries whose SQL is kept give the rows that a new queryset would give."""

from uuid import uuid4

from accounts.kept import Kept, give, ids_in
from accounts.models import Membership, User
from tests import factories

MEMBERS = Kept(
    lambda clinics: (
        Membership.objects.filter(clinic__in=ids_in(clinics)).select_related("user").order_by("user__email")
    ),
    clinics=[uuid4()],
)
COLLEAGUES = Kept(
    lambda clinic, email: User.objects.filter(memberships__clinic=clinic).exclude(email=email).order_by("email"),
    clinic=uuid4(),
    email="somebody@example.org",
)


def test_each_call_asks_for_its_own_values(clinic, other_clinic, clinician, colleague, stranger):
    assert COLLEAGUES(clinic=clinic.pk, email=clinician.email) == [colleague]
    assert COLLEAGUES(clinic=clinic.pk, email=colleague.email) == [clinician]
    assert COLLEAGUES(clinic=other_clinic.pk, email=clinician.email) == [stranger]


def test_rows_are_read_anew_by_each_call(clinic, clinician):
    assert COLLEAGUES(clinic=clinic.pk, email="") == [clinician]
    newcomer = factories.make_clinician(clinic, email="z@example.org")
    assert COLLEAGUES(clinic=clinic.pk, email="") == [clinician, newcomer]


def test_a_list_may_have_any_length(clinic, other_clinic, clinician, stranger):
    assert [each.user for each in MEMBERS(clinics=[])] == []
    assert [each.user for each in MEMBERS(clinics=[clinic.pk])] == [clinician]
    assert [each.user for each in MEMBERS(clinics=[clinic.pk, other_clinic.pk])] == [clinician, stranger]


def test_related_rows_come_with_the_same_query(clinic, clinician, django_assert_num_queries):
    MEMBERS(clinics=[clinic.pk])
    with django_assert_num_queries(1):
        assert MEMBERS(clinics=[clinic.pk])[0].user.name == "Anna Marlow"


def test_given_rows_are_found_without_a_query(clinic, other_clinic, clinician, django_assert_num_queries):
    give([clinic, other_clinic], "memberships", MEMBERS(clinics=[clinic.pk, other_clinic.pk]), of="clinic")
    with django_assert_num_queries(0):
        assert [each.user for each in clinic.memberships.all()] == [clinician]
        assert clinic.memberships.all()[0].clinic is clinic
        assert list(other_clinic.memberships.all()) == []


def test_given_rows_can_still_be_filtered(clinic, clinician):
    give([clinic], "memberships", MEMBERS(clinics=[clinic.pk]), of="clinic")
    assert clinic.memberships.filter(role=Membership.Role.CLINICIAN).count() == 1
    assert clinic.memberships.filter(role=Membership.Role.ADMIN).count() == 0
