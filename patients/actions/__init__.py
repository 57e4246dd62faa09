"""The only writers of records, episodes and assessments, of the ways in and of helpers."""

from patients.actions.entry import TooManyTries, Unknown, enter
from patients.actions.records import (
    LONGEST_NOTE,
    LONGEST_REASON,
    change_episode,
    change_record,
    open_episode,
    open_record,
    store_assessment,
)
from patients.actions.ways import (
    add_helper,
    agree,
    change_own_contact,
    end_helper,
    make_way,
    open_way,
    revoke_way,
)
from patients.duty import clinicians_of

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "TooManyTries",
    "Unknown",
    "add_helper",
    "agree",
    "change_episode",
    "change_own_contact",
    "change_record",
    "clinicians_of",
    "end_helper",
    "enter",
    "make_way",
    "open_episode",
    "open_record",
    "open_way",
    "revoke_way",
    "store_assessment",
]
