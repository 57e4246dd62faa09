"""The forms of the outcome measures: they shape what was typed into raw answers; `measures.score` judges them."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.measures import GLOBAL, LEAST_ACTIVITIES, MOST_ACTIVITIES, NPRS, PSFS, ROLAND_MORRIS
from patients.roland_morris import STATEMENTS


class MeasureForm(forms.Form):
    """The hidden id makes a second click on the button harmless."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, measure, last=None, **options):
        self.measure = measure
        super().__init__(*args, **options)
        self.ask(last)


class NumberForm(MeasureForm):
    """One number on a row of choices; a total is typed."""

    QUESTIONS = {
        NPRS.key: _(
            "How much did it hurt on average in the last 24 hours? 0 is no pain, 10 the worst you can imagine."
        ),
        GLOBAL.key: _("Compared with the start of this treatment, how is it now?"),
    }
    # what stands beside the number, and takes a row of its own
    WORDS = {
        NPRS.key: {0: _("0, no pain")},
        GLOBAL.key: {-5: _("−5, much worse"), 0: _("0, the same"), 5: _("+5, well again")},
    }

    def ask(self, last):
        measure = self.measure
        if measure.only_total:
            label = _("Total, %(least)s to %(most)s") % {"least": measure.least, "most": measure.most}
            self.fields["value"] = forms.IntegerField(label=label, min_value=measure.least, max_value=measure.most)
            return
        numbers = [(n, self.label_of(n)) for n in range(measure.least, measure.most + 1)]
        self.fields["value"] = forms.TypedChoiceField(
            label=_("Your answer"),
            choices=numbers,
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a number.")},
        )

    @property
    def question(self):
        return self.QUESTIONS[self.measure.key]

    def label_of(self, number):
        sign = "+" if self.measure is GLOBAL and number > 0 else ""
        return self.WORDS[self.measure.key].get(number, f"{sign}{number}".replace("-", "−"))

    def scale(self):
        """(radio, True when it takes a row of its own) for each number."""
        worded = self.WORDS[self.measure.key]
        return [(radio, int(radio.data["value"]) in worded) for radio in self["value"]]

    def answers(self):
        return {"value": self.cleaned_data["value"]}


class ActivityForm(MeasureForm):
    """Three to five activities with a number each; those of the last time stand there already."""

    def ask(self, last):
        names = [activity["name"] for activity in last.answers["activities"]] if last else []
        numbers = [("", "–"), *((n, str(n)) for n in range(PSFS.least, PSFS.most + 1))]
        for place in range(1, MOST_ACTIVITIES + 1):
            known = names[place - 1] if place <= len(names) else ""
            self.fields[f"name_{place}"] = forms.CharField(
                label=self.label_of(place), max_length=120, required=False, initial=known
            )
            self.fields[f"value_{place}"] = forms.TypedChoiceField(
                label=_("0 to 10"), choices=numbers, coerce=int, required=False, empty_value=None
            )

    @staticmethod
    def label_of(place):
        words = _("Activity %(place)s") if place <= LEAST_ACTIVITIES else _("Activity %(place)s, if you like")
        return words % {"place": place}

    def pairs(self):
        return [(self[f"name_{place}"], self[f"value_{place}"]) for place in range(1, MOST_ACTIVITIES + 1)]

    def clean(self):
        for place in range(1, MOST_ACTIVITIES + 1):
            name, value = self.cleaned_data.get(f"name_{place}"), self.cleaned_data.get(f"value_{place}")
            if name and value is None and f"value_{place}" not in self.errors:
                self.add_error(f"value_{place}", _("Give this activity its number."))
            if not name and value is not None:
                self.add_error(f"name_{place}", _("Name the activity."))

    def answers(self):
        given = self.cleaned_data
        places = [place for place in range(1, MOST_ACTIVITIES + 1) if given.get(f"name_{place}")]
        return {"activities": [{"name": given[f"name_{n}"], "value": given[f"value_{n}"]} for n in places]}


class StatementForm(MeasureForm):
    """The 24 statements as printed, and a tick that all were read: an empty form must not pass for no complaints."""

    def ask(self, last):
        self.fields["ticked"] = forms.TypedMultipleChoiceField(
            label=ROLAND_MORRIS.name,
            choices=list(enumerate(STATEMENTS, start=1)),
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["read"] = forms.BooleanField(label=_("All 24 sentences were read."))

    def answers(self):
        return {"ticked": self.cleaned_data["ticked"]}


def form_class(measure):
    return {PSFS.key: ActivityForm, ROLAND_MORRIS.key: StatementForm}.get(measure.key, NumberForm)
