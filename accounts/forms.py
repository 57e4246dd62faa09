"""The form of the page where people make keys for their record systems."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope

LIVES = [(30, _("30 days")), (90, _("90 days")), (365, _("1 year")), (1095, _("3 years"))]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), max_length=100, help_text=_("For example the name of the record system.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=Scope.values
    )
    days = forms.TypedChoiceField(label=_("How long is it valid?"), choices=LIVES, coerce=int, initial=365)
