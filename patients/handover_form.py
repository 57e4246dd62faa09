"""The one form by which a clinician leaves: who takes over whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

# a page of more selects than this is neither read nor, beyond 2,000 fields, sent
MOST_ONE_BY_ONE = 500


class HandoverForm(forms.Form):
    """`successor` for all, and one select a patient for those who go to somebody else."""

    successor = forms.ModelChoiceField(label=_("New responsible clinician"), queryset=None, empty_label=_("Choose"))
    deputy = forms.ModelChoiceField(label=_("Deputy in their place"), queryset=None, empty_label=_("Choose"))

    def __init__(self, *args, patients, covered, heirs, **options):
        super().__init__(*args, **options)
        self.patients = patients if len(patients) <= MOST_ONE_BY_ONE else []
        for name, wanted in (("successor", patients), ("deputy", covered)):
            self.fields[name].queryset = heirs
            self.fields[name].required = bool(wanted) and name == "deputy"
            if not wanted:
                del self.fields[name]
        people = {str(person.pk): person for person in heirs}
        for patient in self.patients:
            self.fields[f"to_{patient.pk}"] = forms.TypedChoiceField(
                label=patient.name,
                required=False,
                choices=[("", _("as above")), *((pk, str(person)) for pk, person in people.items())],
                coerce=people.get,
                empty_value=None,
            )

    def rows(self):
        """Each patient with their select."""
        return [(patient, self[f"to_{patient.pk}"]) for patient in self.patients]

    def facts(self):
        others = {patient.pk: self.cleaned_data[f"to_{patient.pk}"] for patient in self.patients}
        named = {pk: person for pk, person in others.items() if person is not None}
        return {
            "successor": self.cleaned_data.get("successor"),
            "others": named,
            "deputy": self.cleaned_data.get("deputy"),
        }
