"""Dates in searches: a prefix and a value as precise as it was written, compared as FHIR compares ranges."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q

WRITTEN = re.compile(
    r"(?P<prefix>eq|ne|gt|lt|ge|le|sa|eb)?(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
DAY = timedelta(days=1)


def range_of(text):
    """(prefix, from, until): what `text` names, as instants in UTC, until excluded. Raises ValueError."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    part = found.groupdict()
    zone = part["zone"]
    start = date(int(part["year"]), int(part["month"] or 1), int(part["day"] or 1))
    if part["hour"] is None:
        low, high = _midnight(start), _midnight(start) + _length(start, part)
    else:
        clock = f"{part['hour']}:{part['minute']}:{part['second'] or '00'}"
        low = datetime.fromisoformat(f"{start}T{clock}{zone or '+00:00'}").astimezone(UTC)
        high = low + timedelta(seconds=1 if part["second"] else 60)
    return part["prefix"] or "eq", low, high


def _midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _length(start, part):
    if part["day"]:
        return DAY
    if part["month"]:
        return timedelta(days=calendar.monthrange(start.year, start.month)[1])
    return timedelta(days=366 if calendar.isleap(start.year) else 365)


def instants(column, text):
    """Rows whose instant `column` lies as `text` says."""
    prefix, low, high = range_of(text)
    within = Q(**{f"{column}__gte": low, f"{column}__lt": high})
    after, before = Q(**{f"{column}__gte": high}), Q(**{f"{column}__lt": low})
    return _asked(prefix, within=within, above=after, below=before, after=after, before=before)


def days(first, last, text):
    """Rows whose calendar dates from column `first` to column `last` lie as `text` says: a day is a range as well."""
    prefix, low, high = range_of(text)
    within = Q(**{f"{first}__gte": _ceiling(low), f"{last}__lt": high.date()})
    above, below = Q(**{f"{last}__gte": high.date()}), Q(**{f"{first}__lt": _ceiling(low)})
    after, before = Q(**{f"{first}__gte": _ceiling(high)}), Q(**{f"{last}__lt": low.date()})
    return _asked(prefix, within=within, above=above, below=below, after=after, before=before)


def _ceiling(moment):
    """The first day that does not begin before `moment`."""
    return moment.date() if moment == _midnight(moment) else moment.date() + DAY


def _asked(prefix, *, within, above, below, after, before):
    """The condition of a prefix. `ge` a day includes what ends on it, as an asker for what still holds expects."""
    return {
        "eq": within,
        "ne": ~within,
        "gt": above,
        "ge": ~before,
        "lt": below,
        "le": ~after,
        "sa": after,
        "eb": before,
    }[prefix]
