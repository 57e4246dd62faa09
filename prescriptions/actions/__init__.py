"""The only writers. Each is keyword-only, takes `by` and `now`, locks the patient's row before it judges, and leaves
one event behind. The patient's row is the lock for everything that is judged about that person."""

from prescriptions.actions.alert import acknowledge_alert
from prescriptions.actions.care import change_episode, change_patient, record_assessment, record_supervised_session
from prescriptions.actions.check_in import Said, record_check_in, take_back_ticks
from prescriptions.actions.discharge import discharge_episode
from prescriptions.actions.draft import Line, change_draft, create_draft, delete_draft, revise_plan
from prescriptions.actions.escalation import escalate_alert, overdue
from prescriptions.actions.hold import hold_plan, resume_item, resume_plan, stop_plan
from prescriptions.actions.issue import Reason, issue_plan
from prescriptions.actions.leave import deactivate_member
from prescriptions.actions.log import correct_completion, delete_completion, record_completion
from prescriptions.actions.propose import answer_proposal, open_proposals, with_settled
from prescriptions.actions.recheck import recheck_plan
from prescriptions.actions.reminders import choose_reminders, confirm_address, make_feed, revoke_feed, stop_mail
from prescriptions.actions.restored import hold_restored
from prescriptions.actions.transfer import accept_transfer, end_offer, offer_transfer
from prescriptions.actions.visit import record_visit, step_name

__all__ = [
    "Line",
    "Reason",
    "Said",
    "accept_transfer",
    "acknowledge_alert",
    "answer_proposal",
    "change_draft",
    "change_episode",
    "change_patient",
    "choose_reminders",
    "confirm_address",
    "correct_completion",
    "create_draft",
    "deactivate_member",
    "delete_completion",
    "delete_draft",
    "discharge_episode",
    "end_offer",
    "escalate_alert",
    "hold_plan",
    "hold_restored",
    "issue_plan",
    "make_feed",
    "offer_transfer",
    "open_proposals",
    "overdue",
    "recheck_plan",
    "record_assessment",
    "record_check_in",
    "record_completion",
    "record_supervised_session",
    "record_visit",
    "resume_item",
    "resume_plan",
    "revise_plan",
    "revoke_feed",
    "step_name",
    "stop_mail",
    "stop_plan",
    "take_back_ticks",
    "with_settled",
]
