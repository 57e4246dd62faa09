"""What a patient did and said at home, day by day, as a chart shows it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from exercises.languages import title_at
from prescriptions.models import CheckIn, CheckInKind, Completion, Outcome

SHOWN_DAYS = 84


class Cell(NamedTuple):
    """A completion, as far as a chart and the rules of progression read it."""

    item_id: UUID
    date: date
    occurrence: int
    outcome: str
    pain_during: int | None
    difficulty: int | None
    reason: str
    discomfort: bool
    spreading: bool
    against_advice: bool
    title: str

    @property
    def is_more_than_a_tick(self):
        felt = self.discomfort or self.spreading or self.against_advice
        return self.outcome != Outcome.DONE or bool(self.reason) or felt


@dataclass
class Said:
    """One day at home: the check-ins, and the completions with something to tell."""

    day: date
    check_ins: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    pains_during: list = field(default_factory=list)

    @property
    def pain(self):
        """Mean pain before the exercises, or None."""
        pains = [each.pain for each in self.check_ins if each.kind == CheckInKind.BEFORE and each.pain is not None]
        return sum(pains) / len(pains) if pains else None

    @property
    def worst_during(self):
        return max(self.pains_during, default=None)


@dataclass(frozen=True)
class Remark:
    """A completion that is more than a tick: skipped, partly done, with a reason, or with something felt."""

    title: str
    outcome: Outcome
    reason: str
    discomfort: bool
    spreading: bool
    against_advice: bool


@dataclass(frozen=True)
class AtHome:
    """`marks` as `tally` reads them, `days` by date, and the pains felt during each item by its id, newest last.

    `done` are the Cells by item's id, oldest first; `check_ins` all that were read, newest first.
    """

    marks: dict
    days: dict[date, Said]
    pains: dict[str, list]
    done: dict[UUID, list]
    check_ins: list


def at_home(patient, *, since):
    """What was recorded for `patient` from `since` on, under every plan, and every symptom ever ticked; two queries."""
    days, marks, pains, done = {}, {}, defaultdict(list), defaultdict(list)
    check_ins = _check_ins(patient, since)
    for check_in in check_ins:
        if check_in.date >= since:
            days.setdefault(check_in.date, Said(check_in.date)).check_ins.append(check_in)
    for cell in cells_of(patient, since=since):
        marks[str(cell.item_id), cell.date, cell.occurrence] = cell.outcome
        done[cell.item_id].append(cell)
        said = days.setdefault(cell.date, Said(cell.date))
        if cell.pain_during is not None:
            said.pains_during.append(cell.pain_during)
            pains[str(cell.item_id)].append((cell.date, cell.pain_during))
        if cell.is_more_than_a_tick:
            felt = (cell.discomfort, cell.spreading, cell.against_advice)
            said.remarks.append(Remark(cell.title, Outcome(cell.outcome), cell.reason, *felt))
    return AtHome(marks, days, pains, done, check_ins[::-1])


def _check_ins(patient, since):
    """Oldest first; `answered` is when the alert its symptoms raised was answered."""
    told = CheckIn.objects.filter(Q(date__gte=since) | Q(symptoms__len__gt=0), plan__episode__patient=patient)
    return list(told.annotate(answered=F("alert__acknowledged_at")).order_by("date", "recorded_at"))


def cells_of(patient, *, since):
    """The Cells of `patient` from `since` on, under every plan, oldest first; one query."""
    rows = Completion.objects.filter(item__plan__episode__patient=patient, date__gte=since)
    rows = rows.order_by("date", "item__position", "occurrence")
    return [Cell._make(row) for row in rows.values_list(*Cell._fields[:-1], title_at("item__exercise__"))]
