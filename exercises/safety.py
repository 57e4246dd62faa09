"""What may not be published as an exercise, whoever wrote it: the PUBLISH rules of the clinical specification."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

EFFORT = {"isometric", "co-contraction"}
LONG_HOLD_SECONDS = 5

NEGATION = re.compile(r"\b(no|not|never|without|avoid|nor|don['’]t)\b", re.IGNORECASE)
BREATH_HOLDING = re.compile(
    r"\b(hold|holding|keep|keeping|stop|stopping)\s+((your|the|a|every|each)\s+)?((in-|out-)?breath\b|breathing\b)"
    r"|\bbreath[- ]hold",
    re.IGNORECASE,
)
KEEP_BREATHING = re.compile(r"\b(keep|keeping)\s+breathing\b", re.IGNORECASE)
ROUGH_MOVEMENT = re.compile(
    r"\b(jerk|swing|fling|bounc|thrust|whip|snap|fast|faster|quick|rapid|sudden)(s|e|y|ly|ing|es)?\b", re.IGNORECASE
)
CURE = re.compile(r"\b(cur(e|es|ed|ing)|heal(s|ed|ing)?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """Why something may not be published: the rule, the field it stands in, and what to change."""

    rule: str
    field: str
    message: str


def publishing_faults(exercise):
    """S-09, S-16, S-24, S-25: all that keeps `exercise` (anything with its fields and a `dose`) from being shown."""
    yield from rough_neck(exercise)
    if not exercise.breathing.strip():
        yield Fault("S-16", "breathing", _("says nothing about breathing"))
    yield from text_faults(_texts(exercise))
    yield from _effort_without_rest(exercise)


def text_faults(texts):
    """S-16 and S-24 in `texts`, pairs of a field's name and what a patient reads there."""
    for field, text in texts:
        if asks_to_hold_breath(text):
            yield Fault("S-16", field, _("asks to hold the breath"))
        if promises_cure(text):
            yield Fault("S-24", field, _("promises a cure"))


def asks_for(pattern, text):
    """True if `text` has the words of `pattern` in a clause that does not forbid them first."""
    for clause in re.split(r"[.;:!?]", text):
        match = pattern.search(clause)
        if match and not NEGATION.search(clause[: match.start()]):
            return True
    return False


def promises_cure(text):
    """S-24: the claims of the article are not repeated to patients."""
    return asks_for(CURE, text)


def asks_to_hold_breath(text):
    """S-16: `hold your breath` and its kin; `do not hold the breath` and `keep breathing` pass."""
    return asks_for(BREATH_HOLDING, KEEP_BREATHING.sub("", text))


def rough_neck(exercise):
    """S-09: what makes a neck exercise springy, jerking or fast; negated words pass."""
    if exercise.region != "cervical":
        return
    if "ballistic" in exercise.traits:
        yield Fault("S-09", "traits", _("a neck exercise cannot be springy or fast"))
    if any(asks_for(ROUGH_MOVEMENT, step) for step in exercise.steps):
        yield Fault("S-09", "steps", _("asks for a jerking, swinging or fast movement of the neck"))


def _effort_without_rest(exercise):
    dose = exercise.dose
    if EFFORT.isdisjoint(exercise.movement_direction) or (dose.hold_seconds or 0) < LONG_HOLD_SECONDS:
        return
    if not dose.relax_seconds:
        yield Fault("S-25", "dose", _("holds an effort of 5 seconds or more without relax_seconds"))


def _texts(exercise):
    """(field, text) for all that a patient reads."""
    for field in ("title", "purpose", "breathing", "mental_imagery"):
        yield field, getattr(exercise, field)
    for field in ("steps", "cautions"):
        for line in getattr(exercise, field):
            yield field, line
