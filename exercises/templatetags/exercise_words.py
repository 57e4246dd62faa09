"""Words of the catalogue for templates: doses, vocabulary, figures."""

from django import template

from exercises import figures, wording
from exercises.vocabulary import Laterality, Position, Region, Stage, Supervision, words

register = template.Library()

CHOICES = {
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
def figure_url(exercise):
    """{{ exercise|figure_url }}: the path of its picture, or None."""
    return figures.figure_url(exercise.key)
