"""What the rules say, as the builder shows it: where it stands, where its reason is typed, and the way out."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from prescriptions.forms.builder import SHORTEST_REASON
from prescriptions.safety import Level
from prescriptions.safety.conditions import CONDITION_RULES
from prescriptions.safety.red_flags import RULES_OF_FLAG

FIRST_WORDS = {
    Level.HARD: _("Cannot be issued."),
    Level.WARN: _("Needs your reason."),
    Level.ADVISE: _("For information."),
}
ICONS = {Level.HARD: "stop", Level.WARN: "warn", Level.ADVISE: "info"}
FLAG_RULES = frozenset(code for codes in RULES_OF_FLAG.values() for code in codes)
ASSESSMENT_CLEARS = FLAG_RULES | {"S-01", "S-03", "S-05", "S-06", "S-13", "S-14", "C-42", "C-42b"}
RECORD_CLEARS = frozenset(CONDITION_RULES) | {"C-42c"}
DIAGNOSIS_CLEARS = frozenset({"S-01"})
SESSION_CLEARS = frozenset({"S-15"})


@dataclass(frozen=True)
class Shown:
    """One finding in its place. `box`: the reason for its rule is typed here."""

    finding: object
    box: bool = False
    reason: str = ""
    asked_above: bool = False
    removable: bool = False
    session_today: bool = False

    @property
    def level(self):
        return self.finding.level.value

    @property
    def first_words(self):
        return FIRST_WORDS[self.finding.level]

    @property
    def icon(self):
        return ICONS[self.finding.level]

    @property
    def stands(self):
        """True while it keeps the plan from being issued."""
        return self.level == "hard" or (self.level == "warn" and not answers(self.reason))

    @property
    def ways_out(self):
        """What clears it, as the names of buttons and links the page knows."""
        if self.level == "advise":
            return []
        rule, hard = self.finding.rule, self.level == "hard"
        ways = {
            "session": hard and rule in SESSION_CLEARS and self.session_today,
            "assess": hard and (rule in ASSESSMENT_CLEARS or (rule in SESSION_CLEARS and not self.session_today)),
            "diagnosis": hard and rule in DIAGNOSIS_CLEARS,
            "record": rule in RECORD_CLEARS and (hard or not self.finding.exercise),
            "remove": hard and self.removable,
        }
        return [name for name, open_ in ways.items() if open_]


def answers(reason):
    return len(reason.strip()) >= SHORTEST_REASON


def in_place(findings, rows, reasons, *, session_today):
    """Plan-wide findings; those of an item are hung on its row. One reason box per rule: at its first finding."""
    asked = set()
    places = {"": [], **{row.anchor: [] for row in rows}}
    for finding in sorted(findings, key=lambda each: list(places).index(each.item or "")):
        place = finding.item or ""
        box = finding.level == Level.WARN and finding.rule not in asked
        asked.update([finding.rule] if box else [])
        shown = Shown(
            finding,
            box=box,
            reason=reasons.get(finding.rule, ""),
            asked_above=finding.level == Level.WARN and not box,
            removable=bool(place),
            session_today=session_today,
        )
        places[place].append(shown)
    for row in rows:
        row.findings = tuple(places[row.anchor])
    return places[""]


@dataclass(frozen=True)
class LeftOut:
    """Exercises that the same findings keep out of the suggestion."""

    findings: list
    exercises: list

    @property
    def closed(self):
        """True if nobody may prescribe them now; otherwise a reason opens them."""
        return any(shown.level == "hard" for shown in self.findings)


def left_out_groups(left_out, chosen, *, session_today):
    """`left_out` without the `chosen` keys, grouped by what keeps them out; what can be added stands first."""
    groups = {}
    for exercise, findings in left_out:
        hard = [finding for finding in findings if finding.level == Level.HARD]
        findings = hard or [finding for finding in findings if finding.level == Level.WARN]
        if exercise.key not in chosen:
            words = tuple((finding.rule, finding.level, finding.message) for finding in findings)
            shown = [Shown(finding, session_today=session_today) for finding in findings]
            groups.setdefault(words, LeftOut(shown, [])).exercises.append(exercise)
    return sorted(groups.values(), key=lambda group: group.closed)
