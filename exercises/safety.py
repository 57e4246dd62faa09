"""What may not be published as an exercise, whoever wrote it: the PUBLISH rules of the clinical specification."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

EFFORT = {"isometric", "co-contraction"}
LONG_HOLD_SECONDS = 5


def _any_of(*patterns):
    return re.compile("|".join(patterns), re.IGNORECASE)


@dataclass(frozen=True)
class Wordings:
    """How a language says what these rules look for."""

    negation: re.Pattern
    breath_holding: re.Pattern
    keep_breathing: re.Pattern
    rough_movement: re.Pattern
    cure: re.Pattern


WORDINGS = {
    "en": Wordings(
        negation=_any_of(r"\b(no|not|never|without|avoid|nor|don['’]t)\b"),
        breath_holding=_any_of(
            r"\b(hold|holding|keep|keeping|stop|stopping)\s+((your|the|a|every|each)\s+)?"
            r"((in-|out-)?breath\b|breathing\b)",
            r"\bbreath[- ]hold",
        ),
        keep_breathing=_any_of(r"\b(keep|keeping)\s+breathing\b"),
        rough_movement=_any_of(
            r"\b(jerk|swing|fling|bounc|thrust|whip|snap|fast|faster|quick|rapid|sudden)(s|e|y|ly|ing|es)?\b"
        ),
        cure=_any_of(r"\b(cur(e|es|ed|ing)|heal(s|ed|ing)?)\b"),
    ),
    "ru": Wordings(
        negation=_any_of(r"\b(не|ни|нельзя|без|избега\w+|никогда)\b"),
        breath_holding=_any_of(
            r"\b(за|при|у)держ\w+\s+(\w+\s+)?(дыхани|вдох|выдох)", r"\bостан\w+\s+дыхани", r"\bзатаи\w*\s+дыхани"
        ),
        keep_breathing=_any_of(r"\bпродолжа\w+\s+дышать\b"),
        rough_movement=_any_of(r"\b(рыв|резк|толч|махом|махов|махи|быстр|внезапн|броск|пружин)\w*"),
        cure=_any_of(r"\b(излеч|вылеч|исцел|лечит|лечат)\w*", r"\bизбав(ит|ля)\w*\s+от\s+(болезн|заболеван)"),
    ),
}


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
    yield from text_faults(_texts(exercise), language=_language_of(exercise))
    yield from _effort_without_rest(exercise)


def text_faults(texts, *, language="en"):
    """S-16 and S-24 in `texts`, pairs of a field's name and what a patient reads there in `language`."""
    for field, text in texts:
        if asks_to_hold_breath(text, language=language):
            yield Fault("S-16", field, _("asks to hold the breath"))
        if promises_cure(text, language=language):
            yield Fault("S-24", field, _("promises a cure"))


def asks_for(what, text, *, language="en"):
    """True if `text` asks for `what` (a field of Wordings) in a clause that does not forbid it first."""
    said = WORDINGS[language]
    for clause in re.split(r"[.;:!?]", text):
        match = getattr(said, what).search(clause)
        if match and not said.negation.search(clause[: match.start()]):
            return True
    return False


def promises_cure(text, *, language="en"):
    """S-24: the claims of the article are not repeated to patients."""
    return asks_for("cure", text, language=language)


def asks_to_hold_breath(text, *, language="en"):
    """S-16: `hold your breath` and its kin; `do not hold the breath` and `keep breathing` pass."""
    return asks_for("breath_holding", WORDINGS[language].keep_breathing.sub("", text), language=language)


def rough_neck(exercise):
    """S-09: what makes a neck exercise springy, jerking or fast; negated words pass."""
    if exercise.region != "cervical":
        return
    if "ballistic" in exercise.traits:
        yield Fault("S-09", "traits", _("a neck exercise cannot be springy or fast"))
    language = _language_of(exercise)
    if any(asks_for("rough_movement", step, language=language) for step in exercise.steps):
        yield Fault("S-09", "steps", _("asks for a jerking, swinging or fast movement of the neck"))


def _effort_without_rest(exercise):
    dose = exercise.dose
    if EFFORT.isdisjoint(exercise.movement_direction) or dose.hold_seconds is None:
        return
    if dose.hold_seconds >= LONG_HOLD_SECONDS and not dose.relax_seconds:
        yield Fault("S-25", "dose", _("holds an effort of 5 seconds or more without relax_seconds"))


def _language_of(exercise):
    """The library's own records are English and do not say so."""
    return getattr(exercise, "language", "en")


def _texts(exercise):
    """(field, text) for all that a patient reads."""
    for field in ("title", "purpose", "breathing", "mental_imagery"):
        yield field, getattr(exercise, field)
    for field in ("steps", "cautions"):
        for line in getattr(exercise, field):
            yield field, line
