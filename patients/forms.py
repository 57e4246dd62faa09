"""The forms of a record and of an episode. They shape what was typed; the actions decide whether it may stand."""

import hashlib
import json

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import date_field
from accounts.models import Language, User, validate_time_zone
from exercises.vocabulary import words
from patients.actions import clinicians_of
from patients.models import EPISODE_REGIONS
from patients.vocabulary import meaning_of, name_of

NONE_OF_THESE = "none"


def take_errors(form, error):
    """Put what an action refused beside the fields of `form` that it names, and the rest on top."""
    for name, found in getattr(error, "error_dict", {None: [error]}).items():
        form.add_error(name if name in form.fields else None, found)


def condition_choices():
    """“None of these”, then every condition with its short name and what it means."""
    choices = [(NONE_OF_THESE, format_html("<b>{}</b>", _("Asked: none of these")))]
    for word in words("patient_conditions"):
        label = format_html('<b>{}</b> <span class="text-muted">{}</span>', name_of(word), meaning_of(word))
        choices.append((word, label))
    return choices


class PlainForm(forms.Form):
    """Rendered by crispy inside the page's own form tag, with `sections` as its layout."""

    sections = ()

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*self.sections)
        return helper


WHO = Fieldset(
    _("Who"),
    Row(
        Column("name", css_class="col-md-6"),
        Column("birth_date", css_class="col-sm-6 col-md-3"),
        Column("record_number", css_class="col-sm-6 col-md-3"),
    ),
)
CARE = Fieldset(
    _("What the care is for"),
    Row(
        Column("region", css_class="col-md-3"),
        Column("diagnosis_code", css_class="col-md-3"),
        Column("diagnosis_text", css_class="col-md-6"),
    ),
)
NOT_ASKED = '{% load i18n %}<p class="text-muted">{% translate "Leave all open while you have not asked." %}</p>'
CONDITIONS = Fieldset(
    _("Conditions that matter for exercise"), HTML(NOT_ASKED), Field("conditions", wrapper_class="pl-conditions")
)
REACH = Fieldset(
    _("Contact and clinic"),
    Row(Column("email", css_class="col-md-6"), Column("phone", css_class="col-md-6")),
    Row(
        Column("language", css_class="col-sm-6 col-md-3"),
        Column("time_zone", css_class="col-sm-6 col-md-3"),
        Column("responsible", css_class="col-md-6"),
    ),
)


class RecordForm(PlainForm):
    """The record of a patient of one of `clinics`."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Write the name.")})
    birth_date = date_field(label=_("Birth date"), error_messages={"required": _("Choose the birth date.")})
    record_number = forms.CharField(
        label=_("Record number"), max_length=40, error_messages={"required": _("Write the record number.")}
    )
    conditions = forms.MultipleChoiceField(
        label=_("Conditions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        validators=[validate_time_zone],
        help_text=_("It decides which day is today for the patient."),
    )
    responsible = forms.ModelChoiceField(
        label=_("Responsible clinician"), queryset=None, error_messages={"required": _("Choose who is responsible.")}
    )
    sections = (WHO, CONDITIONS, REACH)

    def __init__(self, *args, clinics, **options):
        super().__init__(*args, **options)
        self.fields["conditions"].choices = condition_choices()
        self.fields["responsible"].queryset = clinicians_of(*clinics).order_by("name")

    def clean_conditions(self):
        """None while not asked, a list otherwise."""
        ticked = self.cleaned_data["conditions"]
        if NONE_OF_THESE in ticked and len(ticked) > 1:
            raise ValidationError(_("You ticked “none of these” and a condition. Keep one of the two."))
        return [word for word in ticked if word != NONE_OF_THESE] if ticked else None

    def facts(self):
        names = ("name", "birth_date", "record_number", "conditions", "email", "phone", "language", "time_zone")
        return {name: self.cleaned_data[name] for name in (*names, "responsible")}


class EpisodeForm(PlainForm):
    """What an episode of care is for. The hidden id makes a second click on the button harmless."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    region = forms.ChoiceField(
        label=_("Region"),
        choices=[("", _("Choose")), *EPISODE_REGIONS],
        error_messages={"required": _("Choose the region.")},
    )
    diagnosis_code = forms.CharField(
        label=_("Diagnosis code"), required=False, max_length=20, help_text=_("ICD-10, as you write it.")
    )
    diagnosis_text = forms.CharField(
        label=_("Diagnosis"),
        required=False,
        max_length=500,
        help_text=_("With pain, no plan can be issued until its cause is named here or by a code."),
    )
    opened_on = date_field(label=_("Opened on"), error_messages={"required": _("Choose the day the care began.")})
    sections = ("id", CARE, Row(Column("opened_on", css_class="col-sm-6 col-md-3")))

    def facts(self):
        names = ("region", "diagnosis_code", "diagnosis_text", "opened_on")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class EpisodeChangeForm(EpisodeForm):
    closed_on = date_field(
        label=_("Closed on"), required=False, help_text=_("Closing ends the plan. Empty opens it again.")
    )
    sections = (
        CARE,
        Row(Column("opened_on", css_class="col-sm-6 col-md-3"), Column("closed_on", css_class="col-sm-6 col-md-4")),
    )

    def facts(self):
        return super().facts() | {"closed_on": self.cleaned_data["closed_on"]}


