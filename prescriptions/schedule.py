"""What is due on which of the patient's days, and what was done of it. Pure: dates come in, nothing asks the clock."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

BACKFILL_DAYS = 7
DONE, PARTLY = "done", "partly"


@dataclass(frozen=True)
class Due:
    """One occurrence of an item on a day: `item` is the item's id, `occurrence` counts from 1."""

    item: str
    occurrence: int


def due_on(items, day, *, starts_on, ends_on):
    """The occurrences due on the calendar date `day`, in the order of the plan.

    `items` are (id, Dose) pairs; a dose names its weekdays (1 Monday to 7 Sunday) and its times a day.
    """
    if not starts_on <= day <= ends_on:
        return []
    return [
        Due(item_id, occurrence)
        for item_id, dose in items
        if day.isoweekday() in dose.weekdays
        for occurrence in range(1, dose.times_per_day + 1)
    ]


def may_record(day, *, today):
    """True if a completion may carry the date `day`: today, or up to 7 days back."""
    return today - timedelta(days=BACKFILL_DAYS) <= day <= today


def default_dates(stage, *, today: date):
    """(starts_on, ends_on, review_on) of a new plan: 6 weeks with a review after 4; acute 2 weeks and 1."""
    length, review = (13, 7) if stage == "acute" else (41, 28)
    return today, today + timedelta(days=length), today + timedelta(days=review)


# --- what was done of it ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Off:
    """Days without exercise: a hold, or the pause of one item. `until` is the day it went on; None: not yet."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class Course:
    """One version of a plan as it ran.

    `issued_on` and `ended_on` are the patient's dates on which it was issued and ended (None: it runs); `holds` are of
    the whole plan, `pauses` of an item by its id.
    """

    items: tuple
    starts_on: date
    ends_on: date
    issued_on: date
    ended_on: date | None = None
    holds: tuple[Off, ...] = ()
    pauses: dict[str, tuple[Off, ...]] = field(default_factory=dict)


class Kind(StrEnum):
    """How a day went. `open`: today, while something is still to be done."""

    REST, DONE, PARTLY, MISSED, OPEN = "rest", "done", "partly", "missed", "open"


@dataclass(frozen=True)
class Tally:
    """How many occurrences counted as due on a day, and how many of them were done or partly done."""

    day: date
    due: int = 0
    done: int = 0
    partly: int = 0

    def kind(self, *, today):
        """How the day reads on `today`: what may still be done is not missed."""
        if not self.due:
            return Kind.REST
        if self.done == self.due:
            return Kind.DONE
        if self.day >= today:
            return Kind.OPEN
        return Kind.PARTLY if self.done + self.partly else Kind.MISSED


def tally(courses, marks, day, *, item=None):
    """The Tally of `day` over all `courses`; of the one item whose id is `item`, if given.

    `marks` maps (item's id, date, occurrence) to an outcome. A day wholly on hold or paused counts nothing, whatever
    was done on it. On a day on which a course was issued, ended, held, paused or went on, nobody can say what was
    still to be done: only what was done counts, and nothing is missed.
    """
    counted = [
        outcome
        for course in courses
        for due in due_on(course.items, day, starts_on=course.starts_on, ends_on=course.ends_on)
        if item in (None, due.item)
        for outcome in [marks.get((due.item, day, due.occurrence))]
        if _counts(course, due.item, day, done=outcome in (DONE, PARTLY))
    ]
    return Tally(day, len(counted), counted.count(DONE), counted.count(PARTLY))


def _counts(course, item, day, *, done):
    if day < course.issued_on or (course.ended_on is not None and day > course.ended_on):
        return False
    offs = (*course.holds, *course.pauses.get(item, ()))
    if any(off.since < day and (off.until is None or day < off.until) for off in offs):
        return False
    on_the_edge = day in (course.issued_on, course.ended_on) or any(day in (off.since, off.until) for off in offs)
    return done or not on_the_edge


def tallies(courses, marks, *, since, until):
    """The Tally of each day from `since` to `until`, both counted."""
    days = (since + timedelta(days=count) for count in range((until - since).days + 1))
    return [tally(courses, marks, day) for day in days]


def kept(tallies, *, today):
    """(days done in full, days on which something was due); today counts once it is done."""
    kinds = [each.kind(today=today) for each in tallies]
    return kinds.count(Kind.DONE), sum(kind not in (Kind.REST, Kind.OPEN) for kind in kinds)


def missed_in_a_row(tallies, *, today):
    """How many of the newest days with something due went by without any of it; days of rest are passed over."""
    missed = 0
    for each in sorted(tallies, key=lambda each: each.day, reverse=True):
        kind = each.kind(today=today)
        if kind == Kind.MISSED:
            missed += 1
        elif kind in (Kind.DONE, Kind.PARTLY) or (kind == Kind.OPEN and each.done + each.partly):
            break
    return missed


def days_named(weekdays, *, after, before):
    """How many days between `after` and `before`, neither counted, fall on one of `weekdays` (1 Monday to 7)."""
    between = range(after.toordinal() + 1, before.toordinal())
    return sum((ordinal - 1) % 7 + 1 in weekdays for ordinal in between)
