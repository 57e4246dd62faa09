"""The forms of a clinic's own exercises and sets."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language
from exercises.dosage import BOUNDS, EVERY_DAY, Dose
from exercises.models import Exercise
from exercises.vocabulary import Laterality, Position, Region, Stage, Supervision, words

LONGEST_TEXT = 2_000
LONGEST_LINES = 6_000
COUNTS = ("sets", "repetitions", "hold_seconds", "relax_seconds", "rest_seconds", "duration_minutes", "times_per_day")
TITLE = {"required": gettext_lazy("Write a title.")}
STAGES = {"required": gettext_lazy("Tick at least one stage.")}
LABELS = {
    "sets": gettext_lazy("Sets"),
    "repetitions": gettext_lazy("Times"),
    "hold_seconds": gettext_lazy("Hold, seconds"),
    "relax_seconds": gettext_lazy("Relax, seconds"),
    "rest_seconds": gettext_lazy("Rest between sets, seconds"),
    "duration_minutes": gettext_lazy("Minutes"),
    "times_per_day": gettext_lazy("Times a day"),
}
DAYS = [(7, gettext_lazy("every day")), (5, gettext_lazy("Mon to Fri")), (3, gettext_lazy("Mon, Wed, Fri"))]
WEEKDAYS = {7: EVERY_DAY, 5: (1, 2, 3, 4, 5), 3: (1, 3, 5)}


def lines_field(label, help_text="", *, required=False):
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_LINES,
        widget=forms.Textarea({"rows": 4}),
        help_text=help_text or gettext_lazy("One on each line."),
    )


def ticks(label, name, help_text=""):
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=lambda: words(name).items(),
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class OwnExerciseForm(forms.Form):
    """Everything a patient reads, what the rules judge by, and the picture."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, error_messages=TITLE)
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=Region)
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("Stages"), choices=Stage, widget=forms.CheckboxSelectMultiple, error_messages=STAGES
    )
    position = forms.ChoiceField(label=gettext_lazy("Position"), choices=Position)
    steps = lines_field(gettext_lazy("Steps"), required=True)
    steps.error_messages["required"] = gettext_lazy("Write the steps.")
    breathing = forms.CharField(
        label=gettext_lazy("Breathing"),
        max_length=LONGEST_TEXT,
        error_messages={"required": gettext_lazy("Write how to breathe.")},
    )
    purpose = forms.CharField(label=gettext_lazy("Purpose"), required=False, max_length=LONGEST_TEXT)
    cautions = lines_field(gettext_lazy("Cautions"))
    language = forms.ChoiceField(label=gettext_lazy("Language of these texts"), choices=Language)
    laterality = forms.ChoiceField(label=gettext_lazy("Sides"), choices=Laterality)
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("Difficulty"), coerce=int, choices=[(number, str(number)) for number in (1, 2, 3, 4)]
    )
    supervision = forms.ChoiceField(label=gettext_lazy("Supervision"), choices=Supervision)
    equipment = ticks(gettext_lazy("Equipment"), "equipment")
    movement_direction = ticks(gettext_lazy("Movement"), "movement_direction")
    traits = ticks(
        gettext_lazy("Load on the body"),
        "exercise_traits",
        gettext_lazy("What patients with certain conditions must not or should not do follows from these ticks."),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Days"), coerce=int, choices=DAYS)
    per_side = forms.BooleanField(label=gettext_lazy("The numbers are for each side"), required=False)
    figure = forms.ChoiceField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("Borrow the pose of an exercise of the library, or take a neutral one."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in COUNTS:
            low, high = BOUNDS[name]
            required = name == "times_per_day"
            self.fields[name] = forms.IntegerField(label=LABELS[name], min_value=low, max_value=high, required=required)
        library = Exercise.objects.filter(clinic=None, retired_at=None).from_neck_down()
        figures = [(exercise.key, exercise.words.title) for exercise in library]
        self.fields["figure"].choices = [("", _("Neutral: the starting position")), *figures]

    def clean(self):
        found = super().clean()
        counted = found.get("repetitions") or found.get("duration_minutes")
        if not counted and not {"repetitions", "duration_minutes"}.intersection(self.errors):
            self.add_error("repetitions", _("Write how many times, or how many minutes."))
        return found

    @property
    def dose_fields(self):
        return [self[name] for name in COUNTS]

    def facts(self):
        """What the action stores."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in (*COUNTS, "days", "per_side")}
        return given | {name: _lines(given[name]) for name in ("steps", "cautions")}

    def dose(self):
        found = self.cleaned_data
        counts = {name: found[name] for name in COUNTS}
        return Dose(**counts, per_side=found["per_side"], weekdays=WEEKDAYS[found["days"]])


def initial_of(exercise):
    """The fields of the form as an exercise has them."""
    names = ("title", "region", "stages", "position", "breathing", "purpose", "language", "laterality", "difficulty")
    names += ("supervision", "equipment", "movement_direction", "traits", "per_side", "figure", *COUNTS)
    lines = {name: "\n".join(getattr(exercise, name)) for name in ("steps", "cautions")}
    return {name: getattr(exercise, name) for name in names} | lines | {"days": _days_of(exercise)}


def _days_of(exercise):
    return next((days for days, named in WEEKDAYS.items() if list(named) == list(exercise.weekdays)), 7)


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


class SetForm(forms.Form):
    """A set's own fields; its exercises are posted beside it, row by row."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, error_messages=TITLE)
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("Stages"), choices=Stage, widget=forms.CheckboxSelectMultiple, error_messages=STAGES
    )
    shared = forms.BooleanField(label=gettext_lazy("Shared with the clinic"), required=False)


class PlaceForm(forms.Form):
    """One exercise of a set: its dose, and where it stands."""

    repetitions = forms.IntegerField(label=LABELS["repetitions"], required=False, min_value=1, max_value=100)
    sets = forms.IntegerField(label=LABELS["sets"], required=False, min_value=1, max_value=10)
    hold_seconds = forms.IntegerField(label=LABELS["hold_seconds"], required=False, min_value=0, max_value=300)
    duration_minutes = forms.IntegerField(label=LABELS["duration_minutes"], required=False, min_value=1, max_value=120)
    times_per_day = forms.IntegerField(label=LABELS["times_per_day"], min_value=1, max_value=12)

    def clean(self):
        found = super().clean()
        if not self.errors and not found["repetitions"] and not found["duration_minutes"]:
            self.add_error("repetitions", _("Write how many times, or how many minutes."))
        return found
