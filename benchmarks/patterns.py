"""A few people whose care was written by the actions, to be copied ten thousand times."""

import copy
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from exercises.dosage import EVERY_DAY
from patients.models import Patient
from prescriptions.demonstration.people import Place
from prescriptions.demonstration.steps import Assess, Prescribe
from prescriptions.demonstration.telling import Story, tell
from prescriptions.models import Plan
from prescriptions.schedule import due_on
from prescriptions.sheet import sheet_of
from prescriptions.suggestion import advice_for

CALM = {"pain_sites": ["back"], "systolic": 128, "diastolic": 82, "supervised_session": True}
STORIES = (("cervical", "recovery"), ("thoracic", "recovery"), ("lumbar", "recovery"), ("lumbar", "maintenance"))
WRITTEN_DAYS_AGO = 21


@dataclass(frozen=True)
class Pattern:
    """One person with an issued plan. `due` are (place in the plan, date, occurrence), the newest first."""

    patient: Patient
    plan: Plan
    assessments: list
    items: list
    events: list
    overrides: list
    advice: list
    due: list


def write_patterns(clinic, clinician, *, now):
    """The patterns. What the actions wrote is rolled back: only copies are kept."""
    place = Place(clinic, {clinician.name: clinician}, "!")
    with transaction.atomic():
        patterns = [_written(place, clinician, *story, now=now) for story in STORIES]
        transaction.set_rollback(True)
    return patterns


def _written(place, clinician, region, stage, *, now):
    number = f"{region}-{stage}"
    steps = (
        Assess(WRITTEN_DAYS_AGO, stage, 1, 2, CALM),
        Prescribe(WRITTEN_DAYS_AGO, note="Little and often. Stop when it hurts.", ends=21, review=7),
        Assess(2, stage, 0, 1, CALM),
    )
    person = {"region": region, "diagnosis": ("M42.1", "Osteochondrosis"), "steps": steps, "diligence": 0}
    tell(Story("A person", date(1961, 4, 9), number, "", **person, clinician=clinician.name), place, now=now)
    plan = Plan.objects.current().for_reading().with_items().get(episode__patient__record_number=number)
    items = list(plan.items.all())
    for item in items:
        item.weekdays = list(EVERY_DAY)  # the page is full on whatever day it is measured
    return Pattern(
        plan.episode.patient,
        plan,
        list(plan.episode.assessments.all()),
        items,
        list(plan.events.all()),
        list(plan.overrides.all()),
        advice_for([item.exercise for item in items], stage=stage),
        list(_due(plan, items, today=plan.episode.patient.today(now))),
    )


def _due(plan, items, *, today):
    """What was due, back to the plan's first day; of today only the first half, as if it were noon."""
    pairs = [(place, item.dose) for place, item in enumerate(items)]
    for back in range((today - plan.starts_on).days + 1):
        day = today - timedelta(days=back)
        due = due_on(pairs, day, starts_on=plan.starts_on, ends_on=plan.ends_on)
        for each in reversed(due if back else due[: len(due) // 2]):
            yield each.item, day, each.occurrence


def copy_of(row, **changes):
    """An unsaved twin of `row` with a key of its own and `changes`."""
    twin = copy.copy(row)
    twin._state.adding, twin._state.db = True, None
    key = row._meta.pk.attname
    setattr(twin, key, uuid.uuid4() if isinstance(row.pk, uuid.UUID) else None)
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def plan_copied(pattern, episode, *, by, assessment):
    """A copy of the pattern's plan with its items and a sheet of its own: (plan, items)."""
    plan = copy_of(pattern.plan, episode=episode, created_by=by, issued_by=by, assessment=assessment)
    items = [copy_of(item, plan=plan) for item in pattern.items]
    plan.sheet = sheet_of(plan, items, pattern.advice)
    return plan, items
