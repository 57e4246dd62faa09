"""An alert in words: what, who, when, what was done already."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from prescriptions.models import Alert, Status
from prescriptions.safety import Level


@dataclass(frozen=True)
class Row:
    """An alert as the inbox and the chart show it to `user` at `now`."""

    alert: Alert
    user: User
    now: datetime

    @property
    def level(self):
        return Level(self.alert.level).value

    @property
    def icon(self):
        return {"hard": "stop", "warn": "warn"}.get(self.level, "info")

    @property
    def stands_in_for(self):
        """The responsible clinician, where it is not the reader."""
        responsible = self.alert.patient.responsible
        return None if responsible == self.user else responsible

    @property
    def rules(self):
        return self.alert.rules or ([self.alert.rule] if self.alert.rule else [])

    @property
    def done(self):
        """What the program did already, as sentences."""
        plan = self.alert.plan
        number = self.alert.patient.clinic.emergency_number
        if plan and plan.status == Status.HELD:
            yield _("All sessions are stopped. The patient was told to call the clinic or %(number)s.") % {
                "number": number
            }
        elif paused := self._paused():
            yield _("Paused until you resume it: %(titles)s.") % {"titles": ", ".join(paused)}
        elif "S-27b" in self.rules and not self.alert.acknowledged_at:
            yield _("The next session waits for your answer.")
        if self.alert.count > 1:
            yield _("Reported %(count)s times.") % {"count": self.alert.count}

    def _paused(self):
        plan = self.alert.plan
        if plan is None or self.alert.cause == Alert.Cause.MISSED_CARE:
            return []
        items = getattr(plan, "paused_items", None)
        items = plan.items.exclude(paused_at=None) if items is None else items
        return [plan.sheet_line(item.pk)["title"] for item in items]
