"""Cases for the rules, built in memory: a calm recovery of the neck unless the test says otherwise."""

from datetime import UTC, date, datetime, timedelta

from exercises.dosage import Dose
from exercises.models import Exercise
from prescriptions.safety import Case, Done, Item, Moment, Thresholds, Told, Visit, findings_for
from prescriptions.safety.case import Region

TODAY = date(2026, 11, 23)
ALL = tuple(Moment)


def days_ago(days):
    return TODAY - timedelta(days=days)


def make_item(*, key="some-exercise", dose=None, side="", alternative="", **fields):
    defaults = {
        "title": key,
        "region": "general",
        "method": "evidence-based",
        "stages": ["acute", "recovery", "maintenance"],
        "position": "sitting",
        "laterality": "midline",
        "difficulty": 1,
        "movement_direction": ["flexion"],
    }
    exercise = Exercise(key=key, **defaults | fields)
    exercise.dose = dose or Dose(sets=1, repetitions=5)
    return Item(exercise=exercise, dose=exercise.dose, id=f"id-of-{key}", side=side, alternative=alternative)


def lumbar_article_item(**fields):
    defaults = {"method": "classical", "set_key": "classical-lumbar", "stages": ["recovery", "maintenance"]}
    return make_item(key="lumbar-pelvic-raise", region="lumbar", **defaults | fields)


def make_visit(*, on=TODAY, stage="recovery", **facts):
    calm = {"pain_now": 0, "pain_on_movement": 0, "inflammation_settled": True, "red_flags_screened": True}
    return Visit(on=on, stage=stage, **calm | facts)


def make_case(
    *items, stage="recovery", region="cervical", visit=None, visits=None, supervised=0, settings=None, told=(), **facts
):
    visits = visits if visits is not None else (visit or make_visit(stage=stage),)
    defaults = {"conditions": frozenset(), "named_cause": True, "birth_date": date(1957, 5, 14)}
    return Case(
        today=TODAY,
        region=region,
        stage=visits[0].stage if visits else None,
        regions={region: Region(tuple(visits), supervised, tuple(told))},
        thresholds=Thresholds(**settings or {}),
        items=items,
        **defaults | facts,
    )


def make_told(*, days=0, kind="report", **facts):
    """A check-in of so many days ago, felt on the day it speaks of and told at noon."""
    day = days_ago(days)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Told(**{"on": day, "session": day, "kind": kind, "at": at} | facts)


def make_done(item, *, days=0, **facts):
    """`item` was done so many days ago."""
    return Done(item=item.id, on=days_ago(days), **facts)


def fired(case, *moments):
    """(rule, level, exercise) of everything that fires at `moments`, or at saving and issuing."""
    found = findings_for(case, moments or (Moment.SAVE, Moment.ACTIVATE))
    return [(finding.rule, finding.level.value, finding.exercise) for finding in found]


def said(case, moment, *codes):
    """(rule, level, exercise, pauses, alerts) of the findings of `codes` at `moment`, in order."""
    found = findings_for(case, (moment,))
    return [(f.rule, f.level.value, f.exercise, f.pauses, f.alerts) for f in found if f.rule in codes]
