"""A row of the builder: one exercise with its dose, as it is kept or as it was typed."""

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.dosage import BOUNDS, Dose
from exercises.models import Exercise
from exercises.vocabulary import Laterality, Position, Side
from prescriptions.actions import Line
from prescriptions.forms.fields import DAY_PATTERNS, OTHER_DAYS, WEEKDAYS, MarkedField, choice, number, text

MOST_ROWS = 100
TOO_MANY = gettext_lazy("A plan has at most 100 exercises.")
LONGEST_NOTE = 10_000
WITHOUT_SIDES = (Laterality.MIDLINE, Laterality.BILATERAL)
# What stands in the row's first line where the dose has it; the rest is under "More".
COUNTS = ("sets", "repetitions", "hold_seconds", "duration_minutes", "times_per_day")
REST = (*COUNTS, "relax_seconds", "rest_seconds", "intensity_percent")
SECONDS = gettext_lazy("s")
KEY = re.compile(r"[-a-zA-Z0-9_]{1,100}")


class RowForm(forms.Form):
    bound_field_class = MarkedField
    use_required_attribute = False

    repetitions = number("repetitions", gettext_lazy("Times"))
    hold_seconds = number("hold_seconds", gettext_lazy("Hold"), unit=SECONDS)
    sets = number("sets", gettext_lazy("Sets"))
    duration_minutes = number("duration_minutes", gettext_lazy("Minutes"))
    days = choice(gettext_lazy("Days"), [*DAY_PATTERNS.items(), (OTHER_DAYS, gettext_lazy("other days"))])
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Other days"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    times_per_day = number("times_per_day", gettext_lazy("Times a day"), required=True)
    relax_seconds = number("relax_seconds", gettext_lazy("Relax"), unit=SECONDS)
    rest_seconds = number("rest_seconds", gettext_lazy("Rest between sets"), unit=SECONDS)
    intensity_percent = number("intensity_percent", gettext_lazy("Effort"), unit="%")
    per_side = forms.BooleanField(label=gettext_lazy("On each side"), required=False)
    side = choice(gettext_lazy("Side"))
    alternative = choice(gettext_lazy("Position"))
    note = text(gettext_lazy("Note for the patient"), longest=LONGEST_NOTE)

    def __init__(self, *args, exercise, **options):
        super().__init__(*args, **options)
        self.exercise = exercise
        self.fields["side"].choices = sides_of(exercise)
        self.fields["alternative"].choices = positions_of(exercise)

    def clean(self):
        facts = super().clean()
        wrong = {"repetitions", "duration_minutes"}.intersection(self.errors)
        if not wrong and facts.get("repetitions") is None and facts.get("duration_minutes") is None:
            self.add_error("repetitions", _("Write how many times, or how many minutes."))
        days = facts.get("days")
        ticked = facts.get("weekdays", []) if days == OTHER_DAYS else days or "1234567"
        if not ticked and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Tick at least one day."))
        facts["weekdays"] = tuple(sorted({int(each) for each in ticked}))
        return facts

    def line(self):
        """The Line that was typed. Only of a valid form."""
        facts = self.cleaned_data
        numbers = {name: facts[name] for name in BOUNDS}
        dose = Dose(**numbers, per_side=facts["per_side"], weekdays=facts["weekdays"])
        return Line(self.exercise, dose, facts["side"], facts["alternative"], facts["note"])


def sides_of(exercise):
    """What may be chosen; an affected side has no default, so that it is chosen (S-26b)."""
    if exercise.laterality in WITHOUT_SIDES:
        return [("", "")]
    if exercise.laterality == Laterality.AFFECTED_SIDE:
        return [("", _("Choose the side")), *Side.choices]
    return [(Side.BOTH, Side.BOTH.label), (Side.LEFT, Side.LEFT.label), (Side.RIGHT, Side.RIGHT.label)]


def positions_of(exercise):
    """The exercise's own position and those it is offered in instead."""
    own = Position(exercise.position).label
    return [("", own), *((word, Position(word).label) for word in exercise.alternative_positions)]


def typed_from(line):
    """The initial values of a row that shows `line`."""
    dose = line.dose.as_json()
    code = "".join(map(str, dose["weekdays"]))
    return dose | {
        "days": code if code in DAY_PATTERNS else OTHER_DAYS,
        "weekdays": [] if code in DAY_PATTERNS else [str(each) for each in dose["weekdays"]],
        "side": line.side,
        "alternative": line.alternative,
        "note": line.note,
    }


