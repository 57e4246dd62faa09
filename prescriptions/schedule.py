"""What is due on which of the patient's days. Pure: dates come in, nothing asks the clock."""

from dataclasses import dataclass
from datetime import date, timedelta

BACKFILL_DAYS = 7


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
