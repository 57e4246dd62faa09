"""The forms of a clinic's admin."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.forms import model_to_dict
from django.utils.translation import gettext_lazy as _

from accounts.clinics import LONGEST_REASON
from accounts.models import Clinic
from accounts.thresholds import FIELDS, NAMES, NUMBERS


class ThresholdForm(forms.ModelForm):
    """All settings at once, why they change, and what the page showed before (signed, so that it is what we showed)."""

    why = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters. It stands in the history for good."),
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Clinic
        fields = NAMES

    def __init__(self, *args, instance, **options):
        stored = model_to_dict(instance, NAMES)
        shown = Signer(salt="thresholds").sign_object(stored)
        super().__init__(*args, instance=instance, initial={"shown": shown}, **options)
        for name in NUMBERS:
            about = FIELDS[name].metadata
            self.fields[name].widget.attrs |= {"min": about["least"], "max": about["most"], "inputmode": "numeric"}

    def clean_shown(self):
        try:
            return Signer(salt="thresholds").unsign_object(self.cleaned_data["shown"])
        except BadSignature:
            raise ValidationError(_("This page was not made here. Load it again.")) from None

    def values(self):
        return {name: self.cleaned_data[name] for name in NAMES}

    def rows(self):
        """Each setting's field with its bounds, its rules and the document's value, as the page shows them."""
        return [FIELDS[name].metadata | {"field": self[name], "document": FIELDS[name].default} for name in NUMBERS]

    def show_stored(self, clinic):
        """Keep what was typed, but let it be compared with what is stored now."""
        self.data = self.data.copy()
        self.data["shown"] = Signer(salt="thresholds").sign_object(model_to_dict(clinic, NAMES))


class ClinicForm(forms.ModelForm):
    class Meta:
        model = Clinic
        fields = ("name", "phone", "emergency_number", "time_zone", "language")
