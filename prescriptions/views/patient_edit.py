"""Correcting a record, archiving it, bringing it back. What changes may close live plans."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page
from patients.forms import RecordChangeForm, take_errors
from prescriptions import actions
from prescriptions.views.reach import treated_patient


@clinician_page
def patient_edit(request, pk):
    """The record as a form; a second, small form archives it or brings it back."""
    now = timezone.now()
    patient = treated_patient(request.user, pk)
    if request.method == "POST" and "archive" in request.POST:
        return _archive(request, patient, now)
    form = RecordChangeForm(request.POST or None, patient=patient)
    stale = request.method == "POST" and form.is_valid() and form.is_stale()
    if request.method == "POST" and not stale and form.is_valid() and _change(request.user, patient, form, now):
        messages.success(request, _("The record is changed."))
        return redirect("patient_detail", pk)
    context = {
        "form": form,
        "patient": patient,
        "today": patient.today(now),
        "refused": _("Somebody changed this record since you opened the page. Look, then save.") if stale else None,
        "place": "patients",
    }
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "prescriptions/patient_edit.html", context, status=status)


def _change(user, patient, form, now):
    try:
        return actions.change_patient(by=user, patient=patient, changes=form.changes(), now=now)
    except ValidationError as error:
        take_errors(form, error)
        return None


def _archive(request, patient, now):
    archived_at = now if request.POST["archive"] == "yes" else None
    try:
        actions.change_patient(by=request.user, patient=patient, changes={"archived_at": archived_at}, now=now)
    except ValidationError:
        messages.error(request, _("Choose a responsible clinician who works here, save, then bring the record back."))
        return redirect("patient_edit", patient.pk)
    words = _("The record is archived. Its plans have ended.") if archived_at else _("The record is back.")
    messages.success(request, words)
    return redirect("patient_detail", patient.pk)
