"""The page of a day, ready to be shown: steps in the order they are done, what waits, and notices in plain words."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.figures import figure_url
from exercises.vocabulary import Method, Position, words
from exercises.wording import dose_parts
from prescriptions.day import Day, Task
from prescriptions.models import Completion, Outcome, Plan, Status
from prescriptions.safety import Level
from prescriptions.schedule import BACKFILL_DAYS, due_on, may_record
from prescriptions.views.today_words import (
    REASONS,
    ahead_words,
    day_words,
    greeting,
    heading_of,
    parts_of_reason,
    round_words,
)

OVER = (Status.ENDED, Status.SUPERSEDED)
LOOK_AHEAD_DAYS = 14


@dataclass(frozen=True)
class Step:
    """One occurrence of one exercise. `waits` says why it may not be done now; `fillable` is about the date."""

    plan: Plan
    date: date
    task: Task
    occurrence: int
    completion: Completion | None
    open: bool
    fillable: bool
    today: bool
    waits: tuple[str, ...] = ()
    mark_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def line(self):
        return self.task.line

    @property
    def key(self):
        return f"step-{self.task.item_id[:8]}-{self.occurrence}"

    @property
    def url(self):
        return reverse("completion_mark", args=[self.date, self.task.item_id, self.occurrence])

    @cached_property
    def dose(self):
        return dose_parts(self.task.dose, laterality=self.line["laterality"], side=self.line["side"] or "")

    @property
    def round(self):
        return round_words(self.occurrence, times=self.task.dose.times_per_day, today=self.today)

    @property
    def figure_url(self):
        return figure_url(self.line["exercise"])

    @property
    def position(self):
        return Position(self.line["body_position"]).label

    @property
    def equipment(self):
        known = words("equipment")
        return [known.get(each, each) for each in self.line["equipment"]]

    @property
    def method_label(self):
        """Norbekov is labelled for what it is wherever a patient meets it (S-24)."""
        return Method(self.line["method"]).label if self.line["method"] == Method.NORBEKOV else ""

    @property
    def why(self):
        """(choice, words) of the reason that stands."""
        return parts_of_reason(self.completion.reason) if self.completion else ("", "")

    @property
    def icon(self):
        """The name in the sprite of what was noted."""
        return self.completion.outcome

    @property
    def skipped(self):
        return self.completion is not None and self.completion.outcome == Outcome.SKIPPED


@dataclass(frozen=True)
class Notice:
    """A sentence that stands above everything; `hard` stops, `info` only tells."""

    level: str
    title: str
    text: str = ""
    emergency: bool = False


@dataclass(frozen=True)
class Bead:
    kind: str
    x: float
    radius: float


@dataclass(frozen=True)
class Page:
    date: date
    today: date
    heading: str
    days: tuple[Day, ...]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]

    @property
    def is_today(self):
        return self.date == self.today

    @property
    def is_future(self):
        return self.date > self.today

    @property
    def fillable(self):
        return may_record(self.date, today=self.today)

    @cached_property
    def open(self):
        return [step for step in self.steps if step.open and not step.completion]

    @property
    def current(self):
        return self.open[0] if self.open and self.fillable else None

    @property
    def coming(self):
        return self.open[1:] if self.fillable else self.open

    @cached_property
    def marked(self):
        return [step for step in self.steps if step.completion]

    @cached_property
    def waiting(self):
        """What may not be done now: each exercise once, however often it is due."""
        closed = [step for step in self.steps if not step.open and not step.completion]
        return list({step.task.item_id: step for step in closed}.values())

    @property
    def count(self):
        """ "3 of 5 done, 1 skipped" """
        total, skipped = len(self.open) + len(self.marked), sum(step.skipped for step in self.marked)
        said = _("%(done)d of %(total)d done") % {"done": len(self.marked) - skipped, "total": total}
        more = ngettext("%(count)d skipped", "%(count)d skipped", skipped) % {"count": skipped}
        return f"{said}, {more}" if skipped else said

    @property
    def all_marked(self):
        return bool(self.marked) and not self.open

    @property
    def beads(self):
        """The steps on a line 200 wide: done, here, to come."""
        shown = [step for step in self.steps if step.open or step.completion]
        gap = 180 / max(1, len(shown) - 1)
        radius = min(6, round(gap / 2.6, 1))
        return [Bead(self._bead(step), round(10 + gap * place, 1), radius) for place, step in enumerate(shown)]

    def _bead(self, step):
        if step.completion:
            return "rest" if step.skipped else "done"
        return "here" if step is self.current else "open"

    @property
    def lead(self):
        """The sentence under the heading."""
        if not self.steps:
            return self._nothing_due()
        if self.is_future:
            return _("This is what is planned. You can note it when the day has come.")
        if not self.fillable:
            return _("This day is too long ago to fill in. This is how it was.")
        if self.is_today:
            return self._ahead() if self.open and not self.marked else ""
        if self.marked or not self.open:
            return ""
        return _("Nothing is noted for this day. That is fine. If you did your exercises, you can note them here.")

    def _ahead(self):
        exercises = len({step.task.item_id for step in self.open})
        return ahead_words(exercises, len(self.open), sum(step.task.dose.session_seconds() for step in self.open))

    def _nothing_due(self):
        if any(
            day.status == Status.ISSUED and day.plan.ends_on >= self.date >= day.plan.starts_on for day in self.days
        ):
            return _("A day of rest. Rest is part of your plan.") if self.is_today else _("A day of rest.")
        return "" if self.notices else _("Nothing is planned for this day.")

    @property
    def next_day(self):
        """The next of the coming days with something due, told on a day of rest."""
        for ahead in range(1, LOOK_AHEAD_DAYS + 1):
            day = self.today + timedelta(days=ahead)
            if any(_due(each.plan, day) for each in self.days if each.status == Status.ISSUED):
                return day
        return None

    @property
    def other_days(self):
        """Yesterday and the days before it that can still be filled in, newest first."""
        return [self.today - timedelta(days=back) for back in range(1, BACKFILL_DAYS + 1)]

    @property
    def yesterday(self):
        return self.today - timedelta(days=1)

    @property
    def reasons(self):
        return REASONS.items()

    @property
    def outcomes(self):
        return Outcome.choices

    @property
    def notes(self):
        return [day.plan.sheet["note"] for day in self.days if day.plan.sheet["note"]]

    @property
    def advice(self):
        """The advice of the sheets, each once."""
        records = {record["key"]: record for day in self.days for record in day.plan.sheet["advice"]}
        return list(records.values())


def page_of(days, *, name, now):
    """The page of `days` (one Day per plan, all of one date) for a person called `name`."""
    patient = days[0].plan.episode.patient
    today = patient.today(now)
    date = days[0].date
    heading = greeting(name, now=now, time_zone=patient.time_zone) if date == today else heading_of(date, today)
    steps = [step for day in days for step in _steps(day, now=now)]
    steps.sort(key=lambda step: step.occurrence)
    notices = [notice for day in days for notice in _notices(day, now=now)]
    notices = sorted(dict.fromkeys(notices), key=lambda notice: notice.level == "hard")
    return Page(date, today, heading, tuple(days), tuple(steps), tuple(notices))


def _steps(day, *, now):
    """The steps of one plan, item by item."""
    today = day.plan.episode.patient.today(now)
    for task in day.tasks:
        waits = _waits(day, task)
        is_open = _may_be_done(day, task, today)
        for occurrence, completion in task.occurrences.items():
            yield Step(
                day.plan,
                day.date,
                task,
                occurrence,
                completion,
                open=is_open,
                fillable=may_record(day.date, today=today),
                today=day.date == today,
                waits=waits,
            )


def _may_be_done(day, task, today):
    """What is allowed now; what is planned for later; what was due on a past day of a plan that is over since."""
    planned = day.status == Status.ISSUED and day.date > today
    over_since = day.status in OVER and day.date < today and not task.paused and not _closing(day.findings)
    return task.allowed or planned or over_since


def _closing(findings):
    return [finding for finding in findings if finding.level == Level.HARD]


def _waits(day, task):
    """Why this exercise waits while others go on, in the patient's words."""
    said = [finding.patient_message for finding in _closing(task.findings) if finding.patient_message]
    if task.paused:
        name = {"name": day.plan.episode.patient.responsible}
        said.append(_("Paused for now. %(name)s will look at it first.") % name)
    return tuple(dict.fromkeys(said))


def _notices(day, *, now):
    """What is to be known before anything else, once each."""
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


def _due(plan, day):
    pairs = [(str(item.pk), item.dose) for item in plan.items.all()]
    return due_on(pairs, day, starts_on=plan.starts_on, ends_on=plan.ends_on)
