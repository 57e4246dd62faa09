"""The case of a plan or an episode, from assessments, check-ins and what was issued before."""

import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from exercises.dosage import Dose
from exercises.models import Exercise
from exercises.vocabulary import WARM_UP_SET
from patients.models import Assessment
from prescriptions.models import Plan, PlanItem
from prescriptions.safety.case import Case, Item, Region, Visit
from prescriptions.safety.facts.record import check_ins_of, check_ins_with, standing_flags
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


@dataclass(frozen=True)
class Record:
    """What is on file about a person: all assessments and the check-ins that may count, newest first."""

    assessments: list = field(default_factory=list)
    check_ins: list = field(default_factory=list)


def records_of(patients, *, now, check_ins=None):
    """The Record of each of `patients` (ids). Two queries for any number; one with `check_ins`, by patient."""
    found = defaultdict(Record)
    assessments = Assessment.objects.filter(episode__patient__in=patients).select_related("episode").newest_first()
    for assessment in assessments:
        found[assessment.episode.patient_id].assessments.append(assessment)
    for heard in check_ins_of(patients, now=now) if check_ins is None else chain(*check_ins.values()):
        found[uuid.UUID(heard.patient)].check_ins.append(heard)
    return found


def _check_ins_with(plans):
    """Check-ins by patient, when all `plans` were fetched with them; None otherwise."""
    found = {plan.episode.patient_id: check_ins_with(plan) for plan in plans}
    return None if None in found.values() else found


def cases_for(plans, *, now, starting=False, records=None):
    """The cases of `plans` (episode, patient, clinic and items with exercises already fetched): Plan id -> Case.

    Five queries at most for any number of plans. `starting`: they are judged at START only, where no rule asks for
    the warm-up or for what was issued before: two queries, or one for plans from `with_record`, or none with
    `records`, the Records by patient's id.
    """
    if records is None:
        people = {plan.episode.patient_id for plan in plans}
        records = records_of(people, now=now, check_ins=_check_ins_with(plans))
    histories = {} if starting else histories_of(plans)
    items = {plan.pk: tuple(item_of(item) for item in plan.items.all()) for plan in plans}
    warm_up = {} if starting else warm_up_of([item for each in items.values() for item in each])
    cases = {
        plan.pk: case_of(plan.episode, records[plan.episode.patient_id], items=items[plan.pk], warm_up=warm_up, now=now)
        for plan in plans
    }
    found = {plan.pk: of_plan(cases[plan.pk], plan, histories.get(plan.pk)) for plan in plans}
    return {pk: replace(case, starting=starting) for pk, case in found.items()}


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
    """The case of one episode with `items` under consideration. Two queries, or one for an episode from
    `with_check_ins`."""
    heard = check_ins_with(episode)
    came = None if heard is None else {episode.patient_id: heard}
    record = records_of([episode.patient_id], now=now, check_ins=came)[episode.patient_id]
    return case_of(episode, record, items=items, warm_up=warm_up_of(items), now=now)


def case_of_plan(plan, items, *, now):
    """The case of one plan with its `items` (PlanItems with exercises), its dates and what went before it."""
    case = case_of_episode(plan.episode, now=now, items=tuple(item_of(item) for item in items))
    return of_plan(case, plan, histories_of([plan])[plan.pk])


def warm_up_of(items):
    """Key and title of the warm-up exercises, in order, if any of `items` asks for it (S-20)."""
    return {item.exercise.key: item.exercise.words.title for item in warm_up_items()} if needs_warm_up(items) else {}


def case_of(episode, record, *, items, warm_up, now):
    """Build the case from an episode and the Record of its patient."""
    patient = episode.patient
    regions = _regions(record, episode, zoneinfo.ZoneInfo(patient.time_zone))
    visits = regions.get(episode.region, Region()).visits
    return Case(
        today=patient.today(now),
        birth_date=patient.birth_date,
        region=episode.region,
        stage=visits[0].stage if visits else None,
        conditions=None if patient.conditions is None else frozenset(patient.conditions),
        named_cause=bool(episode.named_cause),
        flags=standing_flags(record.assessments, record.check_ins),
        blood_pressure=_blood_pressure(record.assessments),
        regions=regions,
        thresholds=patient.clinic.thresholds,
        items=tuple(items),
        warm_up=warm_up,
        language=patient.language,
    )


def _visit(assessment, zone):
    return Visit(
        on=assessment.assessed_at.astimezone(zone).date(),
        at=assessment.assessed_at,
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
        cleared=frozenset(entry["flag"] for entry in assessment.red_flags_cleared),
    )


def _regions(record, episode, zone):
    """Per region: visits and check-ins of its open episode (of `episode` itself in its own region), supervised
    sessions of all."""
    visits, told, supervised = defaultdict(list), defaultdict(list), defaultdict(int)

    def is_judged(other):
        return other.pk == episode.pk if other.region == episode.region else other.closed_on is None

    for assessment in record.assessments:
        supervised[assessment.episode.region] += assessment.supervised_session
        if is_judged(assessment.episode):
            visits[assessment.episode.region].append(_visit(assessment, zone))
    for heard in record.check_ins:
        if heard.episode == str(episode.pk) if heard.region == episode.region else not heard.closed:
            told[heard.region].append(heard.told)
    regions = {*visits, *told, *supervised}
    return {region: Region(tuple(visits[region]), supervised[region], tuple(told[region])) for region in regions}


def _blood_pressure(assessments):
    """The newest measured pressure. An assessment that did not measure does not lift C-12."""
    return next(((each.systolic, each.diastolic) for each in assessments if each.systolic), None)
