"""Who needs a clinician today, and why: every patient of a list judged by one query of few columns."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Case, F, FilteredRelation, Func, OuterRef, Q, StringAgg, Subquery, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.models import treated
from prescriptions.models import CURRENT, Alert, PlanEvent, PlanItem, Status
from prescriptions.safety import Level
from prescriptions.schedule import days_named

MISSED_DAYS, SILENT_DAYS, ENDING_DAYS = 3, 7, 3
URGENT, WARNED, MISSED, HELD, REVIEW, ENDING, CALM = range(7)
ICONS = {"hard": "stop", "warn": "warn", "clock": "clock"}
RANKS = {level.value: URGENT if level == Level.HARD else WARNED for level in Level}


@dataclass(frozen=True, order=True)
class Reason:
    """Why somebody needs attention; a lower `rank` comes first."""

    rank: int
    words: str
    level: str = "clock"

    @property
    def icon(self):
        return ICONS[self.level]


class Seen(NamedTuple):
    """A patient with one open episode and its current plan, each None where there is none."""

    pk: str
    name: str
    record_number: str
    mine: bool
    treated: bool
    time_zone: str
    alert: str | None
    region: str | None
    version: int | None
    status: str | None
    ends_on: date | None
    review_on: date | None
    done_on: date | None
    # what tells of silence: None for plans of which something was done lately
    starts_on: date | None
    issued_at: datetime | None
    heard_on: date | None
    named_days: str | None
    resumed_at: datetime | None


@dataclass
class Standing:
    """A patient's place in the list. `alert` is the rank of the gravest open alert, `statuses` those of the plans."""

    pk: str
    name: str
    record_number: str
    mine: bool
    treated: bool
    alert: int | None = None
    episodes: int = 0
    statuses: set = field(default_factory=set)
    review_on: date | None = None
    reasons: list = field(default_factory=list)

    @cached_property
    def urgency(self):
        """The lowest rank of what stands; CALM for who is on course."""
        ranks = [reason.rank for reason in self.reasons] + ([] if self.alert is None else [self.alert])
        return min(ranks, default=CALM)


def standings(patients, user, *, now):
    """A Standing for each of `patients` as `user` may know it, in no order; one query."""
    today_in = cache(lambda zone: now.astimezone(ZoneInfo(zone)).date())
    found = {}
    for row in _watched(patients, user, now=now).order_by().values_list(*COLUMNS):
        seen = Seen._make(row)
        standing = found.get(seen.pk)
        if standing is None:
            standing = found[seen.pk] = Standing(*seen[:5], alert=RANKS.get(seen.alert) if seen.treated else None)
        if seen.treated and seen.region:
            _look_at(standing, seen, today_in)
    return list(found.values())


# --- one plan -----------------------------------------------------------------------------------------------


def _look_at(standing, seen, today_in):
    standing.episodes += 1
    if seen.status is None:
        return
    today = today_in(seen.time_zone)
    standing.statuses.add(Status.ENDED if seen.ends_on < today else seen.status)
    if seen.review_on:
        standing.review_on = min(seen.review_on, standing.review_on or seen.review_on)
    standing.reasons += _reasons(seen, today)


def _day(at, seen):
    return at.astimezone(ZoneInfo(seen.time_zone)).date()


def _reasons(seen, today):
    if today > seen.ends_on:
        yield Reason(ENDING, _about(seen, _("%(plan)s ended on %(day)s."), seen.ends_on))
        return
    if seen.status == Status.HELD:
        yield Reason(HELD, _about(seen, _("%(plan)s is on hold.")))
        return
    yield from _silence(seen, today)
    if seen.review_on and seen.review_on <= today:
        yield Reason(REVIEW, _review_words(seen, today))
    if (left := (seen.ends_on - today).days) <= ENDING_DAYS:
        yield Reason(ENDING, _ending_words(seen, left))


