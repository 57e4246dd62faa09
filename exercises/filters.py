"""The filters of the catalogue, the same for pages and API: repeatable, from closed vocabularies."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from exercises.models import Exercise, ExerciseSet
from exercises.vocabulary import Method, Position, Region, Stage, words

LONG = ("equipment",)
SEARCHED = ("title", "purpose", "key", "muscles", "texts__ru__title", "texts__ru__purpose")


class WordsOf(django_filters.MultipleChoiceFilter):
    """Rows whose column (or list column, `many`) has one of the words asked for, or `always` when any was asked for."""

    def __init__(self, *args, many=False, always=(), **options):
        super().__init__(*args, **options)
        self.many, self.always = many, always
        # Of a list column the schema would say a list of lists.
        choices = options["choices"]
        fixed = getattr(choices, "values", None) or [word for word, _label in choices()]
        extend_schema_field({"type": "string", "enum": ["", *fixed]})(self)  # empty asks for nothing

    def filter(self, rows, asked):
        lookup = "overlap" if self.many else "in"
        return rows.filter(**{f"{self.field_name}__{lookup}": [*asked, *self.always]}) if asked else rows


class CatalogueFilter(django_filters.FilterSet):
    region = WordsOf(label=_("Region"), choices=Region)
    stage = WordsOf(field_name="stages", many=True, label=_("Stage"), choices=Stage)
    method = WordsOf(label=_("Method"), choices=Method)

    def __init__(self, data=None, *args, **options):
        super().__init__(_without_blanks(data), *args, **options)


class ExerciseSetFilter(CatalogueFilter):
    class Meta:
        model = ExerciseSet
        fields = []


class ExerciseFilter(CatalogueFilter):
    q = django_filters.CharFilter(label=_("Search"), method="holding_words", max_length=100)
    region = WordsOf(label=_("Region"), choices=Region, always=[Region.GENERAL])
    position = WordsOf(label=_("Position"), choices=Position)
    equipment = WordsOf(many=True, label=_("Equipment"), choices=lambda: words("equipment").items())

    class Meta:
        model = Exercise
        fields = []

    def holding_words(self, rows, name, text):
        """Rows that hold every word of `text` where a clinician would look for it."""
        for word in text.split():
            rows = rows.filter(reduce(or_, (Q(**{f"{column}__icontains": word}) for column in SEARCHED)))
        return rows


@dataclass(frozen=True)
class Option:
    """One box to tick: its word, what it says, and how many rows it would give beside the other filters."""

    word: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One group of boxes."""

    name: str
    label: str
    options: list
    errors: list

    @property
    def in_use(self):
        return any(option.chosen for option in self.options)


def facets_of(filters, *names):
    """The groups of boxes `names` of a bound filter set, with counts and what was wrong about each."""
    return [_facet(filters, name) for name in names]


def _facet(filters, name):
    asked, counts = filters.data.getlist(name), _counts(filters, name)
    # Short lists keep all their boxes, so that nothing jumps; of the long one only what there is.
    whole = name not in LONG
    options = [
        Option(word=word, label=str(label), count=counts[word], chosen=word in asked)
        for word, label in filters.form.fields[name].choices
        if whole or counts[word] or word in asked
    ]
    errors = filters.form.errors.get(name, [])
    return Facet(name=name, label=filters.filters[name].label, options=options, errors=errors)


def _counts(filters, name):
    """How many rows each word would give, the other filters kept."""
    others = filters.data.copy()
    others.setlist(name, [])
    column = filters.filters[name].field_name
    rows = type(filters)(others, queryset=filters.queryset).qs.order_by().values_list(column, flat=True)
    return Counter(word for row in rows for word in (row if filters.filters[name].many else [row]))


def _without_blanks(data):
    """`?region=` asks for nothing: it is what an untouched form sends."""
    if data is None:
        return None
    data = data.copy()
    for name, values in list(data.lists()):
        data.setlist(name, [value for value in values if value])
    return data
