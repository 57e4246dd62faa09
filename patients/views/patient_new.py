"""Opening a record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page, clinics_of
from accounts.models import Membership
from patients.actions import open_record
from patients.duplicates import likely_duplicates
from patients.forms import NewPatientForm, take_errors
from patients.models import Patient


@clinician_page
def patient_new(request):
    """One form opens the record and the first episode; a likely duplicate is pointed out first."""
    clinics = clinics_of(request.user, Membership.Role.CLINICIAN)
    home = clinics[0]
    initial = {"responsible": request.user.pk, "language": home.language, "time_zone": home.time_zone}
    form = NewPatientForm(request.POST or None, clinics=clinics, initial=initial)
    duplicates = []
    if request.method == "POST" and form.is_valid():
        clinic = form.cleaned_data.get("clinic", home)
        duplicates = _duplicates(request.user, clinic, form)
        if not duplicates and (patient := _open(request.user, clinic, form)):
            messages.success(request, _("The record of %(name)s is open.") % {"name": patient.name})
            return redirect("patient_detail", patient.pk)
    context = {"form": form, "duplicates": duplicates, "place": "patients"}
    status = 409 if duplicates else 400 if form.errors else 200
    return render(request, "patients/patient_new.html", context, status=status)


def _duplicates(user, clinic, form):
    if form.cleaned_data["another_person"]:
        return []
    facts = form.cleaned_data
    return likely_duplicates(by=user, clinic=clinic, name=facts["name"], birth_date=facts["birth_date"])


def _open(user, clinic, form):
    """The new patient, or None with what was refused put beside the fields."""
    facts = form.facts()
    today = Patient(time_zone=facts["time_zone"]).today(timezone.now())
    try:
        return open_record(by=user, clinic=clinic, patient=facts, episode=form.episode(), today=today)
    except ValidationError as error:
        take_errors(form, error)
        return None
