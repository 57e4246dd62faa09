"""Gathering what the rules judge. The only part of this package that reads the database."""

from prescriptions.safety.facts.gather import (
    History,
    Record,
    case_of,
    case_of_episode,
    case_of_plan,
    cases_for,
    item_of,
    of_plan,
    records_of,
    warm_up_items,
    warm_up_of,
)
from prescriptions.safety.facts.record import (
    check_ins_of,
    check_ins_with,
    done_lately,
    done_of,
    heard_of,
    standing_flags,
    told_of,
    with_check_ins,
    with_record,
)

__all__ = [
    "History",
    "Record",
    "case_of",
    "case_of_episode",
    "case_of_plan",
    "cases_for",
    "check_ins_of",
    "check_ins_with",
    "done_lately",
    "done_of",
    "heard_of",
    "item_of",
    "of_plan",
    "records_of",
    "standing_flags",
    "told_of",
    "warm_up_items",
    "warm_up_of",
    "with_check_ins",
    "with_record",
]
