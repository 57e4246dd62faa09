"""What the clinic is called and where it is reached: it stands on every patient's page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import admin_page, administered
from accounts.clinic_forms import ClinicForm
from accounts.clinics import change_clinic
from accounts.models import Clinic
from patients.forms import take_errors


@admin_page
def clinic_details(request):
    """Name, phone, emergency number, time zone and language."""
    clinic = administered(request.user, request.GET.get("clinic"))
    form = ClinicForm(request.POST or None, instance=Clinic.objects.get(pk=clinic.pk))
    if request.method == "POST" and form.is_valid() and _change(request.user, clinic, form):
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('clinic_details')}?clinic={clinic.pk}")
    context = {"clinic": clinic, "form": form, "place": "clinic", "page": "details"}
    return render(request, "clinic/details.html", context, status=400 if form.errors else 200)


def _change(user, clinic, form):
    try:
        return change_clinic(by=user, clinic=clinic, changes=form.cleaned_data)
    except ValidationError as error:
        take_errors(form, error)
        return None
