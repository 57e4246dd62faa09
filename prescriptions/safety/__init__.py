"""The rules of clinical/rules.md: no writes, no clock. `findings_for(case, moments)` says what stands."""

from prescriptions.safety import article, article_order, conditions, plan_quality, red_flags  # noqa: F401 - they register their rules
from prescriptions.safety.case import Case, Item, Thresholds, Visit
from prescriptions.safety.finding import Finding, Level, Moment
from prescriptions.safety.registry import RULES, finding_of, findings_for

__all__ = [
    "RULES",
    "Case",
    "Finding",
    "Item",
    "Level",
    "Moment",
    "Thresholds",
    "Visit",
    "finding_of",
    "findings_for",
]
