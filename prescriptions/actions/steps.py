"""Steps every action takes: who may, the lock, the event."""

from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.refusals import Gone, NotYours, Refused
from patients.models import Patient
from prescriptions.models import Alert, Plan, PlanEvent
from prescriptions.safety import finding_of
from prescriptions.safety.finding import Strength


def require_clinician(by, patient):
    """Raise NotYours with S-02 unless `by` is a clinician of the patient's clinic."""
    if not is_clinician(by, clinic_id=patient.clinic_id):
        detail = _("Only a clinician of this clinic may do this.")
        raise NotYours(detail, findings=[finding_of("S-02", detail)])


def lock_patient(patient_id):
    """The patient's row, locked until the transaction ends: one change about a person at a time."""
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient_id)


def lock_plan(plan):
    """`plan` read again after its patient's row was locked, ready to be judged and changed. Raises Gone."""
    lock_patient(plan.episode.patient_id)
    locked = Plan.objects.select_for_update(of=("self",)).for_reading().filter(pk=plan.pk).first()
    if locked is None:
        raise Gone(_("This draft was deleted meanwhile."))
    return locked


def require_open(episode):
    """Raise Refused when the episode is closed or the record archived."""
    if episode.closed_on is not None:
        raise Refused(_("This episode of care is closed."))
    if episode.patient.archived_at is not None:
        raise Refused(_("This record is archived."))


def save_with_event(plan, kind, *, by, now, why="", about=None, fields=()):
    """Write `fields` of `plan`, its time of change, and one event."""
    plan.updated_at = now
    plan.save(update_fields=[*fields, "updated_at"])
    PlanEvent.objects.create(plan=plan, kind=kind, by=by, at=now, why=why, about=about or {})


def raise_alert(*, patient, plan, cause, rule, level, severity, message, now):
    """One open alert per patient and cause: a repeat raises its count, and its severity if it is graver."""
    alert = Alert.objects.filter(patient=patient, cause=cause, acknowledged_at=None).first()
    if alert is None:
        return Alert.objects.create(
            patient=patient,
            plan=plan,
            cause=cause,
            rule=rule,
            level=level,
            severity=severity,
            message=message,
            raised_at=now,
            last_raised_at=now,
        )
    alert.count += 1
    alert.last_raised_at = now
    if Strength[severity.upper()] >= Strength[alert.severity.upper()]:
        alert.rule, alert.level, alert.severity, alert.message = rule, level, severity, message
    alert.save()
    return alert
