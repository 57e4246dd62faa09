"""How plans went: each version as it ran, made from its events, and what was recorded of it."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, TextField
from django.db.models.functions import Cast, JSONObject

from exercises.dosage import Dose
from prescriptions.models import Completion, PlanEvent, PlanItem
from prescriptions.schedule import Course, Off

Kind = PlanEvent.Kind
TURNS = (Kind.HELD, Kind.RESUMED, Kind.ITEM_PAUSED, Kind.ITEM_RESUMED)
STRIP_DAYS = 28


def with_course(plans):
    """Annotate what `course_of` needs: `lines`, each with when it is due, and `turns`, what interrupted the plan."""
    items = PlanItem.objects.filter(plan=OuterRef("pk")).order_by("position")
    turns = PlanEvent.objects.filter(plan=OuterRef("pk"), kind__in=TURNS).order_by("at", "pk")
    return plans.annotate(
        lines=ArraySubquery(items.values(line=JSONObject(id="pk", times="times_per_day", weekdays="weekdays"))),
        turns=ArraySubquery(turns.values(turn=JSONObject(kind="kind", at="at", item=F("about__item")))),
    )


def ran_since(plans, day):
    """Those of `plans` that were issued and had not ended before `day`."""
    return plans.filter(Q(ended_at=None) | Q(ended_at__date__gte=day), issued_at__isnull=False, ends_on__gte=day)


def course_of(plan, time_zone):
    """`plan` (from `with_course`, issued at some time) as it ran, in dates of the patient's IANA `time_zone`."""
    zone = ZoneInfo(time_zone)
    turns = ((turn["kind"], datetime.fromisoformat(turn["at"]), turn["item"] or "") for turn in plan.turns)
    offs = offs_of([(kind, at.astimezone(zone).date(), item) for kind, at, item in turns])
    return Course(
        items=tuple(
            (line["id"], Dose(times_per_day=line["times"], weekdays=tuple(line["weekdays"]))) for line in plan.lines
        ),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        issued_on=plan.issued_at.astimezone(zone).date(),
        ended_on=plan.ended_at.astimezone(zone).date() if plan.ended_at else None,
        holds=offs.pop("", ()),
        pauses=offs,
    )


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
    """Outcomes of `plans` (from `with_course`) from `since` to `until` as `tally` reads them; one query.

    The items are named one by one: joined to the plans, PostgreSQL reads every completion of those weeks.
    """
    items = [line["id"] for plan in plans for line in plan.lines]
    rows = Completion.objects.filter(item__in=items, date__range=(since, until)).order_by()
    item = Cast("item_id", TextField())  # as text at once: thousands of UUIDs are slow to make and unmake
    rows = rows.values_list(item, "date", "occurrence", "outcome")
    return {(item, day, occurrence): outcome for item, day, occurrence, outcome in rows}


def strip_start(today: date):
    """The first of the 28 days that end `today`."""
    return today - timedelta(days=STRIP_DAYS - 1)