def _silence(seen, today):
    """Days missed in a row, or not a word for a week. Most have done something lately: they are left at once."""
    if not seen.named_days or (seen.done_on and (today - seen.done_on).days <= MISSED_DAYS):
        return
    began = max(seen.starts_on - timedelta(days=1), _day(seen.resumed_at or seen.issued_at, seen))
    done = max(began, seen.done_on) if seen.done_on else began
    named = {int(digit) for digit in seen.named_days}
    missed = days_named(named, after=done, before=today)
    heard = max(began, seen.heard_on) if seen.heard_on else began
    silent = (today - heard).days - 1
    if missed and silent >= SILENT_DAYS:
        words = ngettext("No word for %(count)d day.", "No word for %(count)d days.", silent)
        yield Reason(MISSED, words % {"count": silent}, "warn")
    elif missed >= MISSED_DAYS:
        words = ngettext("Missed %(count)d day in a row.", "Missed %(count)d days in a row.", missed)
        yield Reason(MISSED, words % {"count": missed}, "warn")


def _review_words(seen, today):
    if seen.review_on == today:
        return _about(seen, _("Review of %(plan)s is due today."))
    return _about(seen, _("Review of %(plan)s is due since %(day)s."), seen.review_on)


def _ending_words(seen, left):
    if left == 0:
        return _about(seen, _("%(plan)s ends today."))
    return _about(seen, ngettext("%(plan)s ends in %(left)d day.", "%(plan)s ends in %(left)d days.", left), left=left)


def _about(seen, words, day=None, **facts):
    plan = _("Plan %(version)s") % {"version": seen.version}
    return words % {"plan": plan, "day": date_format(day, "MONTH_DAY_FORMAT") if day else "", **facts}


# --- the query ----------------------------------------------------------------------------------------------

OPEN_CARE = FilteredRelation("episodes", condition=Q(episodes__closed_on=None))
LIVE = FilteredRelation("care__plans", condition=Q(care__plans__status__in=CURRENT))
OF_PATIENT = (Cast("pk", TextField()), "name", "record_number", "mine", "treated", "time_zone", "alert")
OF_PLAN = ("version", "status", "ends_on", "review_on", "done_on")
OF_QUIET = ("quiet_since", "quiet_issued", "quiet_heard", "named_days", "resumed_at")
COLUMNS = (*OF_PATIENT, F("care__region"), *(F(f"live__{name}") for name in OF_PLAN), *OF_QUIET)


def _watched(patients, user, *, now):
    """`patients` with what COLUMNS name: a row for each open episode and its current plan, or one with neither.

    What tells of silence is fetched only for plans of which nothing was done for some days, by any clock on earth.
    """
    lately = (now - timedelta(days=MISSED_DAYS - 1)).date()
    quiet = Q(live__status=Status.ISSUED) & (Q(live__done_on=None) | Q(live__done_on__lt=lately))
    return patients.annotate(
        mine=Q(responsible=user), treated=treated(user), alert=Subquery(_gravest_alert()), care=OPEN_CARE, live=LIVE
    ).annotate(
        quiet_since=Case(When(quiet, then="live__starts_on")),
        quiet_issued=Case(When(quiet, then="live__issued_at")),
        quiet_heard=Case(When(quiet, then="live__heard_on")),
        named_days=Case(When(quiet, then=Subquery(_days_of_live_plan()))),
        resumed_at=Case(When(quiet, then=Subquery(_resumed_at()))),
    )


def _gravest_alert():
    hard_first = Case(When(level=Level.HARD.value, then=0), default=1)
    return Alert.objects.open().filter(patient=OuterRef("pk")).order_by(hard_first).values("level")[:1]


def _days_of_live_plan():
    """The weekdays of all exercises that are not paused, as digits."""
    digits = Func(F("weekdays"), Value(""), function="array_to_string", output_field=TextField())
    going = PlanItem.objects.filter(plan=OuterRef("live__pk"), paused_at=None).order_by()
    return going.values("plan").annotate(digits=StringAgg(digits, Value(""))).values("digits")


def _resumed_at():
    kinds = (PlanEvent.Kind.RESUMED, PlanEvent.Kind.ITEM_RESUMED)
    return PlanEvent.objects.filter(plan=OuterRef("live__pk"), kind__in=kinds).order_by("-at").values("at")[:1]
