"""After a restore, what was stopped or held since the backup would run again: nothing runs until somebody looked."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prescriptions.actions.steps import lock_plan, save_with_event
from prescriptions.models import PlanEvent, Status


@transaction.atomic
def hold_restored(*, by, plan, restored_to, now):
    """Put `plan` on hold because the records stand as they did at `restored_to`; False when it does not run.

    `by` is None: the operator of the server does it (hazard H19). Raises Gone for a draft deleted meanwhile.
    """
    plan = lock_plan(plan)
    if plan.status_on(plan.episode.patient.today(now)) != Status.ISSUED:
        return False
    plan.status, plan.restored_to = Status.HELD, restored_to
    plan.held_reason = _why(plan.episode.patient.clinic, restored_to)
    about = {"restored_to": restored_to.astimezone(UTC).isoformat()}
    fields = ["status", "held_reason", "restored_to"]
    save_with_event(plan, PlanEvent.Kind.HELD, by=by, now=now, why=plan.held_reason, about=about, fields=fields)
    return True


def _why(clinic, restored_to):
    when = restored_to.astimezone(ZoneInfo(clinic.time_zone))
    with translation.override(clinic.language):
        words = _("The records stand as they did at %(when)s, before a loss of data. A later change would be missing.")
        return words % {"when": date_format(when, "DATETIME_FORMAT")}
