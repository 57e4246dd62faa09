"""Plans and what became of them."""

from prescriptions.models.alert import Alert
from prescriptions.models.check_in import ONCE_A_SESSION, CheckIn, CheckInKind
from prescriptions.models.discharge import Discharge, DischargeReason
from prescriptions.models.log import Completion, Decision, Outcome, PlanEvent
from prescriptions.models.plan import (
    CURRENT,
    EndedReason,
    Override,
    Plan,
    PlanItem,
    Status,
    items_with_exercises,
)
from prescriptions.models.proposal import ProposalAnswer
from prescriptions.models.reminders import Reminders

__all__ = [
    "CURRENT",
    "ONCE_A_SESSION",
    "Alert",
    "CheckIn",
    "CheckInKind",
    "Completion",
    "Decision",
    "Discharge",
    "DischargeReason",
    "EndedReason",
    "Outcome",
    "Override",
    "Plan",
    "PlanEvent",
    "PlanItem",
    "ProposalAnswer",
    "Reminders",
    "Status",
    "items_with_exercises",
]
