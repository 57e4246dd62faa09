"""What a patient is asked before and after the exercises: pain of each plan, and what is new, in plain words."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prescriptions.models import CheckInKind
from prescriptions.safety.red_flags import flags_in

# One plain question a row. Blood pressure, heart disease and a history of cancer are not asked every day.
ASKED = {
    "cauda-equina-signs": gettext_lazy("New trouble passing water or stool, numb between the legs, or both legs weak"),
    "progressive-neurological-deficit": gettext_lazy("An arm or a leg gets weaker or more numb"),
    "myelopathy-signs": gettext_lazy("Clumsy hands, unsteady walking, or electric shocks when I bend my neck"),
    "fainting": gettext_lazy("I fainted, or suddenly fell"),
    "heart-area-pain": gettext_lazy("Pain in the chest or heart, breathless at rest, or the heart races"),
    "cervical-arterial-signs": gettext_lazy("Dizzy, seeing double, trouble speaking or swallowing, or a numb face"),
    "thunderclap-headache": gettext_lazy("A headache or neck pain unlike any before"),
    "fever-or-systemic-infection": gettext_lazy("Fever or chills"),
    "recent-significant-trauma": gettext_lazy("A fall, an accident or a hard knock"),
    "unexplained-weight-loss": gettext_lazy("I lose weight and do not know why"),
    "constant-night-pain": gettext_lazy("Pain all night that no position eases"),
    "numbness": gettext_lazy("New numbness or tingling"),
    "headache": gettext_lazy("New headaches"),
    "vomiting": gettext_lazy("I had to vomit"),
    "tinnitus": gettext_lazy("Ringing in the ears"),
    "muscle-tension": gettext_lazy("Tense muscles"),
}
HURTS = {
    "cervical": gettext_lazy("How much does your neck hurt now?"),
    "thoracic": gettext_lazy("How much does your upper back hurt now?"),
    "lumbar": gettext_lazy("How much does your lower back hurt now?"),
}
SCALE = [("0", gettext_lazy("0, no pain")), *((str(value), str(value)) for value in range(1, 11))]
LONGEST_COMMENT = 2_000


def ticked_words(symptoms):
    """The questions that `symptoms` answer, in the patient's words."""
    return [str(label) for symptom, label in ASKED.items() if symptom in symptoms]


class CheckInForm(forms.Form):
    """One form for all current plans of a person: the pain of each, and what is new for the person.

    `asks_night` False leaves the night pain out: it was cleared within the last 28 days.
    """

    kind = forms.ChoiceField(choices=CheckInKind.choices)
    id = forms.UUIDField(required=False)
    date = forms.DateField(required=False)  # the page's: sent after midnight it still speaks of its own day
    symptoms = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    none = forms.BooleanField(required=False)
    discomfort = forms.BooleanField(required=False)
    comment = forms.CharField(
        required=False,
        max_length=LONGEST_COMMENT,
        label=gettext_lazy("In your words, if you like"),
        widget=forms.Textarea({"rows": 3, "class": "form-control"}),
    )

    def __init__(self, data=None, *, plans, kind, asks_night=True):
        super().__init__(data, initial={"kind": kind, "id": uuid.uuid4()})
        self.plans, self.kind_asked = plans, kind
        asked = [(word, label) for word, label in ASKED.items() if asks_night or word != "constant-night-pain"]
        self.fields["symptoms"].choices = asked
        self.asked_symptoms = asked
        for plan in plans:
            self.fields[self.pain_name(plan)] = forms.TypedChoiceField(
                choices=SCALE,
                coerce=int,
                empty_value=None,
                required=kind != CheckInKind.REPORT,
                label=HURTS[plan.episode.region],
                error_messages={"required": _("Tap a number from 0 to 10."), "invalid_choice": _("Tap a number.")},
            )

    @staticmethod
    def pain_name(plan):
        return f"pain-{plan.pk}"

    def clean(self):
        said = self.cleaned_data
        if self.data.get("kind") == CheckInKind.BEFORE and not said.get("symptoms") and not said.get("none"):
            self.add_error("symptoms", _("Tick what is new, or choose “None of these”."))
        if self.kind_asked == CheckInKind.REPORT and not self.errors and self._says_nothing():
            self.add_error("symptoms", _("Tick what is new, tap a number, or write a few words."))
        return said

    def _says_nothing(self):
        pains = [self.cleaned_data[self.pain_name(plan)] for plan in self.plans]
        told = self.cleaned_data["symptoms"], self.cleaned_data["discomfort"], self.cleaned_data["comment"].strip()
        return not any(told) and all(pain is None for pain in pains)

    @property
    def scales(self):
        """(bound pain field, the chosen value) of each plan."""
        fields = [self[self.pain_name(plan)] for plan in self.plans]
        return [(field, str(field.value() if field.value() is not None else "")) for field in fields]

    @property
    def scale(self):
        return SCALE

    @property
    def ticked(self):
        """What was ticked, whatever else is wrong with the form: it must never be lost."""
        given = self.data.getlist("symptoms") if hasattr(self.data, "getlist") else ()
        return [word for word in ASKED if word in given]

    @property
    def flags(self):
        return flags_in(self.ticked)

    def facts_of(self, plan):
        """What to record for `plan`; symptoms that were not asked stay None."""
        found = self.cleaned_data
        answered = found["none"] or found["symptoms"] or found["kind"] == CheckInKind.REPORT
        return {
            "pain": found[self.pain_name(plan)],
            "symptoms": self.ticked if answered else None,
            "discomfort": found["discomfort"],
            "comment": found["comment"],
        }

    def id_of(self, plan, kind):
        """The id of the row for `plan`, the same however often the form arrives."""
        own = self.cleaned_data.get("id") or uuid.uuid4()
        return uuid.uuid5(own, f"{plan.pk} {kind}")
