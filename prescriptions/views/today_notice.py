"""What the patient is to know before anything else: stop, paused, over, not begun."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from prescriptions.day import closes
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
        if finding.patient_message and (closes(finding) or (day.tasks and day.date == today)):
            level = "hard" if closes(finding) else "info"
            yield Notice(level, finding.patient_message, emergency=finding.urgency == "emergency")
    if day.status == Status.HELD:
        text = _("%(name)s wants to see you first. Please call the clinic. Until then, do no exercises.")
        yield Notice("hard", _("Your plan is paused."), text % {"name": patient.responsible})
    elif day.status == Status.ENDED and day.date > day.plan.ends_on:
        ended = {"day": day_words(day.plan.ends_on)}
        yield Notice("info", _("Your plan ended on %(day)s.") % ended, _("Ask the clinic what comes next."))
    elif _is_new(day.plan, today):
        yield _changed(day.plan)
    elif today < day.plan.starts_on:
        yield Notice("info", _("Your plan starts on %(day)s.") % {"day": day_words(day.plan.starts_on)})


NEWS_DAYS = 7


def _is_new(plan, today):
    """True for a week after a plan took the place of another, or began again after one that was over."""
    issued_on = plan.episode.patient.today(plan.issued_at)
    return bool(plan.sheet.get("changes")) and plan.starts_on <= today < issued_on + timedelta(days=NEWS_DAYS)


def _changed(plan):
    """That the plan has changed, and how: what is new, what is gone, what is done otherwise."""
    changes = plan.sheet["changes"]
    said = [
        _("New: %(titles)s.") % {"titles": ", ".join(changes["added"])} if changes["added"] else "",
        _("No longer: %(titles)s.") % {"titles": ", ".join(changes["removed"])} if changes["removed"] else "",
        _("Look at how often and how many: %(titles)s.") % {"titles": ", ".join(changes["changed"])}
        if changes["changed"]
        else "",
    ]
    words = " ".join(filter(None, said)) or _("The exercises are the same.")
    day = day_words(plan.episode.patient.today(plan.issued_at))
    title = (
        _("Your plan began again on %(day)s.") if changes.get("restarted") else _("Your plan has changed on %(day)s.")
    )
    return Notice("info", title % {"day": day}, words)
