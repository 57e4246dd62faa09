"""A visit: what was found, what was decided about the plan, and when it is looked at again; one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from prescriptions.actions.care import record_assessment
from prescriptions.actions.draft import change_draft, revise_plan
from prescriptions.actions.propose import answer_proposal, open_proposals
from prescriptions.actions.steps import lock_patient, save_with_event
from prescriptions.models import CURRENT, Decision, Plan, PlanEvent


@transaction.atomic
def record_visit(*, by, episode, facts, decision, now, review_on=None, note="", answers=None):
    """Store the assessment `facts` and the `decision` on the episode's current plan; the draft to go on with, or None.

    KEEP moves the plan's next review to `review_on` if given. PROGRESS and STEP_BACK open a draft that revises the
    plan, with `review_on` as its review. DISCHARGE is only noted here: `discharge_episode` closes the episode.
    `decision` is "" where no plan runs. `answers` maps proposed steps, each (kind, item's id), to True (accepted, with
    PROGRESS only) or False (declined): declined is what was proposed before the visit, and accepted only what today's
    findings still speak for. Raises NotYours, Refused, and ValidationError that names the field, `step_name` of a step.
    """
    patient = lock_patient(episode.patient_id)
    today = patient.today(now)
    _decline(_running(episode), answers or {}, by=by, now=now)
    record_assessment(by=by, episode=episode, facts=facts, now=now)
    plan = _running(episode)
    if plan is None:
        return None
    _require_decision(plan, decision, review_on, today)
    keeps = decision == Decision.KEEP and review_on
    if keeps:
        plan.review_on = review_on
    about = {"decision": decision, "review_on": review_on.isoformat() if review_on else None}
    fields = ["review_on"] if keeps else []
    save_with_event(plan, PlanEvent.Kind.REVIEWED, by=by, now=now, why=note, about=about, fields=fields)
    draft = _draft(plan, decision, review_on, by=by, now=now)
    _take(plan, decision, answers or {}, by=by, now=now)
    return draft


def step_name(kind, item):
    """The name under which a form sends, and errors name, the answer to one proposed step."""
    return f"step_{kind}_{item}"


def _running(episode):
    running = Plan.objects.filter(episode=episode, status__in=CURRENT)
    return running.select_for_update(of=("self",)).for_reading().first()


def _require_decision(plan, decision, review_on, today):
    if decision not in Decision:
        raise ValidationError({"decision": [_("Decide what becomes of the plan.")]})
    if review_on and review_on <= today:
        raise ValidationError({"review_on": [_("The next review lies after today.")]})
    if decision == Decision.KEEP and review_on and review_on > plan.ends_on:
        raise ValidationError({"review_on": [_("The plan ends before this day. Choose an earlier one, or revise it.")]})


def _draft(plan, decision, review_on, *, by, now):
    """The draft that revises the plan, where the decision asks for one."""
    if decision not in (Decision.PROGRESS, Decision.STEP_BACK):
        return None
    draft, created = revise_plan(by=by, plan=plan, now=now)
    if created and review_on and draft.starts_on <= review_on <= draft.ends_on:
        draft = change_draft(by=by, plan=draft, now=now, review_on=review_on)
    return draft


def _decline(plan, answers, *, by, now):
    for (kind, item), taken in answers.items():
        if plan and not taken:
            _answer(plan, kind, item, accept=False, by=by, now=now)


def _take(plan, decision, answers, *, by, now):
    taken = [step for step, taken in answers.items() if taken]
    if taken and decision != Decision.PROGRESS:
        raise ValidationError(
            {"decision": [_("You accept a step: choose “Progress” with it, or leave the step open.")]}
        )
    spoken_for = {(each.kind.value, each.item) for each in open_proposals([plan], now=now)[plan.pk]} if taken else set()
    for kind, item in taken:
        if (kind, item) not in spoken_for:
            words = _("What was found today speaks against this step. Decline it, or leave it open.")
            raise ValidationError({step_name(kind, item): [words]})
        _answer(plan, kind, item, accept=True, by=by, now=now)


def _answer(plan, kind, item, *, accept, by, now):
    """`answer_proposal`, its refusal beside the step."""
    try:
        answer_proposal(by=by, plan=plan, kind=kind, item=item, accept=accept, now=now)
    except Refused as refusal:
        raise ValidationError({step_name(kind, item): [refusal.detail]}) from refusal
