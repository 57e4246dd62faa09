"""Forms about the people of a clinic."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import date_field
from accounts.models import Membership


class RolesField(forms.MultipleChoiceField):
    def __init__(self):
        super().__init__(label=_("Roles"), choices=Membership.Role.choices, widget=forms.CheckboxSelectMultiple)


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    roles = RolesField()


class RolesForm(forms.Form):
    roles = RolesField()


class AwayForm(forms.Form):
    """From when until when somebody is away, and which of `colleagues` answers. Without a first day it is today."""

    start = date_field(label=_("First day away"), required=False)
    until = date_field(label=_("Last day away"), error_messages={"required": _("Choose the last day.")})
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=None,
        empty_label=_("Choose"),
        error_messages={"required": _("Choose who answers in the meantime.")},
    )

    def __init__(self, *args, colleagues, today, stands=None, **options):
        """`stands` is the membership whose absence lasts or is to come: the form begins with it."""
        known = {"start": today}
        if stands:
            known = {"start": stands.away_from, "until": stands.away_until, "deputy": stands.deputy_id}
        super().__init__(*args, initial=known, **options)
        self.fields["deputy"].queryset = colleagues


class JoinForm(forms.Form):
    """Who was invited and has no account yet chooses a password."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=4096,
        help_text=_("At least 12 characters. A few words in a row are easy to keep in mind."),
    )
