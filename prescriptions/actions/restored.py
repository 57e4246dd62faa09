"""After a restore, what was stopped or held since the backup would run again: nothing runs until somebody looked."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prescriptions.actions.steps import lock_plan, put_on_hold
from prescriptions.models import Status


@transaction.atomic
def hold_restored(*, by, plan, restored_to, now):
    """Put `plan` on hold because the records stand as they did at `restored_to`; False when it does not run.

    `by` is None: the operator of the server does it (hazard H19).
    """
    plan = lock_plan(plan)
    if plan.status_on(plan.episode.patient.today(now)) != Status.ISSUED:
        return False
    why = _why(plan.episode.patient.clinic, restored_to)
    about = {"restored_to": restored_to.astimezone(UTC).isoformat()}
    put_on_hold(plan, why, by=by, now=now, about=about, restored_to=restored_to)
    return True


def _why(clinic, restored_to):
    when = restored_to.astimezone(ZoneInfo(clinic.time_zone))
    with translation.override(clinic.language):
        words = _("The records stand as they did at %(when)s, before a loss of data. A later change would be missing.")
        return words % {"when": date_format(when, "DATETIME_FORMAT")}
