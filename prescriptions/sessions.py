"""What a patient did and said at home, day by day, as a chart shows it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from exercises.languages import title_at
from prescriptions.models import CheckIn, CheckInKind, Completion, Outcome

SHOWN_DAYS = 84
CELLS = ("item_id", "date", "occurrence", "outcome", "pain_during", "reason", "discomfort", "spreading")
CELLS += ("against_advice",)


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
    """`marks` as `tally` reads them, `days` by date, and the pains felt during each item by its id, newest last."""

    marks: dict
    days: dict[date, Said]
    pains: dict[str, list]


def at_home(patient, *, since):
    """What was recorded for `patient` from `since` on, under every plan; two queries."""
    days, marks, pains = {}, {}, defaultdict(list)
    for check_in in CheckIn.objects.filter(plan__episode__patient=patient, date__gte=since).order_by("date"):
        days.setdefault(check_in.date, Said(check_in.date)).check_ins.append(check_in)
    rows = Completion.objects.filter(item__plan__episode__patient=patient, date__gte=since)
    for row in rows.order_by("date", "item__position", "occurrence").values_list(*CELLS, title_at("item__exercise__")):
        item, day, occurrence, outcome, pain, reason, *felt, title = row
        marks[str(item), day, occurrence] = outcome
        said = days.setdefault(day, Said(day))
        if pain is not None:
            said.pains_during.append(pain)
            pains[str(item)].append((day, pain))
        if outcome != Outcome.DONE or reason or any(felt):
            said.remarks.append(Remark(title, Outcome(outcome), reason, *felt))
    return AtHome(marks, days, pains)
