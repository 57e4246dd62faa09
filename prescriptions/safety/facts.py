"""Gathering what the rules judge. The only module of this package that reads the database."""

import zoneinfo
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from exercises.dosage import Dose
from exercises.models import Exercise
from exercises.vocabulary import WARM_UP_SET
from patients.models import Assessment
from prescriptions.models import Plan, PlanItem
from prescriptions.safety.case import Case, Item, Region, Visit
from prescriptions.safety.red_flags import HIGH_PRESSURE, RULES_OF_FLAG
from prescriptions.safety.warm_up import needs_warm_up


def item_of(plan_item):
    """A PlanItem as the rules see it."""
    return Item(
        exercise=plan_item.exercise,
        dose=plan_item.dose,
        id=str(plan_item.pk),
        side=plan_item.side,
        alternative=plan_item.alternative,
    )


def warm_up_items():
    """The Norbekov warm-up of the library, in order, at its own dose."""
    exercises = Exercise.objects.filter(set_key=WARM_UP_SET, clinic=None, retired_at=None).order_by("order_in_set")
    return [Item(exercise=exercise, dose=exercise.dose) for exercise in exercises]


def visits_of(patients):
    """All assessments of `patients` (ids), newest first, by patient id. One query."""
    found = defaultdict(list)
    assessments = Assessment.objects.filter(episode__patient__in=patients).select_related("episode").newest_first()
    for assessment in assessments:
        found[assessment.episode.patient_id].append(assessment)
    return found


def cases_for(plans, *, now, starting=False):
    """The cases of `plans` (episode, patient, clinic and items with exercises already fetched): Plan id -> Case.

    Two queries at most for any number of plans. `starting`: they are judged at START only, where no rule asks for
    the warm-up: one query.
    """
    visits = visits_of({plan.episode.patient_id for plan in plans})
    histories = {} if starting else histories_of(plans)
    items = {plan.pk: tuple(item_of(item) for item in plan.items.all()) for plan in plans}
    warm_up = {} if starting else warm_up_of([item for each in items.values() for item in each])
    cases = {
        plan.pk: case_of(plan.episode, visits[plan.episode.patient_id], items=items[plan.pk], warm_up=warm_up, now=now)
        for plan in plans
    }
    return {plan.pk: of_plan(cases[plan.pk], plan, histories.get(plan.pk)) for plan in plans}


def of_plan(case, plan, history=None):
    """`case` with what the rules ask about the plan itself: its dates, what was issued before it, its thresholds.

    An issued plan keeps the thresholds it was judged under where they are stricter than the clinic's of today.
    """
    history = history or History()
    return replace(
        case,
        thresholds=case.thresholds.strictest_with(plan.thresholds),
        starts_on=plan.starts_on,
        review_on=plan.review_on,
        first_plan=history.first_plan,
        former=history.former,
    )


@dataclass(frozen=True)
class History:
    """What was issued before a plan: whether anything, and the doses of the plan it revises."""

    first_plan: bool = False
    former: Mapping[str, Dose] = field(default_factory=dict)


def histories_of(plans):
    """The History of each of `plans`, by id; two queries for any number."""
    people = {plan.episode.patient_id for plan in plans}
    issued = Plan.objects.filter(episode__patient__in=people, issued_at__isnull=False)
    earlier = defaultdict(set)
    for patient, pk in issued.values_list("episode__patient_id", "pk"):
        earlier[patient].add(pk)
    former = defaultdict(dict)
    for item in PlanItem.objects.filter(plan__in={plan.revises_id for plan in plans if plan.revises_id}):
        former[item.plan_id][item.exercise_id] = item.dose
    return {
        plan.pk: History(not earlier[plan.episode.patient_id] - {plan.pk}, former[plan.revises_id]) for plan in plans
    }


def case_of_episode(episode, *, now, items=()):
    """The case of one episode with `items` under consideration."""
    assessments = visits_of([episode.patient_id])[episode.patient_id]
    return case_of(episode, assessments, items=items, warm_up=warm_up_of(items), now=now)


def case_of_plan(plan, items, *, now):
    """The case of one plan with its `items` (PlanItems with exercises), its dates and what went before it."""
    case = case_of_episode(plan.episode, now=now, items=tuple(item_of(item) for item in items))
    return of_plan(case, plan, histories_of([plan])[plan.pk])


def warm_up_of(items):
    """Key and title of the warm-up exercises, in order, if any of `items` asks for it (S-20)."""
    return {item.exercise.key: item.exercise.words.title for item in warm_up_items()} if needs_warm_up(items) else {}


def case_of(episode, assessments, *, items, warm_up, now):
    """Build the case from an episode and all assessments of its patient, newest first."""
    patient = episode.patient
    zone = zoneinfo.ZoneInfo(patient.time_zone)
    regions = _regions(assessments, episode, zone)
    visits = regions.get(episode.region, Region()).visits
    return Case(
        today=patient.today(now),
        birth_date=patient.birth_date,
        region=episode.region,
        stage=visits[0].stage if visits else None,
        conditions=None if patient.conditions is None else frozenset(patient.conditions),
        named_cause=bool(episode.named_cause),
        flags=standing_flags(assessments),
        blood_pressure=_blood_pressure(assessments),
        regions=regions,
        thresholds=patient.clinic.thresholds,
        items=tuple(items),
        warm_up=warm_up,
        language=patient.language,
    )


def _visit(assessment, zone):
    return Visit(
        on=assessment.assessed_at.astimezone(zone).date(),
        stage=assessment.stage,
        pain_now=assessment.pain_now,
        pain_on_movement=assessment.pain_on_movement,
        inflammation_settled=assessment.inflammation_settled,
        symptoms=frozenset(assessment.symptoms),
        pain_sites=frozenset(assessment.pain_sites),
        red_flags_screened=assessment.red_flags_screened,
        collar=assessment.collar,
        collar_until=assessment.collar_until,
        posture_deviation=assessment.posture_deviation,
        supervised_session=assessment.supervised_session,
    )


def _regions(assessments, episode, zone):
    """Per region: visits of its open episode (of `episode` itself in its own region), supervised sessions of all."""
    visits, supervised = defaultdict(list), defaultdict(int)
    for assessment in assessments:
        other = assessment.episode
        supervised[other.region] += assessment.supervised_session
        judged = other.pk == episode.pk if other.region == episode.region else other.closed_on is None
        if judged:
            visits[other.region].append(_visit(assessment, zone))
    return {region: Region(tuple(visits[region]), supervised[region]) for region in {*visits, *supervised}}


def standing_flags(assessments):
    """Red flags of the person: from the first yes until an assessment clears it; high pressure until re-measured."""
    standing = set()
    for assessment in reversed(assessments):
        if assessment.systolic and assessment.systolic < 180 and assessment.diastolic < 110:
            standing.discard(HIGH_PRESSURE)
        standing |= {flag for flag in (*assessment.red_flags, *assessment.symptoms) if flag in RULES_OF_FLAG}
        standing -= {cleared["flag"] for cleared in assessment.red_flags_cleared}
    return frozenset(standing)


def _blood_pressure(assessments):
    """The newest measured pressure. An assessment that did not measure does not lift C-12."""
    return next(((each.systolic, each.diastolic) for each in assessments if each.systolic), None)
