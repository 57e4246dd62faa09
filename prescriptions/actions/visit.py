"""A visit: what was found, what was decided about the plan, and when it is looked at again; one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from prescriptions.actions.care import record_assessment
from prescriptions.actions.draft import change_draft, revise_plan
from prescriptions.actions.steps import lock_patient, save_with_event
from prescriptions.models import CURRENT, Decision, Plan, PlanEvent


@transaction.atomic
def record_visit(*, by, episode, facts, decision, now, review_on=None, note=""):
    """Store the assessment `facts` and the `decision` on the episode's current plan; the draft to go on with, or None.

    KEEP moves the plan's next review to `review_on` if given. PROGRESS and STEP_BACK open a draft that revises the
    plan, with `review_on` as its review. DISCHARGE is only noted here: `discharge_episode` closes the episode.
    `decision` is "" where no plan runs. Raises NotYours, Refused, and ValidationError that names the field.
    """
    patient = lock_patient(episode.patient_id)
    today = patient.today(now)
    record_assessment(by=by, episode=episode, facts=facts, now=now)
    plan = (
        Plan.objects.select_for_update(of=("self",)).for_reading().filter(episode=episode, status__in=CURRENT).first()
    )
    if plan is None:
        return None
    if decision not in Decision:
        raise ValidationError({"decision": [_("Decide what becomes of the plan.")]})
    if review_on and review_on <= today:
        raise ValidationError({"review_on": [_("The next review lies after today.")]})
    keeps = decision == Decision.KEEP and review_on
    if keeps and review_on > plan.ends_on:
        raise ValidationError({"review_on": [_("The plan ends before this day. Choose an earlier one, or revise it.")]})
    if keeps:
        plan.review_on = review_on
    about = {"decision": decision, "review_on": review_on.isoformat() if review_on else None}
    fields = ["review_on"] if keeps else []
    save_with_event(plan, PlanEvent.Kind.REVIEWED, by=by, now=now, why=note, about=about, fields=fields)
    return _draft(plan, decision, review_on, by=by, now=now)


def _draft(plan, decision, review_on, *, by, now):
    """The draft that revises the plan, where the decision asks for one."""
    if decision not in (Decision.PROGRESS, Decision.STEP_BACK):
        return None
    draft, created = revise_plan(by=by, plan=plan, now=now)
    if created and review_on and draft.starts_on <= review_on <= draft.ends_on:
        draft = change_draft(by=by, plan=draft, now=now, review_on=review_on)
    return draft