@dataclass
class Row:
    """An exercise's place in the builder. `given` is the line of a row nobody has typed into yet."""

    number: int
    exercise: Exercise
    form: RowForm
    given: Line | None = None
    anchor: str = ""
    findings: tuple = ()

    @classmethod
    def of(cls, number, line):
        form = RowForm(prefix=f"row-{number}", initial=typed_from(line), exercise=line.exercise)
        return cls(number, line.exercise, form, line)

    @classmethod
    def typed(cls, number, exercise, data):
        return cls(number, exercise, RowForm(data, prefix=f"row-{number}", exercise=exercise))

    def is_valid(self):
        return self.given is not None or self.form.is_valid()

    @property
    def line(self):
        return self.given or self.form.line()

    @property
    def judged_as(self):
        """The line, or the exercise at its own dose while what was typed is not a dose."""
        return self.line if self.is_valid() else Line(self.exercise, self.exercise.dose)

    @property
    def has_sides(self):
        return self.exercise.laterality not in WITHOUT_SIDES

    @property
    def side_is_chosen(self):
        """True where the clinician must choose the affected side, so the choice stands in the first line."""
        return self.exercise.laterality == Laterality.AFFECTED_SIDE

    @property
    def line_fields(self):
        own = self.exercise.dose
        return [self.form[name] for name in COUNTS if _in_line(name, own, self.form[name].value())]

    @property
    def more_fields(self):
        first = {field.name for field in self.line_fields}
        return [self.form[name] for name in REST if name not in first]

    @property
    def says_each_side(self):
        return bool(self.form["per_side"].value())

    @property
    def other_days(self):
        """The days by name where they follow no pattern of the list."""
        ticked = self.form["weekdays"].value() or []
        return get_text_list([str(name) for day, name in WEEKDAYS if day in ticked], _("and"))

    @property
    def opens_more(self):
        shown = {field.name for field in self.line_fields} | {"days"}
        return any(name not in shown for name in self.form.errors)

    @property
    def tools(self):
        """The row's buttons, each named after the exercise."""
        title = {"title": self.exercise.words.title}
        return [
            ("up", _("Move %(title)s up") % title),
            ("down", _("Move %(title)s down") % title),
            ("remove", _("Remove %(title)s") % title),
        ]

    @property
    def errors(self):
        """(field, message) for all that is wrong, in the order of the fields."""
        if not self.form.is_bound:
            return []
        return [(field, message) for field in self.form for message in field.errors]


def _in_line(name, own, typed):
    if name in ("sets", "times_per_day"):
        return (getattr(own, name) or 1) > 1 or str(typed or 1) != "1"
    return getattr(own, name) is not None or typed not in (None, "")


def rows_of(lines):
    return anchored([Row.of(number, line) for number, line in enumerate(lines, start=1)])


def anchored(rows):
    """Name each row after its exercise, so that it keeps its name when it moves."""
    seen = {}
    for row in rows:
        count = seen[row.exercise.key] = seen.get(row.exercise.key, 0) + 1
        row.anchor = row.exercise.key if count == 1 else f"{row.exercise.key}_{count}"
    return rows


def rows_in(data, known):
    """The rows that were posted, in their order, and the keys that name no exercise of `known` (key -> Exercise)."""
    rows, unknown = [], []
    for place in _places(data):
        key = data.get(f"row-{place}-exercise", "")
        if key in known:
            rows.append(Row.typed(place, known[key], data))
        else:
            unknown.append(key)
    return anchored(rows), unknown


def keys_in(data):
    """The exercise keys that were posted, as far as they can be keys at all."""
    keys = (data.get(f"row-{place}-exercise", "") for place in _places(data))
    return {key for key in keys if KEY.fullmatch(key)}


def _places(data):
    """The numbers of the posted rows, in their order."""
    numbers = [int(word) for word in data.getlist("row") if re.fullmatch(r"[0-9]{1,4}", word)]
    places = list(dict.fromkeys(numbers))
    if len(places) > MOST_ROWS:
        raise ValidationError(TOO_MANY)
    return places


def with_row(rows, line):
    """`rows` with a new one at the end."""
    number = max((row.number for row in rows), default=0) + 1
    return anchored([*rows, Row.of(number, line)])


def _without(rows, here):
    rows = rows[:here] + rows[here + 1 :]
    return rows, min(here, len(rows) - 1)


def _swapped(rows, here, there):
    if not 0 <= there < len(rows):
        return rows, here
    rows = list(rows)
    rows[here], rows[there] = rows[there], rows[here]
    return rows, there


# What a row's button does to the rows: (rows, index) -> (rows, index to look at next).
CHANGES = {
    "remove": _without,
    "up": lambda rows, here: _swapped(rows, here, here - 1),
    "down": lambda rows, here: _swapped(rows, here, here + 1),
}
