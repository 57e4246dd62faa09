"""A patient goes to another clinic with the record. What belongs to the person goes along; what let the old clinic in
ends in the same transaction.

Live plans go on hold until a clinician of the new clinic resumes them: their sheets name the old clinic's phone and
emergency number, and nobody there has looked yet. Drafts, assessments, overrides and open alerts go along; personal
links and codes made so far are closed, the patient's own account and helpers stay.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.clinics import lock_clinic
from accounts.outbox import queue_mail
from accounts.refusals import Refused
from patients.actions.ways import close_ways
from patients.duty import admins_of, clinicians_of, settle_duty
from patients.models import Transfer
from prescriptions.actions.steps import lock_patient, put_on_hold
from prescriptions.models import Plan, Status

State = Transfer.Status


@transaction.atomic
def offer_transfer(*, by, clinic, patient, target, note, now):
    """Offer `patient` of `clinic` to the clinic `target`. Raises NotYours, ValidationError; Refused the second time."""
    lock_clinic(clinic, by=by)
    locked = lock_patient(patient.pk)
    if locked.clinic_id != clinic.pk:
        raise Refused(_("This patient is not at this clinic any more."))
    if target.pk == clinic.pk:
        raise ValidationError({"target": _("Choose another clinic.")})
    if Transfer.objects.filter(patient=locked, status=State.OFFERED).exists():
        raise Refused(_("This patient is offered to a clinic already. Withdraw that first."))
    facts = {"patient": locked, "source": clinic, "target": target, "note": note.strip()}
    offer = Transfer.objects.create(offered_by=by, offered_at=now, **facts)
    _tell(offer, target, now=now)
    return offer


@transaction.atomic
def end_offer(*, by, transfer, now):
    """Withdraw an offer (an admin of the clinic that made it) or decline it (one of the clinic that got it)."""
    offer = _locked(transfer)
    declined = by.memberships.filter(clinic=offer.target_id, role="admin").exists()
    lock_clinic(offer.target if declined else offer.source, by=by)
    _decide(offer, State.DECLINED if declined else State.WITHDRAWN, by=by, now=now)
    return offer


@transaction.atomic
def accept_transfer(*, by, transfer, responsible, record_number, now):
    """Take the patient over: an admin of the target clinic names the responsible clinician and the record number.

    Raises NotYours; Refused when the offer no longer stands; ValidationError (responsible, record_number).
    """
    patient = lock_patient(transfer.patient_id)
    offer = _locked(transfer)
    lock_clinic(offer.target, by=by)
    if patient.clinic_id != offer.source_id:
        raise Refused(_("The patient has left that clinic meanwhile."))
    if not clinicians_of(offer.target).filter(pk=responsible.pk).exists():
        raise ValidationError({"responsible": _("Choose an active clinician of your clinic.")})
    patient.clinic, patient.responsible, patient.record_number = offer.target, responsible, record_number.strip()
    _move(patient)
    _decide(offer, State.ACCEPTED, by=by, now=now)
    close_ways(by=by, patient=patient, now=now)
    _hold_plans(patient, offer, by=by, now=now)
    return patient


def _move(patient):
    patient.clean_fields(exclude={"clinic", "user", "responsible"})
    try:
        with transaction.atomic():
            patient.save(update_fields=["clinic", "responsible", "record_number"])
            settle_duty()
    except IntegrityError as error:
        taken = error.__cause__.diag.constraint_name == "record_number_unique_in_clinic"
        words = _("This record number is already used in this clinic.") if taken else _("Choose another clinician.")
        raise ValidationError({"record_number" if taken else "responsible": words}) from error


def _hold_plans(patient, offer, *, by, now):
    why = _("Transferred from %(source)s. A clinician of %(target)s looks at the plan first.")
    why %= {"source": offer.source.name, "target": offer.target.name}
    for plan in Plan.objects.select_for_update().filter(episode__patient=patient, status=Status.ISSUED):
        put_on_hold(plan, why, by=by, now=now, about={"transfer": str(offer.pk)})


def _locked(transfer):
    offers = Transfer.objects.select_for_update(of=("self",)).select_related("source", "target")
    offer = offers.get(pk=transfer.pk)
    if offer.status != State.OFFERED:
        raise Refused(_("This offer does not stand any more."))
    return offer


def _decide(offer, status, *, by, now):
    offer.status, offer.decided_by, offer.decided_at = status, by, now
    offer.save(update_fields=["status", "decided_by", "decided_at"])
    _tell(offer, offer.target if status == State.WITHDRAWN else offer.source, now=now)


def _tell(offer, clinic, *, now):
    """Mail the admins of `clinic` what became of `offer`. No name of the patient and nothing of their care."""
    facts = {"source": offer.source.name, "target": offer.target.name}
    with translation.override(clinic.language):
        subject, body = (words % facts for words in _words(offer.status))
        for person in admins_of(clinic).exclude(email=None):
            key = f"transfer-{offer.pk}-{offer.status}-{person.pk}"
            queue_mail(key=key, to=person.email, to_name=person.name, subject=subject, body=body, now=now)


def _words(status):
    return {
        State.OFFERED: (
            _("%(source)s offers a patient to %(target)s"),
            _(
                "%(source)s offers a patient to %(target)s.\n\n"
                "Sign in and look under “Clinic”, “Transfer”: there you accept or decline."
            ),
        ),
        State.ACCEPTED: (
            _("%(target)s has taken over a patient"),
            _("%(target)s has accepted the patient that %(source)s offered. The record is theirs from now on."),
        ),
        State.DECLINED: (
            _("%(target)s has declined a patient"),
            _("%(target)s has declined the patient that %(source)s offered. The patient stays with you."),
        ),
        State.WITHDRAWN: (
            _("%(source)s has withdrawn an offer"),
            _("%(source)s has withdrawn its offer of a patient to %(target)s. There is nothing left to do."),
        ),
    }[status]
