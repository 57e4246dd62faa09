"""The only writers of records, episodes and assessments, of the ways in and of helpers."""

from patients.actions.records import (
    LONGEST_NOTE,
    LONGEST_REASON,
    change_episode,
    change_record,
    clinicians_of,
    open_episode,
    open_record,
    store_assessment,
)

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "change_episode",
    "change_record",
    "clinicians_of",
    "open_episode",
    "open_record",
    "store_assessment",
]
