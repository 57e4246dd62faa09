"""The blocks a clinician writes: which fields an exercise, a set and an advice have, and what each may hold."""

from exercises.catalogue import shapes
from exercises.catalogue.errors import Wrong
from exercises.catalogue.shapes import Field, left_out, optional
from exercises.dosage import BOUNDS
from exercises.vocabulary import Laterality, Method, Position, Region, Stage, Supervision

QUOTED_WORDS = 12
LINE_OF_ARTICLE = shapes.whole(1, 1000)

NAMED = {"key": Field(shapes.slug()), "title": Field(shapes.text(longest=200))}
PLACED = {
    "method": Field(shapes.word(Method.values)),
    "region": Field(shapes.word(Region.values)),
    "stages": Field(shapes.words(Stage.values, at_least=1)),
}
DOSE = {name: left_out(shapes.whole(*bounds)) for name, bounds in BOUNDS.items()} | {
    "per_side": left_out(shapes.yes_no),
    "days_per_week": left_out(shapes.whole(1, 7)),
}
GATE = {"rule": Field(shapes.rule()), "requires": Field(shapes.lines(at_least=1))}
DOSES = {
    "dose": optional(shapes.table(DOSE), absent=dict),
    "dose_default": optional(shapes.table(DOSE), absent=dict),
    "dose_lines": optional(shapes.table({name: left_out(LINE_OF_ARTICLE) for name in DOSE}), absent=dict),
}
DESCRIBED = {
    "position": Field(shapes.word(Position.values)),
    "alternative_positions": optional(shapes.words(Position.values), absent=list),
    "laterality": Field(shapes.word(Laterality.values)),
    "difficulty": Field(shapes.whole(1, 4)),
    "supervision": Field(shapes.word(Supervision.values)),
    "purpose": Field(shapes.text()),
    "steps": Field(shapes.lines(at_least=1)),
    "breathing": Field(shapes.text()),
    "mental_imagery": optional(shapes.text()),
    "cautions": optional(shapes.lines(), absent=list),
    "progression": optional(shapes.slug()),
    "regression": optional(shapes.slug()),
}


def quote(value):
    """The article's own words: short enough to be a quotation."""
    if len(shapes.text()(value).split()) > QUOTED_WORDS:
        raise Wrong(f"quotes more than {QUOTED_WORDS} words")
    return value


ORIGIN = {
    "article_line": left_out(LINE_OF_ARTICLE),
    "stage_line": left_out(LINE_OF_ARTICLE),
    "stage_quote": left_out(quote),
    "stage_basis": left_out(shapes.table({stage: left_out(shapes.text()) for stage in Stage.values})),
    "reading": left_out(shapes.lines()),
    "gate": left_out(shapes.table(GATE)),
    "related": left_out(shapes.items(shapes.slug())),
    "certainty_note": left_out(shapes.text()),
}
SET = (
    NAMED
    | PLACED
    | {
        "order_strict": Field(shapes.yes_no),
        "precondition": optional(shapes.text()),
        "frequency": optional(shapes.text()),
        "frequency_default": optional(shapes.text()),
    }
)
LISTED_SET = SET | {"exercises": Field(shapes.items(shapes.slug(), at_least=1))}
ADVICE = NAMED | {
    "text": Field(shapes.text()),
    "kind": Field(shapes.text(longest=20)),
    "rule": optional(shapes.rule()),
    "methods": optional(shapes.words(Method.values), absent=list),
    "regions": optional(shapes.words(Region.values), absent=list),
    "stages": Field(shapes.words(Stage.values, at_least=1)),
    "exercises": optional(shapes.items(shapes.slug()), absent=list),
    "article_line": left_out(LINE_OF_ARTICLE),
    "quote": left_out(quote),
}
SOURCE = {"key": Field(shapes.text(longest=40)), "citation": Field(shapes.text()), "checked": Field(shapes.text())}


def exercise(vocabulary, sources):
    """The fields of an [[exercise]] block, with the words and the sources its folder knows."""
    some = {
        name: Field(shapes.words(vocabulary[name], at_least=1))
        for name in ("equipment", "movement_direction", "muscles", "goals")
    }
    known = {
        # Required even when empty: a forgotten trait is a contraindication nobody sees.
        "traits": Field(shapes.words(vocabulary["exercise_traits"])),
        "sources": Field(shapes.words(sources, at_least=1)),
        "certainty": Field(shapes.word(vocabulary["certainty"])),
    }
    return NAMED | PLACED | DESCRIBED | some | known | ORIGIN | DOSES


def contraindication(vocabulary):
    """The fields of a [[contraindication]] block: one row of the condition x trait matrix."""
    return {
        "condition": Field(shapes.word(vocabulary["patient_conditions"])),
        "level": Field(shapes.word(("hard", "warn", "advise"))),
        "rule": Field(shapes.rule()),
        "traits": Field(shapes.words(vocabulary["exercise_traits"], at_least=1)),
    }
