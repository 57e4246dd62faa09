"""Putting a live plan on hold, letting it go on, and ending it. Each counts from the next request."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from prescriptions.actions.steps import lift_hold, lock_plan, put_on_hold, require_clinician, save_with_event
from prescriptions.models import EndedReason, PlanEvent, Status
from prescriptions.safety import Level, Moment, findings_for
from prescriptions.safety.facts import case_of_plan

Kind = PlanEvent.Kind


def _ready(by, plan, seen, *, allowed, now, otherwise):
    plan = lock_plan(plan)
    require_clinician(by, plan.episode.patient)
    if plan.status_on(plan.episode.patient.today(now)) not in allowed:
        raise Refused(otherwise)
    if seen:
        seen(plan)
    return plan


@transaction.atomic
def hold_plan(*, by, plan, reason, now, seen=None):
    """Put an issued plan on hold: nothing may be done until a clinician resumes it. Raises Refused, NotYours."""
    otherwise = _("Only an issued plan can be put on hold.")
    plan = _ready(by, plan, seen, allowed=[Status.ISSUED], now=now, otherwise=otherwise)
    put_on_hold(plan, reason, by=by, now=now)
    return plan


@transaction.atomic
def resume_plan(*, by, plan, note, now, seen=None):
    """Let a held plan go on. Raises Refused with the findings while a HARD rule still closes the whole plan."""
    otherwise = _("Only a plan on hold can be resumed.")
    plan = _ready(by, plan, seen, allowed=[Status.HELD], now=now, otherwise=otherwise)
    closing = [finding for finding in _closing(plan, now=now) if finding.exercise is None]
    if closing:
        raise Refused(_("The plan cannot go on while these findings stand."), findings=closing)
    lift_hold(plan, Kind.RESUMED, note, by=by, now=now)
    return plan


def _closing(plan, *, now):
    case = case_of_plan(plan, plan.items.select_related("exercise"), now=now)
    moments = (Moment.SAVE, Moment.START)
    return [finding for finding in findings_for(case, moments) if finding.level == Level.HARD]


@transaction.atomic
def resume_item(*, by, plan, item, note, now):
    """Let a paused exercise go on. Raises Refused with the findings while a HARD rule still closes it."""
    otherwise = _("The plan is not current.")
    plan = _ready(by, plan, None, allowed=[Status.ISSUED, Status.HELD], now=now, otherwise=otherwise)
    item = plan.items.select_for_update(of=("self",)).get(pk=item.pk)
    if not item.paused:
        raise Refused(_("This exercise is not paused."))
    closing = [finding for finding in _closing(plan, now=now) if finding.item == str(item.pk)]
    if closing:
        raise Refused(_("The exercise cannot go on while these findings stand."), findings=closing)
    item.paused_at, item.paused_because = None, ""
    item.save(update_fields=["paused_at", "paused_because"])
    save_with_event(plan, Kind.ITEM_RESUMED, by=by, now=now, why=note, about={"item": str(item.pk)})
    return plan


@transaction.atomic
def stop_plan(*, by, plan, reason, now, seen=None):
    """End a current plan for good, from the next request. Raises Refused, NotYours."""
    otherwise = _("Only a current plan can be stopped.")
    plan = _ready(by, plan, seen, allowed=[Status.ISSUED, Status.HELD], now=now, otherwise=otherwise)
    end_plan(plan, EndedReason.STOPPED, Kind.STOPPED, by=by, now=now, why=reason)
    return plan


def end_plan(plan, ended_reason, kind, *, by, now, why=""):
    """Mark a locked current plan as ended."""
    plan.status, plan.ended_reason, plan.ended_at = Status.ENDED, ended_reason, now
    save_with_event(plan, kind, by=by, now=now, why=why, fields=["status", "ended_reason", "ended_at"])
