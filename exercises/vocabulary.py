"""The closed vocabularies and the condition x trait matrix, read once from the library's files."""

import tomllib
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LIBRARY = Path(__file__).parent / "library"
ORIGINAL = "en"  # the language the library is written in; its translations stand in folders of their own


class Region(models.TextChoices):
    CERVICAL = "cervical", _("Neck")
    THORACIC = "thoracic", _("Upper back")
    LUMBAR = "lumbar", _("Lower back")
    GENERAL = "general", _("General")


class Stage(models.TextChoices):
    ACUTE = "acute", _("Acute")
    RECOVERY = "recovery", _("Recovery")
    MAINTENANCE = "maintenance", _("Maintenance")


class Method(models.TextChoices):
    CLASSICAL = "classical", _("Classical")
    NORBEKOV = "norbekov", _("Norbekov: traditional method, no proof of cure")
    EVIDENCE_BASED = "evidence-based", _("Evidence-based")

    @property
    def from_article(self):
        """True for the two methods of the founding article (ARTICLE_ITEM of the rules)."""
        return self in (Method.CLASSICAL, Method.NORBEKOV)


class Position(models.TextChoices):
    SUPINE = "supine", _("on the back")
    PRONE = "prone", _("on the belly")
    SIDE_LYING = "side-lying", _("on the side")
    SITTING = "sitting", _("sitting")
    STANDING = "standing", _("standing")
    QUADRUPED = "quadruped", _("on all fours")
    KNEELING = "kneeling", _("kneeling")
    IN_BED = "in-bed", _("in bed")
    WALKING = "walking", _("walking")


class Laterality(models.TextChoices):
    MIDLINE = "midline", _("one symmetrical movement")
    BILATERAL = "bilateral", _("both sides together")
    ALTERNATING = "alternating", _("left and right in turn")
    EACH_SIDE = "each-side", _("one side, then the other")
    BOTH_DIRECTIONS = "both-directions", _("in each direction")
    AFFECTED_SIDE = "affected-side", _("one side, chosen by the clinician")


class Side(models.TextChoices):
    LEFT = "left", _("left")
    RIGHT = "right", _("right")
    BOTH = "both", _("both sides")


class Certainty(models.TextChoices):
    """How well an exercise is backed; the library's vocabulary says what each means."""

    ARTICLE = "article", _("article")
    HIGH = "high", _("high")
    MODERATE = "moderate", _("moderate")
    LOW = "low", _("low")


class Supervision(models.TextChoices):
    NONE = "none", _("safe to do alone")
    INITIAL = "initial", _("first sessions supervised")
    ALWAYS = "always", _("always supervised")


WARM_UP_SET = "norbekov-warm-up"


def words(name, language=None):
    """The vocabulary `name` of library/vocabulary.toml: word -> plain meaning, in the file's order.

    The meanings are in `language`, unless given in that of whoever is reading now. Names: equipment,
    movement_direction, muscles, goals, difficulty, breathing, exercise_traits, patient_conditions, red_flags,
    certainty.
    """
    return _vocabulary_in(language or get_language() or ORIGINAL)[name]


@cache
def _vocabulary_in(language):
    """The vocabularies in `language`, in English where there is no translation."""
    file = "vocabulary.toml" if language == ORIGINAL else f"{language}/vocabulary.toml"
    return _read(file) if (LIBRARY / file).exists() else _vocabulary_in(ORIGINAL)


def _read(name):
    """A file of the library; utf-8-sig forgives the mark some editors put before the first line."""
    return tomllib.loads((LIBRARY / name).read_text("utf-8-sig"))


@cache
def matrix():
    """The rows of library/contraindications.toml: dicts of condition, traits, level (hard, warn, advise) and rule."""
    rows = _read("contraindications.toml")["contraindication"]
    return tuple({**row, "traits": frozenset(row["traits"])} for row in rows)


def note(text):
    """A note for clinicians on where an exercise comes from, in the language of who is reading, else as it stands."""
    return _notes_in(get_language() or ORIGINAL).get(text, text)


@cache
def _notes_in(language):
    file = f"{language}/notes.toml"
    found = _read(file)["note"] if (LIBRARY / file).exists() else ()
    return {each["original"]: each["text"] for each in found}


@cache
def bibliography():
    """The sources an exercise refers to: key -> citation and how it was checked."""
    return {source["key"]: source for source in _read("sources.toml")["source"]}
