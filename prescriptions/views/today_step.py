"""One occurrence of one exercise on the patient's page: its words, what was noted, and why it may have to wait."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.vocabulary import Method, Position, words
from exercises.wording import dose_parts
from prescriptions.day import Task, closes
from prescriptions.models import Completion, Outcome, Status
from prescriptions.schedule import may_record
from prescriptions.views.today_words import parts_of_reason, round_words


@dataclass(frozen=True)
class Step:
    """One occurrence of one exercise. `waits` says why it may not be done now; `fillable` is about the date."""

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

    @cached_property
    def url(self):
        return reverse("completion_mark", args=[self.date, self.task.item_id, self.occurrence])

    @cached_property
    def dose(self):
        return dose_parts(self.task.dose, laterality=self.line["laterality"], side=self.line["side"] or "")

    @property
    def timed(self):
        """What the timer is made from: the dose, and the sides in the order they are done."""
        dose = self.task.dose
        return json.dumps(
            {
                "sets": dose.sets or 1,
                "times": dose.repetitions or 0,
                "hold": dose.hold_seconds or 0,
                "relax": dose.relax_seconds or 0,
                "rest": dose.rest_seconds or 0,
                "minutes": dose.duration_minutes or 0,
                "sides": ["left", "right"] if dose.per_side else [],
            }
        )

    @property
    def round(self):
        return round_words(self.occurrence, times=self.task.dose.times_per_day, today=self.today)

    @property
    def name(self):
        """What tells its buttons from all others of the page."""
        return f"{self.line['title']}, {self.round}" if self.round else self.line["title"]

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

    @cached_property
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


def steps_of(day, *, now):
    """The steps of one plan, item by item."""
    today = day.plan.episode.patient.today(now)
    for task in day.tasks:
        waits = _waits(day, task)
        is_open = _may_be_done(day, task, today)
        for occurrence, completion in task.occurrences.items():
            yield Step(
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
    """What is allowed now; what is planned for later; and what was due before, for noting it is no exercise."""
    planned = day.status == Status.ISSUED and day.date > today
    noted_later = day.status != Status.HELD and day.date < today and not task.paused and not closing(day.findings)
    return task.allowed or planned or noted_later


def closing(findings):
    return [finding for finding in findings if closes(finding)]


def _waits(day, task):
    """Why this exercise waits while others go on, in the patient's words."""
    said = [finding.patient_message for finding in closing(task.findings) if finding.patient_message]
    if task.paused:
        name = {"name": day.plan.episode.patient.responsible}
        said.append(_("Paused for now. %(name)s will look at it first.") % name)
    return tuple(dict.fromkeys(said))
