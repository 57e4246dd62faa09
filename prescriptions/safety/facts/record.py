"""What was said and done under a person's plans, as the rules see it."""

import zoneinfo
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from prescriptions.models import CheckIn, CheckInKind, Completion
from prescriptions.safety.case import Done, Told
from prescriptions.safety.red_flags import HIGH_PRESSURE, RULES_OF_FLAG

# The farthest any rule looks back on pain and on answered symptoms; a tick counts however old it is.
CHECK_INS_COUNT = timedelta(days=42)
ROW = JSONObject(
    **{name: name for name in ("date", "kind", "occurrence", "pain", "symptoms", "taken_back", "discomfort")},
    at="recorded_at",
    alert="alert_id",
    answered="alert__acknowledged_at",
    patient="plan__episode__patient_id",
    zone="plan__episode__patient__time_zone",
    episode="plan__episode_id",
    region="plan__episode__region",
    closed_on="plan__episode__closed_on",
)


@dataclass(frozen=True)
class Heard:
    """A check-in with the episode it belongs to."""

    told: Told
    patient: str
    episode: str
    region: str
    closed: bool


def _counting(now):
    """Check-ins that may count. See also `heard_of`."""
    recent = Q(date__gte=(now - CHECK_INS_COUNT).date()) | Q(symptoms__len__gt=0)
    return CheckIn.objects.filter(recent).order_by("-date", "-recorded_at")


def check_ins_of(patients, *, now):
    """The Heard of `patients` (ids) that may count, newest first. One query."""
    rows = _counting(now).filter(plan__episode__patient__in=patients).values_list(ROW, flat=True)
    return [_heard(row) for row in rows]


def heard_of(check_ins, episodes, *, now):
    """The Heard of CheckIns fetched with `answered`, when their alert was; those that may count, in the order given.

    `episodes` are theirs by the id of the plan, each with its patient. No query. See also `check_ins_of`.
    """
    oldest = (now - CHECK_INS_COUNT).date()
    counting = (each for each in check_ins if each.date >= oldest or each.symptoms)
    return [_heard_under(episodes[each.plan_id], each) for each in counting]


def _heard_under(episode, check_in):
    answered = check_in.answered is not None
    told = told_of(check_in, zoneinfo.ZoneInfo(episode.patient.time_zone))
    told = replace(told, waiting=check_in.alert_id is not None and not answered, known=answered)
    return Heard(told, str(episode.patient_id), str(episode.pk), episode.region, episode.closed_on is not None)


def with_record(plans, *, now):
    """`plans` with what `cases_for` and S-18 ask about each person in the same query: check-ins, and whether anything
    was recorded under the plan already."""
    done = Completion.objects.filter(item__plan=OuterRef("pk"))
    return with_check_ins(plans, of="episode__patient", now=now).annotate(is_begun=Exists(done))


def with_check_ins(rows, *, of, now):
    """Plans or episodes with the check-ins of their patient that may count; `of` leads from a row to the patient."""
    mine = _counting(now).filter(plan__episode__patient=OuterRef(of))
    return rows.annotate(check_in_rows=ArraySubquery(mine.values_list(ROW)))


def check_ins_with(row):
    """The Heard that came with a row from `with_check_ins`, or None when it was fetched without them."""
    rows = getattr(row, "check_in_rows", None)
    return None if rows is None else [_heard(row) for row in rows]


def _heard(row):
    at = datetime.fromisoformat(row["at"]).astimezone(UTC)
    symptoms = None if row["symptoms"] is None else frozenset(row["symptoms"]).difference(row["taken_back"])
    session = date.fromisoformat(row["date"])
    told = Told(
        on=_felt_on(row["kind"], session, at, zoneinfo.ZoneInfo(row["zone"])),
        session=session,
        kind=row["kind"],
        pain=row["pain"],
        symptoms=symptoms,
        discomfort=row["discomfort"],
        occurrence=row["occurrence"],
        at=at,
        waiting=row["alert"] is not None and row["answered"] is None,
        known=row["answered"] is not None,
    )
    return Heard(told, row["patient"], row["episode"], row["region"], row["closed_on"] is not None)


def _felt_on(kind, session, at, zone):
    """The pain of the next day was felt on the day it was told."""
    return max(session, at.astimezone(zone).date()) if kind == CheckInKind.NEXT_DAY else session


def told_of(check_in, zone):
    """A CheckIn as the rules see it, as if it had raised no alert."""
    return Told(
        on=_felt_on(check_in.kind, check_in.date, check_in.recorded_at, zone),
        session=check_in.date,
        kind=check_in.kind,
        pain=check_in.pain,
        symptoms=None if check_in.symptoms is None else frozenset(check_in.symptoms).difference(check_in.taken_back),
        discomfort=check_in.discomfort,
        occurrence=check_in.occurrence,
        at=check_in.recorded_at,
    )


def done_of(completion):
    """A Completion as the rules see it."""
    return Done(
        item=str(completion.item_id),
        on=completion.date,
        outcome=completion.outcome,
        pain_during=completion.pain_during,
        discomfort=completion.discomfort,
        spreading=completion.spreading,
        occurrence=completion.occurrence,
    )


def done_lately(plan, day, *, days):
    """What was done under `plan` on `day` and in the `days` before it. One query."""
    since = day - timedelta(days=days)
    return tuple(done_of(each) for each in Completion.objects.filter(item__plan=plan, date__range=(since, day)))


def standing_flags(assessments, check_ins=()):
    """Red flags of the person: from the first yes, in an assessment or a check-in (Heard), until an assessment clears
    it; high pressure until it is measured again."""
    said = [(heard.told.at, heard.told.at, heard.told) for heard in check_ins]
    said += [(each.assessed_at, each.recorded_at, each) for each in assessments]
    standing = frozenset()
    for _at, _recorded, each in sorted(said, key=lambda row: row[:2]):
        standing = _after_telling(standing, each) if isinstance(each, Told) else _after_visit(standing, each)
    return standing


def _after_telling(standing, told):
    return standing | (told.symptoms or frozenset()).intersection(RULES_OF_FLAG)


def _after_visit(standing, visit):
    if visit.systolic and visit.systolic < 180 and visit.diastolic < 110:
        standing = standing - {HIGH_PRESSURE}
    ticked = {*visit.red_flags, *visit.symptoms}.intersection(RULES_OF_FLAG)
    return (standing | ticked) - {cleared["flag"] for cleared in visit.red_flags_cleared}
