"""What is typed at the door, and what clinicians and patients fill in about ways in, helpers and contact data."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from patients.models import ALPHABET, CODE_LENGTH, WayIn

LIVES = [(30, _("30 days")), (90, _("90 days")), (180, _("half a year")), (365, _("1 year"))]
NOT_IN_A_CODE = str.maketrans("", "", " \t\r\n-–—_.·")


class BirthDateForm(forms.Form):
    """Three short fields, read as numbers: nothing to pick, nothing to scroll."""

    day = forms.CharField(max_length=4)
    month = forms.CharField(max_length=4)
    year = forms.CharField(max_length=8)

    def clean(self):
        typed = [self.cleaned_data.get(name, "") for name in ("day", "month", "year")]
        try:
            day, month, year = map(int, typed)
            if year < 100:
                raise ValidationError(_("Write the year with four digits, like 1957."))
            return self.cleaned_data | {"birth_date": date(year, month, day)}
        except (ValueError, OverflowError):
            raise ValidationError(_("Write your birth date in numbers, like 14 5 1957.")) from None


class CodeForm(BirthDateForm):
    code = forms.CharField(max_length=60, error_messages={"required": _("Type the code from your paper.")})

    def clean_code(self):
        """The characters that count: spaces and dashes do not, nor do small letters."""
        code = self.cleaned_data["code"].translate(NOT_IN_A_CODE).upper()
        if odd := sorted(set(code) - set(ALPHABET)):
            said = _("“%(odd)s” is in none of our codes. Look at that place again.")
            raise ValidationError(said, params={"odd": odd[0]})
        if len(code) != CODE_LENGTH:
            said = _("This code has %(typed)s characters. It needs %(needed)s.")
            raise ValidationError(said, params={"typed": len(code), "needed": CODE_LENGTH})
        return code


class WayForm(forms.Form):
    """What a clinician makes: a link or a code, for the patient or one of the helpers, for so long."""

    kind = forms.ChoiceField(choices=WayIn.Kind)
    helper = forms.ModelChoiceField(queryset=None, required=False)
    days = forms.TypedChoiceField(choices=LIVES, coerce=int, initial=90)
    mail = forms.BooleanField(required=False)

    def __init__(self, *args, helpers, **options):
        super().__init__(*args, **options)
        self.fields["helper"].queryset = helpers


class HelperForm(forms.Form):
    name = forms.CharField(label=_("Name of the helper"), max_length=200)


class ContactForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
