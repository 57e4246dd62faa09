"""Steps every action takes: who may, the lock, the event."""

from django.db import connection
from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.refusals import Gone, NotYours, Refused
from patients.models import Patient
from prescriptions.actions.news import tell_patient
from prescriptions.models import Plan, PlanEvent, Status
from prescriptions.safety import finding_of
from prescriptions.schedule import BACKFILL_DAYS, may_record

OF_A_HOLD = ("status", "held_reason", "restored_to")
HOLD_ROLE = """
    SELECT 1 FROM accounts_membership WHERE user_id = %s AND clinic_id = %s AND role = 'clinician' FOR SHARE
"""


def require_clinician(by, patient):
    """Raise NotYours with S-02 unless `by` is a clinician of the patient's clinic, and stays one until we commit."""
    if not is_clinician(by, clinic_id=patient.clinic_id) or not _hold_role(by, patient.clinic_id):
        detail = _("Only a clinician of this clinic may do this.")
        raise NotYours(detail, findings=[finding_of("S-02", detail)])


def _hold_role(by, clinic_id):
    """False when the role read at the start of the request is gone; else whoever ends it waits for this change."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_ROLE, [by.pk, clinic_id])
        return cursor.fetchone() is not None


def require_logger(by, patient):
    """Raise NotYours unless `by` is the patient, a helper of theirs, or a clinician of the patient."""
    own = patient.user_id == by.pk or patient.helpers.current().filter(user=by).exists()
    if not own and not is_clinician(by, clinic_id=patient.clinic_id):
        raise NotYours(_("Only the patient or a clinician of this clinic may record this."))


def date_problems(date, *, today):
    """Why nothing can be recorded for `date`, as errors of the field; empty when it can."""
    if date > today:
        return {"date": [_("This day has not come yet.")]}
    if not may_record(date, today=today):
        return {"date": [_("Only today and the last %(days)s days can be filled in.") % {"days": BACKFILL_DAYS}]}
    return {}


def lock_patient(patient_id):
    """The patient's row, locked until the transaction ends: one change about a person at a time."""
    rows = Patient.objects.select_for_update(of=("self",)).select_related("clinic").filter(pk=patient_id)
    # who was moved to another clinic while we waited for the lock no longer meets the join of before: read again
    return rows.first() or rows.get()


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
    """Write `fields` of `plan`, its time of change, one event, and the news of it for the patient."""
    plan.updated_at = now
    plan.save(update_fields=[*fields, "updated_at"])
    event = PlanEvent.objects.create(plan=plan, kind=kind, by=by, at=now, why=why, about=about or {})
    tell_patient(plan, event)


def put_on_hold(plan, why, *, by, now, about=None, restored_to=None):
    """Let a locked plan that runs wait until somebody lets it go on."""
    plan.status, plan.held_reason, plan.restored_to = Status.HELD, why, restored_to
    save_with_event(plan, PlanEvent.Kind.HELD, by=by, now=now, why=why, about=about, fields=OF_A_HOLD)


def lift_hold(plan, kind, why, *, by, now):
    """Let a locked plan that waits go on, with an event of `kind`."""
    plan.status, plan.held_reason, plan.restored_to = Status.ISSUED, "", None
    save_with_event(plan, kind, by=by, now=now, why=why, fields=OF_A_HOLD)
