"""Fields of the plan builder: bounded numbers, days of the week, dates."""

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exercises.dosage import BOUNDS, EVERY_DAY

OTHER_DAYS = "other"
DAY_PATTERNS = {
    "1234567": _("every day"),
    "123456": _("Mon to Sat"),
    "12345": _("Mon to Fri"),
    "1245": _("Mon, Tue, Thu, Fri"),
    "135": _("Mon, Wed, Fri"),
    "246": _("Tue, Thu, Sat"),
    "14": _("Mon, Thu"),
    "25": _("Tue, Fri"),
}
WEEKDAYS = [(str(day), WEEKDAYS_ABBR[day - 1]) for day in EVERY_DAY]


class MarkedField(forms.BoundField):
    """A field whose control carries `is-invalid` while something is wrong with it."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        if self.errors:
            own = (widget or self.field.widget).attrs.get("class", "")
            attrs["class"] = f"{own} is-invalid".strip()
        return attrs


def number(name, label, *, unit="", required=False):
    """A whole number within the bounds of the dose's field `name`; one message says what may be typed."""
    low, high = BOUNDS[name]
    wrong = format_lazy(_("Write a number from {low} to {high}."), low=low, high=high)
    field = forms.IntegerField(
        label=label,
        required=required,
        min_value=low,
        max_value=high,
        widget=forms.TextInput({"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )
    field.unit = unit
    return field


def choice(label, choices=()):
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.Select({"class": "form-select"})
    )


def day(label, *, required=True):
    wrong = _("Choose a day.")
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": wrong, "invalid": wrong},
    )


def plain_lines(typed):
    """Browsers send line ends as two characters; kept as one, so that what nobody changed stays the same."""
    return typed.replace("\r\n", "\n")


class Prose(forms.CharField):
    def to_python(self, value):
        return plain_lines(super().to_python(value))


def text(label, *, longest, rows=2, required=False):
    widget = forms.Textarea({"class": "form-control", "rows": rows, "maxlength": longest})
    return Prose(label=label, required=required, max_length=longest, widget=widget)
