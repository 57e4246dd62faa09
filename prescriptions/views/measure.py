"""Filling in an outcome measure: one page for the clinician with the patient, and for the patient alone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.refusals import Refused
from patients.actions.measuring import record_measurement
from patients.forms import take_errors
from patients.measure_forms import form_class
from patients.measures import MEASURES
from patients.models import Episode, Patient
from patients.roland_morris import INSTRUCTION
from patients.views.door import patient_page
from prescriptions.outcomes import courses_of, with_measured


@patient_page
def measure(request, pk, key):
    """The questions of one measure for one open episode."""
    episode, asked = _episode(request.user, pk), MEASURES.get(key)
    clinical = is_clinician(request.user, clinic_id=episode.patient.clinic_id)
    if asked is None or episode.region not in asked.regions or (asked.only_total and not clinical):
        raise Http404
    last = episode.measurements.filter(measure=key).last()
    form = form_class(asked)(request.POST or None, measure=asked, last=last)
    refused = None
    if request.method == "POST" and form.is_valid():
        refused = _record(request, episode, asked, form)
        if refused is None and not form.errors:
            messages.success(request, _("Thank you. It is saved."))
            return redirect("patient_detail", episode.patient_id) if clinical else redirect("own_measures")
    context = {"episode": episode, "patient": episode.patient, "measure": asked, "form": form, "refused": refused}
    context |= {"clinical": clinical, "base": "base.html" if clinical else "patient_base.html"}
    context |= {"title": asked.name if clinical else asked.plain, "instruction": INSTRUCTION.split("\n\n")}
    context |= {"place": "patients", "clinic": episode.patient.clinic, "today": episode.patient.today(timezone.now())}
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "prescriptions/measure.html", context, status=status)


@patient_page
def own_measures(request):
    """What a patient can fill in: the measures of each open episode, and when each was filled in last."""
    records = Patient.objects.owned_by(request.user).present().select_related("clinic")
    found = []
    for patient in records:
        open_ones = Episode.objects.owned_by(request.user).open().filter(patient=patient)
        for episode, courses in courses_of(with_measured(open_ones)):
            found.append((episode, [each for each in courses if _is_asked(each.measure, episode)]))
    return render(
        request, "prescriptions/own_measures.html", {"found": found, "clinic": records[0].clinic if records else None}
    )


def _is_asked(asked, episode):
    return episode.region in asked.regions and not asked.only_total


def _episode(user, pk):
    """An episode `user` treats or owns. Http404 for everybody else."""
    for rows in (Episode.objects.treated_by(user), Episode.objects.owned_by(user)):
        found = rows.select_related("patient__clinic", "patient__responsible").with_stage().filter(pk=pk).first()
        if found:
            return found
    raise Http404


def _record(request, episode, asked, form):
    """Why it was refused, or None; a wrong answer stands beside its field."""
    facts = {"measure": asked, "answers": form.answers(), "id": form.cleaned_data["id"]}
    try:
        record_measurement(by=request.user, episode=episode, now=timezone.now(), **facts)
    except ValidationError as error:
        take_errors(form, error)
    except Refused as refusal:
        return refusal.detail
    return None
