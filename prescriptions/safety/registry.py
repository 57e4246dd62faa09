"""Where rules register, and how several of them speak at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from exercises.vocabulary import Method
from prescriptions.safety.case import Case, Item
from prescriptions.safety.finding import Finding, Level, Moment

RULE_VERSION = "2026-11"
RULES: dict[str, "Rule"] = {}


@dataclass(frozen=True)
class Word:
    """What a rule's function yields: about one item, or about the plan."""

    message: str
    item: Item | None = None
    level: Level | None = None
    # at REPORT: pause the exercise until a clinician resumes it; have a clinician look at it
    pauses: bool = False
    alerts: bool = False


@dataclass(frozen=True)
class Rule:
    code: str
    level: Level
    moments: frozenset[Moment]
    source: str
    clears_by: str
    judge: Callable[[Case], Iterable[Word]]
    patient_message: str = ""
    urgency: str = "none"
    # at REPORT: after the clinician was told, this many days pass before this rule tells again
    quiet_days: int = 0

    def findings(self, case):
        for word in self.judge(case):
            yield self.finding(word)

    def finding(self, word):
        return Finding(
            rule=self.code,
            level=word.level or self.level,
            message=str(word.message),
            item=word.item.id if word.item else None,
            exercise=word.item.exercise.key if word.item else None,
            # what a clinic lowered to a warning does not keep the patient from exercising
            patient_message=str(self.patient_message) if word.level in (None, self.level) else "",
            urgency=self.urgency,
            clears_by=str(self.clears_by),
            pauses=word.pauses,
            alerts=word.alerts,
        )


def rule(code, level, *moments, source, clears_by, patient_message="", urgency="none", quiet_days=0):
    """Register the decorated function, which takes a Case and yields Words, as the rule `code`."""

    def register(judge):
        RULES[code] = Rule(
            code, level, frozenset(moments), source, clears_by, judge, patient_message, urgency, quiet_days
        )
        return judge

    return register


def findings_for(case, moments):
    """All findings of the rules of `moments` on `case`: the strongest level first, then by rule and item.

    Several rules may fire: all are reported. The same rule on the same item speaks once, at its strongest (C-55).
    """
    strongest = {}
    for each in RULES.values():
        if each.moments.isdisjoint(moments):
            continue
        for finding in each.findings(case):
            place = (finding.rule, finding.item or finding.exercise)
            known = strongest.get(place)
            if known is None or finding.level.strength > known.level.strength:
                strongest[place] = finding
    return sorted(strongest.values(), key=lambda found: -found.level.strength)


def finding_of(code, message, *, item=None):
    """A finding of the rule `code` that an action raises itself (S-02, S-07)."""
    return RULES[code].finding(Word(message, item))


def from_article(exercise):
    """ARTICLE_ITEM of the rules: method classical or norbekov."""
    return Method(exercise.method).from_article
