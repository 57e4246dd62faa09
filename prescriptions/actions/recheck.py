"""Judging a live plan by the clinic's thresholds of today. Until a clinician does, it keeps the stricter ones."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from prescriptions.actions.care import judge_again
from prescriptions.actions.steps import lock_plan, require_clinician, save_with_event
from prescriptions.models import CURRENT, PlanEvent


@transaction.atomic
def recheck_plan(*, by, plan, now):
    """Let `plan` take over its clinic's thresholds, and judge it by them. A second time changes nothing.

    Raises NotYours (S-02), Refused for a plan that is not current.
    """
    plan = lock_plan(plan)
    patient = plan.episode.patient
    require_clinician(by, patient)
    if plan.status_on(patient.today(now)) not in CURRENT:
        raise Refused(_("Only a current plan is re-checked."))
    settings = patient.clinic.thresholds
    if changed := plan.keeps_other(settings):
        became = settings.as_json()
        about = {"thresholds": {name: [plan.thresholds[name], became[name]] for name in changed}}
        plan.thresholds = became
        save_with_event(plan, PlanEvent.Kind.RECHECKED, by=by, now=now, about=about, fields=["thresholds"])
        judge_again(patient, by=by, now=now)
    return plan
