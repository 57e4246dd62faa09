"""Drafts: always stored when well-formed, whatever the rules say of them."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from exercises.dosage import DOSE_FIELDS, Dose
from exercises.models import Exercise
from prescriptions.actions.steps import lock_patient, lock_plan, require_clinician, require_open, save_with_event
from prescriptions.models import Plan, PlanEvent, PlanItem, Status
from prescriptions.safety import Item
from prescriptions.safety.facts import case_of_episode, warm_up_items
from prescriptions.safety.warm_up import with_warm_up
from prescriptions.schedule import default_dates
from prescriptions.suggestion import require_assessed, suggest

Kind = PlanEvent.Kind


@dataclass(frozen=True)
class Line:
    """One prescribed exercise as it was asked for: what the form and the API hand over."""

    exercise: Exercise
    dose: Dose
    side: str = ""
    alternative: str = ""
    note: str = ""
    dose_source: dict = field(default_factory=dict)

    @classmethod
    def of(cls, item, *, note=""):
        """The line that prescribes a suggested Item."""
        return cls(item.exercise, item.dose, item.side, item.alternative, note)


def source_of(exercise, dose):
    """Where each number of `dose` comes from: the exercise's own source, or the clinician who changed it."""
    own, given = exercise.dose.as_json(), dose.as_json()
    return {
        name: exercise.dose_source.get(name, "default") if given[name] == own[name] else "clinician"
        for name in DOSE_FIELDS
        if given[name] is not None
    }


@transaction.atomic
def create_draft(*, by, episode, now, method="", lines=None, note="", reasons=None, id=None, seen=None, **dates):
    """A new draft: of `lines`, or of the suggestion when none are given.

    `dates` may give starts_on, ends_on and review_on (None leaves the review open); the others follow from the stage.
    `seen(episode)` may raise Stale after the lock was taken, when the caller believes that there is no draft yet.
    Raises NotYours (S-02) for a non-clinician; Refused for a closed episode or, with S-01, without an assessment.
    """
    patient = lock_patient(episode.patient_id)
    require_clinician(by, patient)
    episode.patient = patient
    episode.refresh_from_db(fields=["closed_on"])
    require_open(episode)
    if seen:
        seen(episode)
    case = case_of_episode(episode, now=now)
    require_assessed(case)
    if lines is None:
        lines = [Line.of(item) for item in suggest(case, method=method).items]
    plan = Plan(episode=episode, version=_next_version(episode), method=method, stage=case.stage, note=note)
    plan.reasons = reasons or {}
    plan.starts_on, plan.ends_on, plan.review_on = default_dates(case.stage, today=dates.get("starts_on", case.today))
    for name, day in dates.items():
        setattr(plan, name, day)
    plan.created_by, plan.created_at, plan.updated_at = by, now, now
    plan.pk = id or plan.pk
    plan.save(force_insert=True)
    _write_items(plan, _with_warm_up(case, lines))
    PlanEvent.objects.create(plan=plan, kind=Kind.CREATED, by=by, at=now)
    return plan


def _next_version(episode):
    return (episode.plans.aggregate(highest=Max("version"))["highest"] or 0) + 1


def _with_warm_up(case, lines):
    """`lines` with the Norbekov warm-up in front where S-20 wants it."""
    line_of = {}
    items = []
    for line in lines:
        item = Item(exercise=line.exercise, dose=line.dose, side=line.side, alternative=line.alternative)
        line_of[id(item)] = line
        items.append(item)
    fixed = with_warm_up(case, items, warm_up_items()) if _has_norbekov(lines) else items
    return [line_of.get(id(item)) or Line.of(item) for item in fixed]


def _has_norbekov(lines):
    return any(line.exercise.method == "norbekov" for line in lines)


def _write_items(plan, lines):
    """Replace the items of `plan`; an exercise that stays keeps its item's id."""
    known = {}
    for item in plan.items.all():
        known.setdefault(item.exercise_id, []).append(item.pk)
    plan.items.all().delete()
    rows = []
    for position, line in enumerate(lines, start=1):
        row = PlanItem(
            plan=plan,
            position=position,
            exercise=line.exercise,
            side=line.side,
            alternative=line.alternative,
            note=line.note,
            dose_source=line.dose_source or source_of(line.exercise, line.dose),
        )
        if known.get(line.exercise.key):
            row.pk = known[line.exercise.key].pop(0)
        row.dose = line.dose
        rows.append(row)
    PlanItem.objects.bulk_create(rows)


def require_draft(plan):
    """Raise Refused unless `plan` is still a draft."""
    if plan.status != Status.DRAFT:
        raise Refused(_("This plan is no longer a draft. Revise it to change it."))


@transaction.atomic
def change_draft(*, by, plan, now, lines=None, seen=None, **fields):
    """Change a draft: its `lines` as a whole, and any of starts_on, ends_on, review_on, note, reasons, method.

    `seen(plan)` may raise Stale after the lock was taken, when the caller has not seen the newest version.
    """
    plan = lock_plan(plan)
    require_clinician(by, plan.episode.patient)
    require_draft(plan)
    if seen:
        seen(plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    if lines is not None:
        case = case_of_episode(plan.episode, now=now)
        _write_items(plan, _with_warm_up(case, lines))
    save_with_event(plan, Kind.CHANGED, by=by, now=now, fields=list(fields))
    return plan


@transaction.atomic
def delete_draft(*, by, plan, seen=None):
    """Delete a draft with its items and events."""
    plan = lock_plan(plan)
    require_clinician(by, plan.episode.patient)
    require_draft(plan)
    if seen:
        seen(plan)
    plan.delete()


@transaction.atomic
def revise_plan(*, by, plan, now, seen=None):
    """(draft, created): a draft with the plan's items that will supersede it, or the one that is open already."""
    plan = lock_plan(plan)
    require_clinician(by, plan.episode.patient)
    if plan.status in (Status.DRAFT, Status.SUPERSEDED):
        raise Refused(_("Only a plan that was issued and not superseded can be revised."))
    require_open(plan.episode)
    if seen:
        seen(plan)
    if open_one := plan.revisions.filter(status=Status.DRAFT).first():
        return open_one, False
    lines = [
        Line(item.exercise, item.dose, item.side, item.alternative, item.note, item.dose_source)
        for item in plan.items.select_related("exercise")
    ]
    draft = create_draft(by=by, episode=plan.episode, now=now, lines=lines, method=plan.method, note=plan.note)
    draft.revises = plan
    # what still counts stands in the builder, for the clinician to give again or to change
    draft.reasons = dict(plan.overrides.counting(now).values_list("rule", "reason"))
    draft.save(update_fields=["revises", "reasons"])
    return draft, True
