"""/clinic/transfers/: a patient goes to another clinic with the record, and the old clinic sees nothing more."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import QueuedMail
from accounts.refusals import NotYours, Refused
from patients.models import Patient, Transfer, WayIn
from prescriptions import actions
from prescriptions.actions import issue as issue_actions
from prescriptions.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/clinic/transfers/"
NOW = timezone.now()


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


@pytest.fixture
def other_admin(other_clinic):
    return factories.make_admin(other_clinic, email="other-admin@example.org")


@pytest.fixture
def offer(clinic, admin, patient, other_clinic):
    facts = {"clinic": clinic, "patient": patient, "target": other_clinic, "note": "Moved house."}
    return actions.offer_transfer(by=admin, now=NOW, **facts)


def accept(offer, by, responsible, **more):
    facts = {"responsible": responsible, "record_number": "S-1", "now": NOW} | more
    return actions.accept_transfer(by=by, transfer=offer, **facts)


def test_one_clinic_offers_and_the_other_accepts(page, browser_of, patient, other_clinic, other_admin, stranger):
    typed = {"record_number": patient.record_number, "target": other_clinic.pk, "note": "Moved house."}
    assert page.post(LIST, typed).status_code == 302
    offer = Transfer.objects.get()
    other = browser_of(other_admin)
    assert list(other.get(LIST).context["coming"]) == [offer]
    typed = {"responsible": stranger.pk, "record_number": "S-1"}
    assert other.post(f"{LIST}{offer.pk}/accept/", typed).status_code == 302
    patient.refresh_from_db()
    assert (patient.clinic, patient.responsible, patient.record_number) == (other_clinic, stranger, "S-1")
    offer.refresh_from_db()
    assert (offer.status, offer.decided_by) == ("accepted", other_admin)


def test_the_old_clinics_access_ends_and_the_new_ones_begins(
    browser_of, api, offer, patient, clinician, stranger, other_admin
):
    chart, call = f"/patients/{patient.pk}/", f"/api/v1/patients/{patient.pk}/"
    caller = api(clinician)
    assert (browser_of(clinician).get(chart).status_code, caller.get(call).status_code) == (200, 200)
    assert browser_of(stranger).get(chart).status_code == 404
    accept(offer, other_admin, stranger)
    assert (browser_of(clinician).get(chart).status_code, caller.get(call).status_code) == (404, 404)
    assert (browser_of(stranger).get(chart).status_code, api(stranger).get(call).status_code) == (200, 200)


def test_live_plans_wait_on_hold_and_drafts_go_along(offer, episode, clinician, stranger, other_admin):
    plan = factories.make_plan(episode, by=clinician)
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=timezone.now())
    accept(offer, other_admin, stranger)
    plan.refresh_from_db()
    assert plan.status == "held"
    assert plan.held_reason.startswith("Transferred from Northfield Spine Clinic.")
    with pytest.raises(NotYours):
        actions.resume_plan(by=clinician, plan=plan, note="Mine still.", now=timezone.now())
    actions.resume_plan(by=stranger, plan=plan, note="Looked at it.", now=timezone.now())
    issued = actions.issue_plan(by=stranger, plan=draft, now=timezone.now())
    assert issued.sheet["clinic"]["name"] == "Southgate Physiotherapy"


def test_links_and_codes_of_the_old_clinic_are_closed(offer, patient, clinician, stranger, other_admin):
    soon = timezone.now() + timedelta(days=1)
    way = WayIn.objects.create(patient=patient, kind="link", digest="x" * 64, made_by=clinician, expires_at=soon)
    accept(offer, other_admin, stranger)
    way.refresh_from_db()
    assert (way.revoked_at, way.revoked_by) == (NOW, other_admin)


def test_a_taken_record_number_and_a_foreign_clinician_are_refused_beside_their_fields(
    browser_of, offer, other_clinic, other_admin, stranger, clinician, patient
):
    factories.make_patient(other_clinic, responsible=stranger, record_number="S-1")
    path, other = f"{LIST}{offer.pk}/accept/", browser_of(other_admin)
    answer = other.post(path, {"responsible": stranger.pk, "record_number": "S-1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["record_number"])
    answer = other.post(path, {"responsible": clinician.pk, "record_number": "S-2"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["responsible"])
    patient.refresh_from_db()
    assert patient.responsible == clinician


def test_only_who_is_at_the_clinic_is_offered_and_only_to_another(clinic, other_clinic, admin, patient, stranger):
    theirs = factories.make_patient(other_clinic, responsible=stranger)
    facts = {"by": admin, "clinic": clinic, "note": "", "now": NOW}
    with pytest.raises(Refused, match="not at this clinic"):
        actions.offer_transfer(patient=theirs, target=other_clinic, **facts)
    with pytest.raises(ValidationError) as refusal:
        actions.offer_transfer(patient=patient, target=clinic, **facts)
    assert (list(refusal.value.message_dict), Transfer.objects.count()) == (["target"], 0)


def test_who_has_left_meanwhile_is_not_taken_over(offer, patient, other_clinic, other_admin, stranger):
    Patient.objects.filter(pk=patient.pk).update(clinic=other_clinic, responsible=stranger)
    with pytest.raises(Refused, match="left that clinic"):
        accept(offer, other_admin, stranger)
    assert Transfer.objects.get().status == "offered"


def test_nobody_else_than_a_clinician_there_becomes_responsible(offer, patient, clinician, other_admin):
    for person in (clinician, other_admin):
        with pytest.raises(ValidationError) as refusal:
            accept(offer, other_admin, person)
        assert list(refusal.value.message_dict) == ["responsible"]
    patient.refresh_from_db()
    assert patient.responsible == clinician


def test_an_offer_is_declined_or_withdrawn_and_decided_once(
    browser_of, page, offer, other_admin, stranger, patient, clinic
):
    assert browser_of(other_admin).post(f"{LIST}{offer.pk}/end/").status_code == 302
    offer.refresh_from_db()
    assert offer.status == "declined"
    with pytest.raises(Refused):
        accept(offer, other_admin, stranger)
    patient.refresh_from_db()
    assert patient.clinic == clinic


def test_an_offer_is_withdrawn_by_the_clinic_that_made_it(page, offer, admin):
    assert page.post(f"{LIST}{offer.pk}/end/").status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.decided_by) == ("withdrawn", admin)


def mails():
    return sorted(QueuedMail.objects.values_list("to", "subject"))


@pytest.mark.parametrize(
    ("end", "to", "subject"),
    [
        (accept, "admin@example.org", "Southgate Physiotherapy has taken over a patient"),
        ("decline", "admin@example.org", "Southgate Physiotherapy has declined a patient"),
        ("withdraw", "other-admin@example.org", "Northfield Spine Clinic has withdrawn an offer"),
    ],
    ids=["accepted", "declined", "withdrawn"],
)
def test_each_clinic_is_told_what_waits_for_it_and_how_it_ended_and_no_name_is_in_it(
    admin, other_admin, stranger, clinic, patient, other_clinic, end, to, subject
):
    facts = {"clinic": clinic, "patient": patient, "target": other_clinic, "note": "Vera moved."}
    offer = actions.offer_transfer(by=admin, now=NOW, **facts)
    first = ("other-admin@example.org", "Northfield Spine Clinic offers a patient to Southgate Physiotherapy")
    assert mails() == [first]
    if end is accept:
        accept(offer, other_admin, stranger)
    else:
        actions.end_offer(by=other_admin if end == "decline" else admin, transfer=offer, now=NOW)
    assert mails() == sorted([first, (to, subject)])
    assert [mail for mail in QueuedMail.objects.all() if "Vera" in mail.subject + mail.body] == []


def test_a_patient_is_offered_once_at_a_time(page, offer, patient, other_clinic, clinic):
    answer = page.post(LIST, {"record_number": patient.record_number, "target": other_clinic.pk})
    assert answer.status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(patient=patient, source=clinic, target=other_clinic, offered_by=offer.offered_by)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"record_number": "nobody"}, "record_number"), ({"target": "x"}, "target")]
)
def test_a_wrong_offer_is_refused_beside_its_field(page, patient, other_clinic, wrong, field):
    typed = {"record_number": patient.record_number, "target": other_clinic.pk} | wrong
    answer = page.post(LIST, typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


def test_who_may(browser_of, offer, admin, clinician, stranger, other_admin):
    path = f"{LIST}{offer.pk}/"
    third = factories.make_admin(factories.make_clinic(name="Third Clinic"))
    for person in (clinician, stranger):
        assert browser_of(person).get(LIST).status_code == 403
        assert browser_of(person).post(f"{path}accept/").status_code == 403
        assert browser_of(person).post(f"{path}end/").status_code == 403
    assert browser_of(admin).post(f"{path}accept/").status_code == 403
    assert browser_of(third).post(f"{path}accept/").status_code == 404
    assert browser_of(third).post(f"{path}end/").status_code == 404
    with pytest.raises(NotYours):
        accept(offer, admin, stranger)
    assert browser_of(other_admin).get(f"{path}accept/").status_code == 200


# --- a plan is being issued at that moment ------------------------------------------------------------------


def issue_while_it_is_accepted(draft, clinician, offer, other_admin, stranger):
    def issue():
        try:
            actions.issue_plan(by=clinician, plan=draft, now=timezone.now())
            return "issued"
        except NotYours:
            return "refused"
        finally:
            connections.close_all()

    def take():
        try:
            accept(offer, other_admin, stranger)
            return "accepted"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in (pool.submit(issue), pool.submit(take))]


@pytest.fixture
def draft(library, episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return actions.create_draft(by=clinician, episode=episode, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_issued_before_the_transfer_or_not_at_all(draft, clinician, offer, other_admin, stranger):
    issued, accepted = issue_while_it_is_accepted(draft, clinician, offer, other_admin, stranger)
    assert accepted == "accepted"
    assert (issued, Plan.objects.get().status) in {("issued", "held"), ("refused", "draft")}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_old_clinic_would_issue_for_the_new_ones_patient(
    draft, clinician, offer, other_admin, stranger, monkeypatch
):
    judged, moved = threading.Event(), threading.Event()
    real = issue_actions.sheet_of

    def lock_plan(plan):
        return Plan.objects.for_reading().get(pk=plan.pk)

    def wait(*given, **more):
        judged.set()
        moved.wait(timeout=10)
        return real(*given, **more)

    monkeypatch.setattr(issue_actions, "lock_plan", lock_plan)
    monkeypatch.setattr(issue_actions, "sheet_of", wait)

    def take_between():
        judged.wait(timeout=10)
        try:
            accept(offer, other_admin, stranger)
        finally:
            moved.set()
            connections.close_all()

    thread = threading.Thread(target=take_between)
    thread.start()
    actions.issue_plan(by=clinician, plan=draft, now=timezone.now())
    thread.join(timeout=20)
    plan = Plan.objects.select_related("episode__patient").get()
    assert (plan.status, plan.episode.patient.responsible) == ("issued", stranger), "live, and nobody there has looked"
