"""What the rules said of an issued plan, with the reasons that passed it, and what happened to it, in words."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from prescriptions.models import Override, PlanEvent

FIRST_WORDS = {"hard": _("Stands against it."), "warn": _("A warning."), "advise": _("For information.")}
ICONS = {"hard": "stop", "warn": "warn", "advise": "info"}


@dataclass(frozen=True)
class Said:
    """One finding as it was stored, and the reason a clinician gave to pass it."""

    finding: dict
    passed: Override | None = None
    lapsed: str = ""

    @property
    def level(self):
        return self.finding["level"]

    @property
    def icon(self):
        return ICONS[self.level]

    @property
    def first_words(self):
        if self.lapsed:
            return _("The reason has lapsed.")
        return _("Passed with a reason.") if self.passed else FIRST_WORDS[self.level]


def said_of(plan, overrides, *, today):
    """The findings of `plan` by the id of their item; those of the whole plan under None."""
    said = defaultdict(list)
    for finding in plan.findings:
        passed = _passing(finding, overrides)
        said[finding["item"]].append(Said(finding, passed, passed.lapse(today) if passed else ""))
    return said


def _passing(finding, overrides):
    if finding["level"] != "warn":
        return None
    covers = (each for each in overrides if each.rule == finding["rule"])
    return next((each for each in covers if each.exercise_id in (None, finding["exercise"])), None)


def told(plan, events):
    """(event, title of its exercise), newest first; a draft changed again by the same person is told once."""
    titles = {line["id"]: line["title"] for line in plan.sheet["items"]} if plan.sheet else {}
    kept = []
    for event in events:
        last = kept[-1][0] if kept else None
        if last and event.kind == last.kind == PlanEvent.Kind.CHANGED and event.by_id == last.by_id:
            continue
        kept.append((event, titles.get(event.about.get("item"), "")))
    return kept