class NewPatientForm(RecordForm):
    """A record and its first episode. With several clinics, one is chosen first."""

    clinic = forms.ModelChoiceField(label=_("Clinic"), queryset=None, empty_label=None)
    region = EpisodeForm.base_fields["region"]
    diagnosis_code = EpisodeForm.base_fields["diagnosis_code"]
    diagnosis_text = EpisodeForm.base_fields["diagnosis_text"]
    another_person = forms.BooleanField(label=_("This is another person"), required=False)
    field_order = ("clinic", "name", "birth_date", "record_number", "region", "diagnosis_code", "diagnosis_text")
    sections = (WHO, CARE, CONDITIONS, REACH)

    def __init__(self, *args, clinics, **options):
        super().__init__(*args, clinics=clinics, **options)
        field = self.fields["clinic"]
        field.queryset = type(clinics[0]).objects.filter(pk__in=[clinic.pk for clinic in clinics])
        if len(clinics) == 1:
            del self.fields["clinic"]
        else:
            self.sections = (Field("clinic"), *self.sections)

    def episode(self):
        return {name: self.cleaned_data[name] for name in ("region", "diagnosis_code", "diagnosis_text")}


class RecordChangeForm(RecordForm):
    """A record as it is being corrected. `seen` tells whether somebody else changed it in the meantime."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    sections = ("seen", *RecordForm.sections)

    def __init__(self, *args, patient, **options):
        self.patient = patient
        super().__init__(*args, clinics=[patient.clinic], initial=record_as_initial(patient), **options)
        # whoever is responsible stays so, even after leaving the clinic, until somebody else is chosen
        can_be = Q(pk__in=clinicians_of(patient.clinic)) | Q(pk=patient.responsible_id)
        self.fields["responsible"].queryset = User.objects.filter(can_be).order_by("name")

    def clean_conditions(self):
        conditions = super().clean_conditions()
        if conditions is None and self.patient.conditions is not None:
            raise ValidationError(_("Tick what the patient has, or “none of these”: it has been asked before."))
        return conditions

    def is_stale(self):
        """True once if the record changed since the page was made; the page shown then has seen the change."""
        stale = self.cleaned_data["seen"] != self.initial["seen"]
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
        return stale

    def changes(self):
        """The facts that differ from the record."""
        return {name: value for name, value in self.facts().items() if value != getattr(self.patient, name)}


def record_as_initial(patient):
    shown = {name: getattr(patient, name) for name in ("name", "birth_date", "record_number", "email", "phone")}
    shown |= {"language": patient.language, "time_zone": patient.time_zone, "responsible": patient.responsible_id}
    shown["conditions"] = [NONE_OF_THESE] if patient.conditions == [] else patient.conditions or []
    digest = hashlib.sha256(json.dumps(shown, default=str, sort_keys=True).encode()).hexdigest()
    return shown | {"seen": digest[:16]}
