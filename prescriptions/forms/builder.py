"""The whole builder as it was typed: rows, dates, note and reasons."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.models import Exercise
from prescriptions.actions import Line
from prescriptions.forms.fields import MarkedField, day, plain_lines, text
from prescriptions.forms.reasons import LONGEST_REASON
from prescriptions.forms.rows import CHANGES, KEY, LONGEST_NOTE, MOST_ROWS, TOO_MANY, keys_in, rows_in, with_row
from prescriptions.safety import RULES
from prescriptions.suggestion import default_side

SHORTEST_REASON = 10
A_YEAR = timedelta(days=366)
REASON = "reason-"


class PlanFields(forms.Form):
    """The dates of a plan and its note for the patient; `today` is the patient's date."""

    bound_field_class = MarkedField
    use_required_attribute = False

    starts_on = day(gettext_lazy("Starts on"))
    ends_on = day(gettext_lazy("Ends on"))
    review_on = day(gettext_lazy("Review on"), required=False)
    note = text(gettext_lazy("Note for the patient"), longest=LONGEST_NOTE, rows=3)

    def __init__(self, *args, today, **options):
        super().__init__(*args, **options)
        self.today = today

    def clean_starts_on(self):
        begin = self.cleaned_data["starts_on"]
        if not self.today - A_YEAR <= begin <= self.today + A_YEAR:
            raise ValidationError(_("Choose a day within a year of today."))
        return begin

    def clean_ends_on(self):
        end, begin = self.cleaned_data["ends_on"], self.cleaned_data.get("starts_on")
        if end < self.today:
            raise ValidationError(_("That day has passed. Choose today or a later day."))
        if begin and end < begin:
            raise ValidationError(_("That is before the plan starts. Choose %(day)s or later.") % _day(begin))
        if begin and end > begin + A_YEAR:
            raise ValidationError(
                _("That is more than a year after the start. Choose a day up to %(day)s.") % _day(begin + A_YEAR)
            )
        return end

    def clean_review_on(self):
        review = self.cleaned_data["review_on"]
        begin, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if review and begin and review < begin:
            raise ValidationError(_("That is before the plan starts. Choose %(day)s or later.") % _day(begin))
        if review and end and review > end:
            raise ValidationError(_("That is after the plan ends. Choose a day up to %(day)s.") % _day(end))
        return review


def _day(day):
    return {"day": date_format(day, "DATE_FORMAT")}


class ReasonsForm(forms.Form):
    """One box per rule that asks for a reason; which rules were asked about is what was posted."""

    def __init__(self, data):
        super().__init__(data)
        for name in data:
            if name.startswith(REASON) and name.removeprefix(REASON) in RULES:
                label = _("Your reason for %(rule)s") % {"rule": name.removeprefix(REASON)}
                self.fields[name] = text(label, longest=LONGEST_REASON)

    @property
    def given(self):
        """Rule -> what was typed, trimmed; "" where a box was left empty."""
        return {name.removeprefix(REASON): plain_lines(self.data[name]).strip() for name in self.fields}


class Typed:
    """What a POST of the builder holds. Nothing is lost: what is wrong is shown again with its error."""

    def __init__(self, data, *, user, today):
        self.data = data
        self.plan_fields = PlanFields(data, today=today)
        self.reasons_form = ReasonsForm(data)
        self.catalogue = Exercise.objects.visible_to(user)
        self.problems = []
        # The row to look at next, after one was added, moved or removed.
        self.touched = None
        self.rows = self._rows()

    def _rows(self):
        try:
            keys = keys_in(self.data)
        except ValidationError as error:
            self.problems += error.messages
            return []
        rows, unknown = rows_in(self.data, self.catalogue.in_bulk(keys) if keys else {})
        self.problems += [_("There is no exercise “%(key)s”.") % {"key": key} for key in unknown]
        return rows

    def change(self, what, which):
        """Add, remove or move a row, as the button says that was pressed."""
        if what == "add":
            self._add(which)
        elif what in CHANGES:
            here = next((index for index, row in enumerate(self.rows) if str(row.number) == which), None)
            if here is not None:
                self.rows, there = CHANGES[what](self.rows, here)
                self.touched = self.rows[there] if self.rows else None

    def _add(self, key):
        exercise = self.catalogue.current().filter(key=key).first() if KEY.fullmatch(key) else None
        if exercise is None:
            self.problems.append(_("There is no exercise “%(key)s”.") % {"key": key})
        elif len(self.rows) >= MOST_ROWS:
            self.problems.append(TOO_MANY)
        else:
            self.rows = with_row(self.rows, Line(exercise, exercise.dose, default_side(exercise)))
            self.touched = self.rows[-1]

    def is_valid(self):
        forms_are = self.plan_fields.is_valid() and self.reasons_form.is_valid()
        return forms_are and not self.problems and all(row.is_valid() for row in self.rows)

    @property
    def errors(self):
        """(title of the exercise or "", field, message) for all that is wrong, in the order of the page."""
        of_rows = [(row.exercise.words.title, field, message) for row in self.rows for field, message in row.errors]
        forms_ = [*self.reasons_form, *self.plan_fields]
        return of_rows + [("", field, message) for field in forms_ for message in field.errors]

    @property
    def has_errors(self):
        return bool(self.problems or self.errors)

    @property
    def lines(self):
        return [row.line for row in self.rows]

    def facts(self, reasons):
        """The plan's own fields as they were typed; `reasons` given before stay unless they were typed over."""
        given = {rule: text for rule, text in (reasons | self.reasons).items() if text}
        return {**self.plan_fields.cleaned_data, "reasons": given}

    @property
    def reasons(self):
        return self.reasons_form.given
