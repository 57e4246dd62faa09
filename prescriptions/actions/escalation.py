"""What nobody answers goes to the clinic's admins: by the clock, once an alert, by mail that says nothing clinical."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, DurationField, ExpressionWrapper, F, Value, When
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.outbox import queue_mail
from patients.duty import admins_of, clinicians_of
from prescriptions.actions.steps import lock_patient
from prescriptions.models import Alert

PRESSING = ("urgent", "emergency")
AN_HOUR = Value(timedelta(hours=1))


def overdue(*, now):
    """Open alerts that waited longer than their clinic lets them and were told to nobody else yet, the oldest first."""
    waits = Case(
        When(severity__in=PRESSING, then=F("patient__clinic__escalate_urgent_hours") * AN_HOUR),
        default=F("patient__clinic__escalate_hours") * AN_HOUR,
        output_field=DurationField(),
    )
    limit = ExpressionWrapper(F("raised_at") + waits, output_field=Alert._meta.get_field("raised_at"))
    unanswered = Alert.objects.open().filter(escalated_at=None)
    return unanswered.annotate(answer_by=limit).filter(answer_by__lte=now).order_by("raised_at", "pk")


@transaction.atomic
def escalate_alert(*, by, alert, now):
    """Mail the clinic's admins that `alert` waits; `by` is None, the clock does it. How many mails were queued.

    Once an alert: 0 when it was answered or told meanwhile. Where a clinic has no active admin, its other clinicians
    are told. With nobody to tell, 0, and the alert stays overdue.
    """
    patient = lock_patient(alert.patient_id)
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.acknowledged_at is not None or alert.escalated_at is not None:
        return 0
    people = _to_be_told(patient)
    for person in people:
        _mail(alert, patient, person, now=now)
    if people:
        alert.escalated_at = now
        alert.save(update_fields=["escalated_at"])
    return len(people)


def _to_be_told(patient):
    colleagues = clinicians_of(patient.clinic).exclude(pk=patient.responsible_id)
    return list(admins_of(patient.clinic)) or list(colleagues)


def _mail(alert, patient, person, *, now):
    """No name, no condition, no exercise of the patient: who is responsible, and how long it has waited."""
    words = {
        "clinic": patient.clinic.name,
        "hours": int((now - alert.raised_at).total_seconds() // 3600),
        "responsible": patient.responsible.name,
    }
    with translation.override(patient.clinic.language):
        subject = _("An alert waits for an answer at %(clinic)s") % words
        body = _(
            "An alert about a patient of %(responsible)s has waited for %(hours)s hours, longer than %(clinic)s lets "
            "alerts wait.\n\nPlease see that a clinician signs in and answers it: it stands first under “Alerts”, "
            "“All of the clinic”.\n\nYou get this mail once for each alert. It is no part of the patient's record."
        )
        queue_mail(
            key=f"alert-{alert.pk}-{person.pk}",
            to=person.email,
            to_name=person.name,
            subject=subject,
            body=body % words,
            now=now,
            rather_twice=True,
        )
