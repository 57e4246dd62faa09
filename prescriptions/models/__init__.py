"""Plans and what became of them."""

from prescriptions.models.log import Alert, Completion, Outcome, PlanEvent
from prescriptions.models.plan import (
    CURRENT,
    EndedReason,
    Override,
    Plan,
    PlanItem,
    Status,
    items_with_exercises,
)

__all__ = [
    "CURRENT",
    "Alert",
    "Completion",
    "EndedReason",
    "Outcome",
    "Override",
    "Plan",
    "PlanEvent",
    "PlanItem",
    "Status",
    "items_with_exercises",
]
