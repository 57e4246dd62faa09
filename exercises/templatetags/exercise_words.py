"""Words of the catalogue for templates: doses, vocabulary, figures."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from exercises import figures, vocabulary, wording
from exercises.vocabulary import Certainty, Laterality, Position, Region, Stage, Supervision, words

register = template.Library()

CHOICES = {
    "certainty name": Certainty,
    "laterality": Laterality,
    "position": Position,
    "region": Region,
    "stage": Stage,
    "supervision": Supervision,
}


@register.filter
def dose_parts(exercise):
    """{{ exercise|dose_parts }}: amount, rhythm and frequency of anything with a dose and a laterality."""
    return wording.dose_parts(exercise.dose, laterality=exercise.laterality)


@register.filter
def meaning(word, vocabulary):
    """{{ word|meaning:"equipment" }}: what a word of a vocabulary says; a word that was dropped says itself."""
    if vocabulary in CHOICES:
        return CHOICES[vocabulary](word).label
    return words(vocabulary).get(str(word), word)


@register.filter
def note(text):
    """{{ basis|note }}: a note on where an exercise comes from, translated if it can be."""
    return vocabulary.note(text)


@register.filter
def lang(told):
    """<h1{{ exercise.words|lang }}>: the attribute that says a text is in another language than the page.

    `told` is a language, or what says its own: Words, or a line of a sheet.
    """
    language = told.get("language") if isinstance(told, dict) else getattr(told, "language", told)
    return format_html(' lang="{}"', language) if language and language != get_language() else ""


def _picture(shown):
    """The key of the drawing of an Exercise, or of a sheet's line, which says itself what it was given with."""
    if isinstance(shown, dict):
        return figures.picture_of(shown["exercise"], figure=shown.get("figure", ""), position=shown["body_position"])
    return figures.picture_of(shown.key, figure=shown.figure, position=shown.position)


@register.filter
def figure_url(shown):
    """{{ exercise|figure_url }}: the path of its picture; for one that was never drawn, that of its position."""
    return figures.figure_url(_picture(shown))


@register.filter
def figure_moving(shown):
    """{{ exercise|figure_moving }}: the path of the picture that moves once, or None if nothing moves in it."""
    return figures.figure_url(_picture(shown), moving=True)


@register.filter
def figure_alt(shown):
    """{{ exercise|figure_alt }}: the movement in words, for those who do not see the picture."""
    return figures.figure_alt(_picture(shown))
