"""The steps a story is made of. Each calls one action as it was called on its day."""

from dataclasses import dataclass, field
from datetime import timedelta

from exercises.models import Exercise
from exercises.vocabulary import Method
from prescriptions import actions
from prescriptions.actions import Line, Reason
from prescriptions.safety import Level, Moment, findings_for
from prescriptions.safety.facts import case_of_plan
from prescriptions.suggestion import default_side

REASONS = {
    "C-31": "Pressure is well controlled; the holds are short and counted aloud.",
    "C-36": "Vertigo settled last month; sitting only, tried out at the visit.",
    "C-38": "Tried out at the visit without discomfort in the joint.",
    "C-42c": "Urgent first visit; the conditions are asked at the next one.",
    "S-15b": "First session here went well; the second is booked for next week.",
    "S-30": "Gentle movement eases this episode; agreed with the patient.",
}
ANY_OTHER_REASON = "Judged acceptable at the visit and explained to the patient."


@dataclass(frozen=True)
class Step:
    """Something that happened `days_ago`, at the clinic's late morning or, today, a moment ago."""

    days_ago: int


@dataclass(frozen=True)
class Assess(Step):
    stage: str
    pain: int | None
    on_movement: int | None
    facts: dict = field(default_factory=dict)

    def happen(self, care, at):
        facts = {
            "stage": self.stage,
            "pain_now": self.pain,
            "pain_on_movement": self.on_movement,
            "inflammation_settled": self.pain == 0,
            "red_flags_screened": True,
        }
        actions.record_assessment(by=care.clinician, episode=care.episode, facts=facts | self.facts, now=at)


@dataclass(frozen=True)
class Prescribe(Step):
    """A draft of the suggestion of `method`, with `more` exercises, changed `doses` and `notes`, then issued.

    `ends` and `review` count days from today.
    """

    method: str = ""
    more: tuple[str, ...] = ()
    doses: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    ends: int | None = None
    review: int | None = None
    note: str = ""
    issue: bool = True

    def happen(self, care, at):
        plan = self.draft(care, at)
        if self.more or self.doses or self.notes:
            plan = actions.change_draft(by=care.clinician, plan=plan, now=at, lines=self._lines(plan))
        if self.issue:
            at += timedelta(minutes=4)
            reasons = _reasons_for(plan, at)
            care.plan = actions.issue_plan(by=care.clinician, plan=plan, now=at, reasons=reasons)

    def draft(self, care, at):
        dates = {"ends_on": care.day(self.ends), "review_on": care.day(self.review)}
        given = {name: day for name, day in dates.items() if day}
        return actions.create_draft(
            by=care.clinician, episode=care.episode, now=at, method=self.method, note=self.note, **given
        )

    def _lines(self, plan):
        known = [self._line(item.exercise, item.dose, item.side, item.note) for item in plan.items.all()]
        found = Exercise.objects.in_bulk(self.more)
        return known + [self._line(found[key], found[key].dose, default_side(found[key])) for key in self.more]

    def _line(self, exercise, dose, side, note=""):
        dose = dose.overlaid(self.doses.get(exercise.key, {}))
        return Line(exercise, dose, side, note=self.notes.get(exercise.key, note))


@dataclass(frozen=True)
class Revise(Prescribe):
    """As Prescribe, beginning with the plan that runs instead of the suggestion."""

    def draft(self, care, at):
        draft, _created = actions.revise_plan(by=care.clinician, plan=care.plan, now=at)
        if self.review is not None:
            draft = actions.change_draft(by=care.clinician, plan=draft, now=at, review_on=care.day(self.review))
        return draft


def _reasons_for(plan, at):
    """A written reason for every rule that warns of `plan`."""
    findings = findings_for(case_of_plan(plan, plan.items.all(), now=at), (Moment.SAVE, Moment.ACTIVATE))
    warned = dict.fromkeys(finding.rule for finding in findings if finding.level == Level.WARN)
    return [Reason(rule, REASONS.get(rule, ANY_OTHER_REASON)) for rule in warned]


@dataclass(frozen=True)
class Hold(Step):
    reason: str

    def happen(self, care, at):
        actions.hold_plan(by=care.clinician, plan=care.plan, reason=self.reason, now=at)


@dataclass(frozen=True)
class Stop(Step):
    reason: str

    def happen(self, care, at):
        actions.stop_plan(by=care.clinician, plan=care.plan, reason=self.reason, now=at)


@dataclass(frozen=True)
class Change(Step):
    """The record changes: new conditions, which are judged against what is live."""

    changes: dict

    def happen(self, care, at):
        actions.change_patient(by=care.clinician, patient=care.patient, changes=self.changes, now=at)


@dataclass(frozen=True)
class CloseEpisode(Step):
    def happen(self, care, at):
        changes = {"closed_on": care.patient.today(at)}
        actions.change_episode(by=care.clinician, episode=care.episode, changes=changes, now=at)


NORBEKOV = Method.NORBEKOV.value
