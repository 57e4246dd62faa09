"""The page of a day, ready to be shown: steps in the order they are done, what waits, and notices in plain words."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from prescriptions.day import Day
from prescriptions.models import Outcome, Status
from prescriptions.schedule import BACKFILL_DAYS, due_on, may_record
from prescriptions.views.today_notice import Notice, notices_of
from prescriptions.views.today_session import sessions_of
from prescriptions.views.today_step import Step, steps_of
from prescriptions.views.today_words import (
    DIFFICULTY,
    REASONS,
    TIMER,
    ahead_words,
    count_words,
    greeting,
    heading_of,
)

LOOK_AHEAD_DAYS = 14


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
    as_list: bool = False
    first: str = ""  # the key of the step that was chosen to lead

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

    @cached_property
    def chosen(self):
        return next((step for step in self.open if step.key == self.first), None)

    @cached_property
    def current(self):
        return (self.chosen or self.open[0]) if self.open and self.fillable else None

    @cached_property
    def coming(self):
        return [step for step in self.open if step is not self.current]

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
        return count_words([None] * len(self.open) + [step.completion for step in self.marked])

    @cached_property
    def sessions(self):
        return sessions_of(self)

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
    def timer_words(self):
        return json.dumps({name: str(words) for name, words in TIMER.items()})

    @cached_property
    def reasons(self):
        return [(why, str(label)) for why, label in REASONS.items()]

    @cached_property
    def asked_why(self):
        """The fields that ask why, the same in every form for what is not noted yet: a page has many."""
        return render_to_string("prescriptions/today_why.html", {"page": self, "required": "required"})

    @cached_property
    def asked_how(self):
        """The fields that ask how it felt, the same in every form for what is not noted yet."""
        return render_to_string("prescriptions/today_felt.html", {"page": self})

    @property
    def pain_values(self):
        return range(11)

    @property
    def difficulties(self):
        return DIFFICULTY

    @property
    def outcomes(self):
        return Outcome.choices

    @property
    def notes(self):
        return [day.plan.sheet["note"] for day in self.days if day.plan.sheet["note"]]

    @property
    def advice(self):
        """The advice of the sheets, each once."""
        sheets = [day.plan.sheet for day in self.days]
        told = [(sheet["patient"]["language"], record) for sheet in sheets for record in sheet["advice"]]
        records = {record["key"]: record | {"language": language} for language, record in told}
        return list(records.values())


def page_of(days, *, name, now, as_list=False, first=""):
    """The page of `days` (one Day per plan, all of one date) for a person called `name`; the step `first` leads."""
    patient = days[0].plan.episode.patient
    today = patient.today(now)
    date = days[0].date
    heading = greeting(name, now=now, time_zone=patient.time_zone) if date == today else heading_of(date, today)
    steps = [step for day in days for step in steps_of(day, now=now)]
    steps.sort(key=lambda step: step.occurrence)
    notices = [notice for day in days for notice in notices_of(day, now=now)]
    notices = sorted(dict.fromkeys(notices), key=lambda notice: notice.level == "hard")
    return Page(date, today, heading, tuple(days), tuple(steps), tuple(notices), as_list, first)


def _due(plan, day):
    pairs = [(str(item.pk), item.dose) for item in plan.items.all()]
    return due_on(pairs, day, starts_on=plan.starts_on, ends_on=plan.ends_on)
