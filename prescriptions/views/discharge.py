"""Discharge: closing an episode with a summary, and the summary as the record and the patient have it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page, signed_in_page
from accounts.refusals import Refused
from patients.forms import take_errors
from prescriptions import actions
from prescriptions.discharge_summary import summary_of
from prescriptions.forms.visit import DischargeForm
from prescriptions.models import Discharge
from prescriptions.views.discharge_words import Summary
from prescriptions.views.reach import treated_episode


@clinician_page
def episode_discharge(request, pk):
    """The figures so far, and the form that ends the care."""
    now = timezone.now()
    episode = treated_episode(request.user, pk)
    form, refused = DischargeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        refused = _discharge(request.user, episode, form, now)
        if not refused and form.is_valid():
            messages.success(request, _("The episode is closed. The patient can read the summary."))
            return redirect("episode_summary", pk)
    if episode.closed_on and not refused:
        refused = _("This episode of care is closed already.")
    today = episode.patient.today(now)
    context = {
        "form": form,
        "episode": episode,
        "patient": episode.patient,
        "today": today,
        "summary": Summary(summary_of(episode, today=today)),
        "refused": refused,
        "place": "patients",
    }
    status = 409 if refused and request.method == "POST" else 400 if form.errors else 200
    return render(request, "prescriptions/episode_discharge.html", context, status=status)


def _discharge(user, episode, form, now):
    try:
        actions.discharge_episode(by=user, episode=episode, now=now, **form.cleaned_data)
    except ValidationError as error:
        take_errors(form, error)
    except Refused as refusal:
        return refusal.detail
    return None


@clinician_page
def episode_summary(request, pk):
    """The newest summary of an episode, for the record; printable."""
    episode = treated_episode(request.user, pk)
    found = _newest(Discharge.objects.treated_by(request.user).filter(episode=episode))
    context = {
        "episode": episode,
        "patient": episode.patient,
        "today": episode.patient.today(timezone.now()),
        "discharge": found,
        "summary": Summary(found.summary),
        "place": "patients",
    }
    return render(request, "prescriptions/episode_summary.html", context)


@signed_in_page
def my_summary(request, pk):
    """The summary as the patient has it: what was reached, and what to go on with."""
    found = _newest(Discharge.objects.owned_by(request.user).filter(episode=pk))
    patient = found.episode.patient
    context = {"discharge": found, "summary": Summary(found.summary), "patient": patient, "clinic": patient.clinic}
    return render(request, "prescriptions/my_summary.html", context)


def _newest(discharges):
    found = discharges.select_related("episode__patient__clinic", "by").first()
    if found is None:
        raise Http404
    return found
