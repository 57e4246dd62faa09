"""Answering a proposed next step: accepting makes a draft and never issues; declining is kept."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONArray
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from exercises.models import Exercise
from prescriptions.actions.draft import Line, change_draft, revise_plan
from prescriptions.actions.steps import lock_plan, require_clinician
from prescriptions.models import Plan, ProposalAnswer, Status
from prescriptions.progression import Kind, proposals_for
from prescriptions.progression_facts import records_of

QUIET_DAYS = 14
Answer = ProposalAnswer.Answer


def with_settled(plans, *, now):
    """Annotate `settled`: what was proposed and answered, so that it is not proposed now, each as [kind, item's id]."""
    answers = _answered(now).filter(plan=OuterRef("pk")).order_by()
    return plans.annotate(settled=ArraySubquery(answers.values(each=JSONArray("kind", "item"))))


def open_proposals(plans, *, now, noted=None):
    """Plan id -> what its record speaks for, for plans of one patient.

    Less what was declined in the last 14 days, and what was accepted into a draft that is still open.
    One query for plans from `with_settled` and what is `noted` of them, else seven.
    """
    settled = _settled(plans, now)
    return {
        pk: [each for each in proposals_for(record) if (pk, each.kind.value, each.item) not in settled]
        for pk, record in records_of(plans, now=now, noted=noted).items()
    }


def _settled(plans, now):
    if all(hasattr(plan, "settled") for plan in plans):
        return {(plan.pk, kind, item) for plan in plans for kind, item in plan.settled}
    return set(_answered(now).filter(plan__in=plans).values_list("plan", "kind", "item"))


def _answered(now):
    draft = Plan.objects.filter(episode=OuterRef("plan__episode"), status=Status.DRAFT, created_at__lte=OuterRef("at"))
    declined = Q(answer=Answer.DECLINED, at__gt=now - timedelta(days=QUIET_DAYS))
    in_draft = Q(Exists(draft), answer=Answer.ACCEPTED, kind__in=(Kind.DOSE, Kind.EXERCISE))
    return ProposalAnswer.objects.filter(declined | in_draft)


@transaction.atomic
def answer_proposal(*, by, plan, kind, item, accept, now):
    """(answer, draft): store the answer; accepting a dose or an exercise puts it into the open draft or a new one.

    The draft is None for a stage or a review, which an assessment decides, and when declined.
    Raises NotYours (S-02); Refused when the record does not speak for it any more.
    """
    plan = lock_plan(plan)
    require_clinician(by, plan.episode.patient)
    proposed = open_proposals([plan], now=now)[plan.pk]
    found = next((each for each in proposed if (each.kind, each.item) == (kind, item)), None)
    if found is None:
        raise Refused(_("This step is not proposed any more: the record has changed."))
    draft = None
    if accept and found.kind in (Kind.DOSE, Kind.EXERCISE):
        draft = _draft_with(by, plan, found, now)
    answer = ProposalAnswer.objects.create(
        plan=plan,
        kind=found.kind,
        rule=found.rule,
        item=found.item,
        words=found.words,
        reason=found.reason,
        answer=Answer.ACCEPTED if accept else Answer.DECLINED,
        by=by,
        at=now,
    )
    return answer, draft


def _draft_with(by, plan, proposal, now):
    """The plan's draft with the one change. What else the draft holds stays."""
    key = str(plan.items.get(pk=proposal.item).exercise_id)
    draft, _new = revise_plan(by=by, plan=plan, now=now)
    rows = list(draft.items.select_related("exercise"))
    if key not in {row.exercise_id for row in rows}:
        raise Refused(_("The open draft does not hold this exercise any more."))
    after = Exercise.objects.get(pk=proposal.following[0]) if proposal.following else None
    lines = [_line(row, proposal, after) if row.exercise_id == key else _same(row) for row in rows]
    return change_draft(by=by, plan=draft, now=now, lines=lines)


def _same(row):
    return Line(row.exercise, row.dose, row.side, row.alternative, row.note, row.dose_source)


def _line(row, proposal, after):
    if after is None:
        return Line(row.exercise, proposal.dose, row.side, row.alternative, row.note)
    return Line(after, after.dose, row.side)
