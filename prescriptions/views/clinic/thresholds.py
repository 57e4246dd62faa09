"""The numbers a clinic's rules are judged by, with the history of their changes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import admin_page, administered, is_clinician
from accounts.clinic_forms import ThresholdForm
from accounts.clinics import change_thresholds
from accounts.models import Clinic
from accounts.refusals import Refused
from patients.forms import take_errors
from prescriptions.workplace import plans_to_recheck

HISTORY = 50


@admin_page
def clinic_thresholds(request):
    """Change the clinic's settings; what was issued before keeps the stricter ones until it is re-checked."""
    clinic = administered(request.user, request.GET.get("clinic"))
    form = ThresholdForm(request.POST or None, instance=Clinic.objects.get(pk=clinic.pk))
    refused = None
    if request.method == "POST" and form.is_valid():
        refused = _change(request.user, clinic, form)
        if refused is None and not form.errors:
            messages.success(request, _said(clinic))
            return redirect(f"{reverse('clinic_thresholds')}?clinic={clinic.pk}")
    context = {
        "clinic": clinic,
        "form": form,
        "refused": refused,
        "history": clinic.threshold_changes.select_related("by")[:HISTORY],
        "waiting": plans_to_recheck([clinic]),
        "treats": is_clinician(request.user, clinic_id=clinic.pk),
        "place": "clinic",
        "page": "thresholds",
    }
    return render(request, "clinic/thresholds.html", context, status=409 if refused else 400 if form.errors else 200)


def _change(user, clinic, form):
    """Why it was refused, or None; what is wrong with a field stands beside it."""
    facts = {"shown": form.cleaned_data["shown"], "values": form.values(), "why": form.cleaned_data["why"]}
    try:
        change_thresholds(by=user, clinic=clinic, now=timezone.now(), **facts)
    except ValidationError as error:
        take_errors(form, error)
    except Refused as refusal:
        form.show_stored(Clinic.objects.get(pk=clinic.pk))
        return refusal.detail
    return None


def _said(clinic):
    waiting = plans_to_recheck([Clinic.objects.get(pk=clinic.pk)])
    words = ngettext(
        "Saved. %(count)s live plan keeps the stricter of old and new until a clinician re-checks it.",
        "Saved. %(count)s live plans keep the stricter of old and new until a clinician re-checks them.",
        waiting,
    )
    return words % {"count": waiting} if waiting else _("Saved.")
