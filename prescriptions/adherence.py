"""How plans went: each version as it ran, made from its events, and what was recorded of it."""

from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from exercises.dosage import Dose
from prescriptions.models import Completion, PlanEvent, PlanItem
from prescriptions.schedule import Course, Off

Kind = PlanEvent.Kind
TURNS = (Kind.HELD, Kind.RESUMED, Kind.ITEM_PAUSED, Kind.ITEM_RESUMED)


def with_course(plans):
    """Fetch what `course_of` needs: items and the events that interrupt a plan, two queries for any number."""
    turns = PlanEvent.objects.filter(kind__in=TURNS).order_by("at", "pk").only("plan", "kind", "at", "about")
    items = PlanItem.objects.order_by("position").only("plan", "position", "times_per_day", "weekdays")
    return plans.prefetch_related(Prefetch("items", items, to_attr="lines"), Prefetch("events", turns, to_attr="turns"))


def course_of(plan, time_zone):
    """`plan` (from `with_course`, issued at some time) as it ran, in dates of the patient's IANA `time_zone`."""
    zone = ZoneInfo(time_zone)
    offs = offs_of([(turn.kind, turn.at.astimezone(zone).date(), turn.about.get("item", "")) for turn in plan.turns])
    return Course(
        items=tuple((str(line.pk), rhythm_of(line)) for line in plan.lines),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        issued_on=plan.issued_at.astimezone(zone).date(),
        ended_on=plan.ended_at.astimezone(zone).date() if plan.ended_at else None,
        holds=offs.pop("", ()),
        pauses=offs,
    )


def rhythm_of(line):
    """The part of a dose that says when."""
    return Dose(times_per_day=line.times_per_day, weekdays=tuple(line.weekdays))


def offs_of(turns):
    """The Offs by item's id ("" is the whole plan), from (kind of event, date, item's id) in their order."""
    offs = defaultdict(list)
    for kind, day, item in turns:
        found = offs[item]
        running = bool(found) and found[-1].until is None
        if kind in (Kind.HELD, Kind.ITEM_PAUSED) and not running:
            found.append(Off(day))
        elif kind in (Kind.RESUMED, Kind.ITEM_RESUMED) and running:
            found[-1] = Off(found[-1].since, day)
    return {item: tuple(found) for item, found in offs.items() if found}


def marks_of(plans, *, since, until):
    """Outcomes of `plans` from `since` to `until` as `tally` reads them; one query."""
    rows = Completion.objects.filter(item__plan__in=plans, date__range=(since, until)).order_by()
    return {(str(item), day, count): outcome for item, day, count, outcome in rows.values_list(*MARK)}


MARK = ("item_id", "date", "occurrence", "outcome")


def four_weeks(today):
    """The first of the 28 days that end `today`."""
    return today - timedelta(days=27)
