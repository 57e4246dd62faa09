"""Patients who go to another clinic, and those who come."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import admin_page, administered, is_admin
from accounts.models import Clinic
from accounts.refusals import Refused
from patients.actions import clinicians_of
from patients.models import Patient, Transfer
from prescriptions import actions
from prescriptions.views.clinic.members import status_of, tried


class OfferForm(forms.Form):
    record_number = forms.CharField(label=gettext_lazy("Record number of the patient"), max_length=40)
    target = forms.ModelChoiceField(
        label=gettext_lazy("To the clinic"), queryset=None, empty_label=gettext_lazy("Choose")
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(self, *args, user, clinic, **options):
        super().__init__(*args, **options)
        self.patients = Patient.objects.registered_with(user).filter(clinic=clinic)
        self.fields["target"].queryset = Clinic.objects.exclude(pk=clinic.pk).order_by("name")

    def clean_record_number(self):
        patient = self.patients.filter(record_number=self.cleaned_data["record_number"].strip()).first()
        if patient is None:
            raise forms.ValidationError(_("Nobody at this clinic has this record number."))
        return patient


class AcceptForm(forms.Form):
    responsible = forms.ModelChoiceField(
        label=gettext_lazy("Responsible clinician"), queryset=None, empty_label=gettext_lazy("Choose")
    )
    record_number = forms.CharField(label=gettext_lazy("Record number here"), max_length=40)

    def __init__(self, *args, clinic, **options):
        super().__init__(*args, **options)
        self.fields["responsible"].queryset = clinicians_of(clinic).order_by("name")


@admin_page
def transfer_list(request):
    """Offers that came, offers that were made, and the form for another."""
    clinic = administered(request.user, request.GET.get("clinic"))
    form = OfferForm(request.POST or None, user=request.user, clinic=clinic)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        facts = {"patient": typed["record_number"], "target": typed["target"], "note": typed["note"]}
        if tried(form, actions.offer_transfer, by=request.user, clinic=clinic, now=timezone.now(), **facts):
            messages.success(request, _("The patient is offered. The other clinic decides."))
            return redirect(f"{reverse('transfer_list')}?clinic={clinic.pk}")
    rows = {"patient", "source", "target"}
    context = {
        "clinic": clinic,
        "form": form,
        "coming": clinic.transfers_in.filter(status="offered").select_related(*rows),
        "going": clinic.transfers_out.select_related(*rows)[:20],
        "place": "clinic",
        "page": "transfer",
    }
    return render(request, "clinic/transfer_list.html", context, status=status_of(form))


def _offer(user, pk):
    """The offer for an admin of the clinic that got it; 403 for one of the clinic that made it, 404 for others."""
    offer = Transfer.objects.filter(pk=pk).select_related("patient", "source", "target").first()
    if offer is None or not (is_admin(user, clinic_id=offer.target_id) or is_admin(user, clinic_id=offer.source_id)):
        raise Http404
    return offer


@admin_page
def transfer_accept(request, pk):
    """The receiving clinic's admin names who will be responsible, and the record number here."""
    offer = _offer(request.user, pk)
    if not is_admin(request.user, clinic_id=offer.target_id):
        raise PermissionDenied
    initial = {"record_number": offer.patient.record_number}
    form = AcceptForm(request.POST or None, clinic=offer.target, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {"by": request.user, "transfer": offer, "now": timezone.now()}
        if tried(form, actions.accept_transfer, **facts, **form.cleaned_data):
            messages.success(request, _("%(name)s is your patient now.") % {"name": offer.patient.name})
            return redirect(f"{reverse('transfer_list')}?clinic={offer.target_id}")
    context = {"clinic": offer.target, "offer": offer, "form": form, "place": "clinic", "page": "transfer"}
    return render(request, "clinic/transfer_accept.html", context, status=status_of(form))


@require_POST
@admin_page
def transfer_end(request, pk):
    """Decline what came, or withdraw what was offered."""
    offer = _offer(request.user, pk)
    try:
        actions.end_offer(by=request.user, transfer=offer, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, _("The offer is ended. The patient stays where they are."))
    return redirect("transfer_list")
