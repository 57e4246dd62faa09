"""The rules of clinical/rules.md: no writes, no clock. `findings_for(case, moments)` says what stands."""

from prescriptions.safety import (  # noqa: F401 - they register their rules
    article,
    article_order,
    conditions,
    new_symptoms,
    plan_quality,
    red_flags,
    responses,
)
from prescriptions.safety.case import Case, Done, Item, Thresholds, Told, Visit
from prescriptions.safety.finding import Finding, Level, Moment
from prescriptions.safety.registry import RULES, finding_of, findings_for

__all__ = [
    "RULES",
    "Case",
    "Done",
    "Finding",
    "Item",
    "Level",
    "Moment",
    "Thresholds",
    "Told",
    "Visit",
    "finding_of",
    "findings_for",
]
