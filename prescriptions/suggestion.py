"""What the software proposes for an episode: the article's set for region and stage, or the starter list.

Design, section 5: the article's set in order; where none of its exercises remains, the starter list with the closed
set under "left out". An explicit method never falls back. Direction-specific exercises are never suggested.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from exercises.models import Advice, Exercise, ExerciseSet, SetItem
from exercises.vocabulary import Laterality, Method, Side, Stage
from prescriptions.safety import Item, Level, Moment, finding_of, findings_for
from prescriptions.safety.conditions import CONDITION_RULES
from prescriptions.safety.facts import warm_up_items
from prescriptions.safety.warm_up import with_warm_up

JUDGED = (Moment.SAVE, Moment.ACTIVATE)
SIDES_IN_TURN = (Laterality.ALTERNATING, Laterality.EACH_SIDE, Laterality.BOTH_DIRECTIONS)


@dataclass(frozen=True)
class Suggestion:
    """Items to prescribe, what was left out with its findings, and what stands on the plan as proposed."""

    stage: str
    region: str
    items: list[Item] = field(default_factory=list)
    left_out: list[tuple[Exercise, list]] = field(default_factory=list)
    findings: list = field(default_factory=list)

    @cached_property
    def advice(self):
        """The advice that goes with it; one query, for who shows it."""
        return advice_for([item.exercise for item in self.items], stage=self.stage)


def default_side(exercise):
    """Both for what is done on each side, none for midline and bilateral; an affected side must be chosen (S-26b)."""
    return Side.BOTH if exercise.laterality in SIDES_IN_TURN else ""


def considered(exercise, dose=None):
    """`exercise` as an Item at its own dose, or at `dose`."""
    return Item(exercise=exercise, dose=dose or exercise.dose, side=default_side(exercise))


def require_assessed(case):
    """Raise Refused with S-01 when the episode of `case` has no assessment."""
    if case.stage is None:
        finding = finding_of("S-01", _("See a doctor first: no assessment yet."))
        raise Refused(_("There is no assessment yet."), findings=[finding])


def suggest(case, *, method=""):
    """The suggestion for `case` (no items yet). Raises Refused with S-01 when there is no assessment."""
    require_assessed(case)
    by_method = _candidates(case, [method] if method else [Method.CLASSICAL, Method.EVIDENCE_BASED])
    kept, left_out = _judged(case, by_method[method or Method.CLASSICAL])
    if not method and not kept:
        fallback, more = _judged(case, by_method[Method.EVIDENCE_BASED])
        kept, left_out = fallback, left_out + more
    warm_up = warm_up_items() if method == Method.NORBEKOV else []
    kept = with_warm_up(case, kept, warm_up)
    titles = {item.exercise.key: item.exercise.words.title for item in warm_up}
    proposed = replace(case, items=tuple(kept), warm_up=titles)
    return Suggestion(
        stage=case.stage,
        region=case.region,
        items=kept,
        left_out=left_out,
        findings=findings_for(proposed, (*JUDGED, Moment.STAGE)),
    )


def advice_for(exercises, *, stage, records=None):
    """The advice records that speak of any of `exercises` in `stage`, in their order. One query unless given."""
    records = Advice.objects.filter(retired_at=None) if records is None else records
    prevents = stage == Stage.MAINTENANCE and bool(exercises)  # S-29: prevention belongs to every plan of this stage
    return [
        record
        for record in records
        if (prevents and record.rule == "S-29") or any(record.speaks_of(each, stage=stage) for each in exercises)
    ]


def _candidates(case, methods):
    """Method -> items of the library's sets of it for this region and stage, in order, each exercise once."""
    sets = ExerciseSet.objects.filter(
        clinic=None, retired_at=None, method__in=methods, region=case.region, stages__contains=[case.stage]
    )
    items = SetItem.objects.filter(exercise_set__in=sets, exercise__retired_at=None).select_related("exercise")
    items = items.annotate(method=F("exercise_set__method")).order_by("exercise_set", "position")
    found = {method: {} for method in methods}
    for item in items:
        dose = item.exercise.dose.overlaid(item.dose)
        found[item.method].setdefault(item.exercise.key, considered(item.exercise, dose))
    return {method: list(items.values()) for method, items in found.items()}


def _judged(case, candidates):
    """(items kept, [(exercise, findings)] left out) of the candidates."""
    judged = [(item, _findings_on(case, item)) for item in candidates]
    allowed = [(item, found) for item, found in judged if not _forbids(found)]
    left_out = [(item.exercise, found) for item, found in judged if _forbids(found)]
    return _without_warned(case, allowed, left_out)


def _findings_on(case, item):
    found = findings_for(replace(case, items=(item,)), JUDGED)
    return [finding for finding in found if finding.exercise == item.exercise.key]


def _forbids(findings):
    return any(finding.level == Level.HARD for finding in findings)


def _warned_by_condition(findings):
    return any(finding.level == Level.WARN and finding.rule in CONDITION_RULES for finding in findings)


def _without_warned(case, allowed, left_out):
    """Section 2.3: an item with a warning gives way to its regression, or is left out if two others stay."""
    easier = _regressions([item.exercise for item, found in allowed if _warned_by_condition(found)])
    chosen = {item.exercise.key for item, _found in allowed}
    kept, warned = [], []
    for item, found in allowed:
        if not _warned_by_condition(found):
            kept.append(item)
            continue
        substitute = easier.get(item.exercise.regression)
        if substitute and substitute.key not in chosen and _clean(case, considered(substitute)):
            kept.append(considered(substitute))
            chosen.add(substitute.key)
            left_out.append((item.exercise, found))
        else:
            kept.append(item)
            warned.append((item, found))
    for item, found in warned:
        if len(kept) > 2:
            kept.remove(item)
            left_out.append((item.exercise, found))
    return kept, left_out


def _regressions(exercises):
    keys = {exercise.regression for exercise in exercises} - {""}
    return Exercise.objects.current().filter(clinic=None).in_bulk(keys) if keys else {}


def _clean(case, item):
    """True if `item` may stand in: meant for the stage, not direction-specific, and no rule forbids or warns."""
    found = [finding for finding in _findings_on(case, item) if finding.level != Level.ADVISE]
    return "directional-preference" not in item.exercise.goals and case.stage in item.exercise.stages and not found
