"""/clinic/members/: roles and absences, and the last admin."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from accounts import members
from accounts.access import is_admin
from accounts.models import Clinic, Membership, MembershipChange
from accounts.refusals import NotYours, Refused
from patients.actions import handover
from patients.duty import answering_clinician
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/clinic/members/"


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


def roles_of(person):
    return sorted(Membership.objects.filter(user=person).values_list("role", flat=True))


def of(person):
    return f"{LIST}{person.pk}/"


def test_everybody_stands_on_the_page_with_roles_and_patients(page, admin, clinician, colleague, patient):
    Membership.objects.create(user=clinician, clinic=patient.clinic, role="admin")
    rows = page.get(LIST).context["people"]
    assert [(row["user"], sorted(row["roles"]), row["patients"]) for row in rows] == [
        (clinician, ["admin", "clinician"], 1),
        (colleague, ["clinician"], 0),
        (admin, ["admin"], 0),
    ]


def test_one_member_and_three_cost_the_same_queries(page, clinic, django_assert_num_queries):
    with django_assert_num_queries(6):
        page.get(LIST)
    for _each in "12":
        factories.make_clinician(clinic)
    with django_assert_num_queries(6):
        assert len(page.get(LIST).context["people"]) == 3


def test_roles_change_and_leave_a_line(page, admin, colleague):
    assert page.post(of(colleague), {"about": "roles", "roles": ["clinician", "admin"]}).status_code == 302
    assert roles_of(colleague) == ["admin", "clinician"]
    change = MembershipChange.objects.get(kind="roles")
    assert (change.user, change.by) == (colleague, admin)
    assert change.about == {"was": ["clinician"], "became": ["admin", "clinician"]}


def test_what_happened_to_members_is_never_rewritten(page, colleague):
    page.post(of(colleague), {"about": "roles", "roles": ["admin"]})
    for change in (lambda rows: rows.update(kind="left"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(MembershipChange.objects.all())


@pytest.mark.parametrize("roles", [[], ["owner"]])
def test_no_role_and_an_unknown_one_are_refused(page, colleague, roles):
    assert page.post(of(colleague), {"about": "roles", "roles": roles}).status_code == 400
    assert roles_of(colleague) == ["clinician"]


def test_the_last_admin_keeps_the_role(page, admin):
    assert page.post(of(admin), {"about": "roles", "roles": ["clinician"]}).status_code == 409
    assert roles_of(admin) == ["admin"]


def test_a_clinician_with_patients_keeps_the_role(page, clinician, patient):
    assert page.post(of(clinician), {"about": "roles", "roles": ["admin"]}).status_code == 409
    assert roles_of(clinician) == ["clinician"]


def test_an_absence_names_a_deputy_who_then_answers(page, clinic, clinician, colleague, patient):
    today = clinic.today(timezone.now())
    typed = {"about": "away", "until": today + timedelta(days=9), "deputy": colleague.pk}
    assert page.post(of(clinician), typed).status_code == 302
    assert answering_clinician(patient, today) == colleague
    assert f"{colleague} answers" in page.get(LIST).content.decode()
    assert page.post(of(clinician), {"about": "back"}).status_code == 302
    assert answering_clinician(patient, today) == clinician
    assert list(MembershipChange.objects.order_by("pk").values_list("kind", flat=True)) == ["away", "back"]


@pytest.mark.parametrize(
    ("days", "deputy", "field"),
    [(-1, "colleague", "until"), (367, "colleague", "until"), (3, "stranger", "deputy"), (3, "clinician", "deputy")],
)
def test_a_wrong_absence_is_refused_beside_its_field(page, clinic, request, clinician, colleague, days, deputy, field):
    deputy = request.getfixturevalue(deputy)
    until = clinic.today(timezone.now()) + timedelta(days=days)
    answer = page.post(of(clinician), {"about": "away", "until": until, "deputy": deputy.pk})
    assert (answer.status_code, list(answer.context["away"].errors)) == (400, [field])
    assert Membership.objects.get(user=clinician).away_until is None


def test_a_clinician_says_themself_that_they_are_away_and_nobody_else(clinic, clinician, colleague):
    now = timezone.now()
    facts = {"clinic": clinic, "until": clinic.today(now), "deputy": colleague, "today": clinic.today(now), "now": now}
    handover.set_away(by=clinician, member=clinician, **facts)
    assert Membership.objects.get(user=clinician).deputy == colleague
    with pytest.raises(NotYours):
        members.set_back(by=colleague, clinic=clinic, member=clinician, now=now)


@pytest.mark.parametrize("path", [LIST, "/clinic/"])
def test_only_admins_open_the_pages(browser_of, path, clinician, stranger, patient_user, admin):
    for person in (clinician, stranger, patient_user):
        assert browser_of(person).get(path).status_code == 403
    assert browser_of(admin).get(path).status_code == 200


def test_members_of_another_clinic_are_not_found(page, stranger, other_clinic):
    assert page.get(of(stranger)).status_code == 404
    assert page.post(of(stranger), {"about": "roles", "roles": ["admin"]}).status_code == 404
    assert page.get(f"{LIST}?clinic={other_clinic.pk}").status_code == 404
    assert roles_of(stranger) == ["clinician"]


# --- two admins take each other's role, or remove each other, at once ---------------------------------------


def take_the_role(by, clinic, member):
    handover.change_roles(by=by, clinic=clinic, member=member, roles=["clinician"], now=timezone.now())


def let_go(by, clinic, member):
    handover.let_go(by=by, clinic=clinic, member=member, successor=None, now=timezone.now())


WAYS = pytest.mark.parametrize("end", [take_the_role, let_go], ids=["roles", "leave"])


def end_each_other(clinic, end):
    one, two = (factories.make_admin(clinic) for _each in "12")
    Membership.objects.create(user=one, clinic=clinic, role="clinician")
    Membership.objects.create(user=two, clinic=clinic, role="clinician")
    assert all(is_admin(each, clinic_id=clinic.pk) for each in (one, two)), "as their pages read it"
    gate = threading.Barrier(2)

    def take(pair):
        by, member = pair
        try:
            gate.wait(timeout=10)
            end(by, clinic, member)
            return "taken"
        except (Refused, NotYours):
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(take, [(one, two), (two, one)]))
    return outcomes, Membership.objects.filter(clinic=clinic, role="admin").count()


@WAYS
@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_end_each_other(clinic, end):
    assert end_each_other(clinic, end) == (["refused", "taken"], 1)


@WAYS
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_clinic_would_be_left_without_admin(clinic, end, monkeypatch):
    read = threading.Barrier(2)

    def unlocked(clinic, user):
        read.wait(timeout=10)  # both have judged before either writes

    for module in (members, handover):
        monkeypatch.setattr(module, "lock_clinic", lambda clinic, by: Clinic.objects.get(pk=clinic.pk))
        monkeypatch.setattr(module, "require_another_admin", unlocked)
    assert end_each_other(clinic, end) == (["taken", "taken"], 0)


def test_an_admin_whose_role_was_taken_while_they_waited_changes_nothing(clinic, admin, colleague):
    assert is_admin(admin, clinic_id=clinic.pk), "read once a request, and kept"
    Membership.objects.filter(user=admin).delete()
    with pytest.raises(NotYours):
        members.change_roles(by=admin, clinic=clinic, member=colleague, roles=["admin"], now=timezone.now())
    assert roles_of(colleague) == ["clinician"]


# --- the clinic's details -----------------------------------------------------------------------------------

DETAILS = {
    "name": "Northfield Back Clinic",
    "phone": "01632 960 999",
    "emergency_number": "999",
    "time_zone": "Europe/Dublin",
    "language": "ru",
}


def test_an_admin_changes_the_details(page, clinic):
    assert page.post("/clinic/", DETAILS).status_code == 302
    clinic.refresh_from_db()
    assert {name: getattr(clinic, name) for name in DETAILS} == DETAILS


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("time_zone", "Mars/Base"), ("language", "xx"), ("name", ""), ("phone", ""), ("emergency_number", "9" * 21)],
)
def test_a_wrong_detail_is_refused_beside_its_field(page, clinic, field, wrong):
    answer = page.post("/clinic/", DETAILS | {field: wrong})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    clinic.refresh_from_db()
    assert clinic.name == "Northfield Spine Clinic"


def test_no_two_clinics_bear_one_name(page, other_clinic):
    answer = page.post("/clinic/", DETAILS | {"name": other_clinic.name.upper()})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["name"])
