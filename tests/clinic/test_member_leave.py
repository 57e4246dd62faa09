"""/clinic/members/<uuid>/leave/: somebody goes, and every patient of theirs has somebody else the same moment."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from accounts.access import is_clinician
from accounts.models import ApiToken, Membership
from accounts.refusals import NotYours, Refused
from patients.actions import handover
from patients.models import Patient
from prescriptions import actions
from prescriptions.models import Plan, PlanEvent
from tests import factories

pytestmark = pytest.mark.django_db
SURE = {"sure": "yes"}


def of(person):
    return f"/clinic/members/{person.pk}/leave/"


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


def responsible():
    return dict(Patient.objects.values_list("record_number", "responsible__email"))


def test_all_patients_pass_to_one_and_some_to_another(page, clinic, clinician, colleague, patient, other_patient):
    third = factories.make_clinician(clinic, email="third@example.org")
    typed = SURE | {"successor": colleague.pk, f"to_{other_patient.pk}": third.pk}
    assert page.post(of(clinician), typed).status_code == 302
    assert responsible() == {
        patient.record_number: "colleague@example.org",
        other_patient.record_number: "third@example.org",
    }
    clinician.refresh_from_db()
    assert (clinician.is_active, clinician.memberships.count()) == (False, 0)


@pytest.mark.parametrize("successor", ["", "nonsense", "self", "stranger"])
def test_without_an_heir_nobody_goes(page, clinician, stranger, patient, successor):
    people = {"self": clinician.pk, "stranger": stranger.pk}
    answer = page.post(of(clinician), SURE | {"successor": people.get(successor, successor)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["successor"])
    assert responsible() == {patient.record_number: "doctor@example.org"}
    assert clinician.memberships.count() == 1


def test_everybody_named_one_by_one_needs_no_heir_for_all(page, clinician, colleague, patient):
    assert page.post(of(clinician), SURE | {f"to_{patient.pk}": colleague.pk}).status_code == 302
    assert responsible() == {patient.record_number: "colleague@example.org"}


def test_somebody_without_patients_just_goes(page, colleague):
    assert page.post(of(colleague), SURE).status_code == 302
    assert colleague.memberships.count() == 0


def test_those_they_stand_in_for_get_another_deputy(page, clinic, clinician, colleague, patient):
    third = factories.make_clinician(clinic)
    until = clinic.today(timezone.now()) + timedelta(days=3)
    Membership.objects.filter(user=clinician).update(away_from=until, away_until=until, deputy=colleague)
    assert page.post(of(colleague), SURE).status_code == 400
    assert page.post(of(colleague), SURE | {"deputy": clinician.pk}).status_code == 400
    assert page.post(of(colleague), SURE | {"deputy": third.pk}).status_code == 302
    assert Membership.objects.get(user=clinician).deputy == third


def test_the_last_admin_stays(page, admin):
    assert page.post(of(admin), SURE).status_code == 409
    assert admin.memberships.count() == 1


def test_their_keys_open_nothing_any_more(page, colleague, api, patient):
    caller = api(colleague)
    assert caller.get(f"/api/v1/patients/{patient.pk}/").status_code == 200
    page.post(of(colleague), SURE)
    assert caller.get(f"/api/v1/patients/{patient.pk}/").status_code == 401
    assert not ApiToken.objects.filter(user=colleague, revoked_at=None).exists()


def test_who_works_elsewhere_or_is_a_patient_still_signs_in(page, colleague, other_clinic, clinic, clinician):
    elsewhere = Membership.objects.create(user=colleague, clinic=other_clinic, role="clinician")
    page.post(of(colleague), SURE)
    colleague.refresh_from_db()
    assert (colleague.is_active, list(colleague.memberships.all())) == (True, [elsewhere])
    both = factories.make_clinician(clinic)
    factories.make_patient(clinic, responsible=clinician, user=both)
    page.post(of(both), SURE)
    both.refresh_from_db()
    assert (both.is_active, both.memberships.count()) == (True, 0)


def test_an_open_draft_goes_on_with_the_new_clinician(page, clinician, colleague, episode):
    factories.make_assessment(episode, by=clinician)
    draft = actions.create_draft(by=clinician, episode=episode, now=timezone.now(), note="As we said.")
    assert page.get(of(clinician)).context["drafts"] == 1
    page.post(of(clinician), SURE | {"successor": colleague.pk})
    event = PlanEvent.objects.get(plan=draft, kind="handed_over")
    assert event.about == {"from": str(clinician.pk), "to": str(colleague.pk)}
    draft.refresh_from_db()
    assert (draft.note, draft.created_by, draft.status) == ("As we said.", clinician, "draft")
    assert actions.issue_plan(by=colleague, plan=draft, now=timezone.now()).issued_by == colleague


def test_archived_records_stay_as_they_are(page, clinician, patient):
    Patient.objects.update(archived_at=timezone.now())
    assert page.post(of(clinician), SURE).status_code == 302
    assert responsible() == {patient.record_number: "doctor@example.org"}


def test_who_may(browser_of, clinician, stranger, admin):
    for person in (clinician, stranger):
        assert browser_of(person).post(of(clinician), SURE).status_code == 403
    assert browser_of(admin).post(of(stranger), SURE).status_code == 404


# --- a patient is given to them at that moment --------------------------------------------------------------


def leave_while_a_patient_comes(clinic, admin, clinician, colleague, patient):
    """`colleague`, without patients, leaves; after the check and before the commit a patient is given to them."""
    given = threading.Event()

    def give():
        try:
            Patient.objects.filter(pk=patient.pk).update(responsible=colleague)
            given.set()
        finally:
            connections.close_all()

    real = handover._require_heirs

    def then_give(*facts):
        real(*facts)
        thread = threading.Thread(target=give)
        thread.start()
        thread.join(timeout=10)

    handover._require_heirs = then_give
    try:
        handover.let_go(by=admin, clinic=clinic, member=colleague, successor=None, now=timezone.now())
    finally:
        handover._require_heirs = real
    return given.is_set()


@pytest.mark.django_db(transaction=True)
def test_a_patient_who_comes_meanwhile_stops_it(clinic, admin, clinician, colleague, patient):
    with pytest.raises(Refused):
        leave_while_a_patient_comes(clinic, admin, clinician, colleague, patient)
    assert (colleague.memberships.count(), Patient.objects.get().responsible) == (1, colleague)


@pytest.mark.django_db(transaction=True)
def test_without_the_judgment_the_database_would_still_refuse(
    clinic, admin, clinician, colleague, patient, monkeypatch
):
    monkeypatch.setattr(handover, "_judge", lambda otherwise: None)
    with pytest.raises(IntegrityError):
        leave_while_a_patient_comes(clinic, admin, clinician, colleague, patient)
    assert colleague.memberships.count() == 1


# --- they are writing at that moment ------------------------------------------------------------------------


def write_while_leaving(clinic, admin, clinician, episode):
    """`clinician` begins a draft for a colleague's patient; the leave is asked for before the draft is stored."""
    writing, gone = threading.Event(), threading.Event()

    def leave():
        try:
            writing.wait(timeout=10)
            facts = {"by": admin, "clinic": clinic, "member": clinician, "now": timezone.now()}
            actions.deactivate_member(successor=None, **facts)
            gone.set()
        finally:
            connections.close_all()

    def seen(episode):
        writing.set()
        gone.wait(timeout=0.7)  # passes only if the leave need not wait for us

    thread = threading.Thread(target=leave)
    thread.start()
    draft = actions.create_draft(by=clinician, episode=episode, now=timezone.now(), lines=[], seen=seen)
    thread.join(timeout=20)
    return PlanEvent.objects.filter(plan=draft, kind="handed_over").count()


@pytest.fixture
def writer(clinic, episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return factories.make_clinician(clinic, name="Nina Falk")


@pytest.mark.django_db(transaction=True)
def test_a_draft_begun_at_that_moment_is_handed_over_too(clinic, admin, writer, episode):
    assert write_while_leaving(clinic, admin, writer, episode) == 1


@pytest.mark.django_db(transaction=True)
def test_without_holding_the_role_the_draft_would_be_nobodys(clinic, admin, writer, episode, monkeypatch):
    monkeypatch.setattr("prescriptions.actions.steps._hold_role", lambda by, clinic_id: True)
    assert write_while_leaving(clinic, admin, writer, episode) == 0


def test_a_page_opened_before_they_left_writes_nothing(clinic, admin, writer, episode):
    assert is_clinician(writer), "read once a request, and kept"
    actions.deactivate_member(by=admin, clinic=clinic, member=writer, successor=None, now=timezone.now())
    with pytest.raises(NotYours):
        actions.create_draft(by=writer, episode=episode, now=timezone.now())
    assert not Plan.objects.exists()
