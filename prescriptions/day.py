"""A patient's day in a plan: what is due, what may be done, and what was done. Shown by the page and the API."""

from dataclasses import dataclass, field, replace
from datetime import date

from exercises.dosage import Dose
from prescriptions.models import Completion, Plan, Status
from prescriptions.safety import Case, Level, Moment, findings_for
from prescriptions.safety.facts import cases_for, done_of
from prescriptions.schedule import due_on


@dataclass(frozen=True)
class Task:
    """One line of the sheet that is due on the day."""

    line: dict
    dose: Dose
    paused: bool
    findings: tuple
    allowed: bool
    # occurrence -> Completion or None
    occurrences: dict = field(default_factory=dict)

    @property
    def item_id(self):
        return self.line["id"]

    @property
    def done(self):
        return all(self.occurrences.values())


@dataclass(frozen=True)
class Day:
    plan: Plan
    date: date
    status: Status
    allowed: bool
    findings: tuple
    tasks: tuple[Task, ...]
    case: Case


def days_of(plans, day, *, now):
    """The `day` of each of `plans` (for_reading, issued at some time), in their order; three queries for any number.

    `day` None means the patient's today.
    """
    plans = [plan for plan in plans if plan.sheet]
    rows = {plan.pk: {str(item.pk): item for item in plan.items.all()} for plan in plans}
    dates = {plan.pk: day or plan.episode.patient.today(now) for plan in plans}
    completions = _completions(plans, set(dates.values()))
    cases = cases_for(plans, now=now, starting=True)
    return [_day_of(plan, dates[plan.pk], rows[plan.pk], completions, cases[plan.pk], now=now) for plan in plans]


def _completions(plans, dates):
    found = Completion.objects.filter(item__plan__in=plans, date__in=dates).select_related("recorded_by").order_by()
    return {(str(each.item_id), each.date, each.occurrence): each for each in found}


def closes(finding):
    """True when `finding` closes what it speaks of at START: HARD does, and the two warnings that say so.

    C-17 narrows the list to the gentle items; S-27b keeps the session closed until a clinician has answered.
    """
    narrows = finding.rule == "C-17" and finding.item is not None
    return finding.level == Level.HARD or narrows or finding.rule == "S-27b"


def _day_of(plan, day, rows, completions, case, *, now):
    status = plan.status_on(plan.episode.patient.today(now))
    done = [each for (_item, on, _occurrence), each in completions.items() if on == case.today]
    case = replace(case, done=tuple(done_of(each) for each in done), first_session=not getattr(plan, "is_begun", True))
    found = findings_for(case, (Moment.START,))
    whole = tuple(finding for finding in found if finding.item is None)
    open_plan = status == Status.ISSUED and not any(closes(finding) for finding in whole)
    tasks = tuple(_tasks(plan, day, rows, completions, found, open_plan=open_plan))
    allowed = any(task.allowed for task in tasks) if tasks else open_plan
    return Day(plan, day, status, allowed, whole, tasks, case)


def _tasks(plan, day, rows, completions, found, *, open_plan):
    lines = {line["id"]: line for line in plan.sheet["items"]}
    pairs = [(item_id, rows[item_id].dose) for item_id in lines]
    due = due_on(pairs, day, starts_on=plan.starts_on, ends_on=plan.ends_on)
    for item_id in dict.fromkeys(each.item for each in due):
        row = rows[item_id]
        findings = tuple(finding for finding in found if finding.item == item_id)
        closed = row.paused or any(closes(finding) for finding in findings)
        occurrences = {
            each.occurrence: completions.get((item_id, day, each.occurrence)) for each in due if each.item == item_id
        }
        yield Task(lines[item_id], row.dose, row.paused, findings, open_plan and not closed, occurrences)
