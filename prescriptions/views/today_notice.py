"""What the patient is to know before anything else: stop, paused, over, not begun."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from prescriptions.models import Status
from prescriptions.views.today_words import day_words


@dataclass(frozen=True)
class Notice:
    """A sentence that stands above everything; `hard` stops, `info` only tells."""

    level: str
    title: str
    text: str = ""
    emergency: bool = False


def notices_of(day, *, now):
    """What is to be known before anything else, of one plan."""
    patient = day.plan.episode.patient
    today = patient.today(now)
    for finding in day.findings:
        if finding.patient_message:
            yield Notice("hard", finding.patient_message, emergency=finding.urgency == "emergency")
    if day.status == Status.HELD:
        text = _("%(name)s wants to see you first. Please call the clinic. Until then, do no exercises.")
        yield Notice("hard", _("Your plan is paused."), text % {"name": patient.responsible})
    elif day.status == Status.ENDED and day.date > day.plan.ends_on:
        ended = {"day": day_words(day.plan.ends_on)}
        yield Notice("info", _("Your plan ended on %(day)s.") % ended, _("Ask the clinic what comes next."))
    elif today < day.plan.starts_on:
        yield Notice("info", _("Your plan starts on %(day)s.") % {"day": day_words(day.plan.starts_on)})
