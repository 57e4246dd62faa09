"""Opening another episode of care."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page
from accounts.refusals import Refused
from patients.actions import open_episode
from patients.forms import EpisodeForm, take_errors
from prescriptions.views.reach import treated_patient


@clinician_page
def episode_new(request, pk):
    """Region and diagnosis; the first assessment comes next."""
    patient = treated_patient(request.user, pk)
    today = patient.today(timezone.now())
    form = EpisodeForm(request.POST or None, initial={"id": uuid.uuid4(), "opened_on": today})
    refused = None
    if request.method == "POST" and form.is_valid():
        episode, refused = _open(request.user, patient, form, today)
        if episode:
            messages.success(request, _("The episode is open."))
            return redirect("assess", episode.pk)
    context = {"form": form, "patient": patient, "today": today, "refused": refused, "place": "patients"}
    context["open_episodes"] = patient.episodes.open().with_stage()
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "prescriptions/episode_new.html", context, status=status)


def _open(user, patient, form, today):
    """The episode, or None with what refused it. A second click on the button finds the first one's episode."""
    facts = form.facts() | {"id": form.cleaned_data["id"] or uuid.uuid4()}
    try:
        return _stored(patient, facts) or open_episode(by=user, patient=patient, facts=facts, today=today), None
    except ValidationError as error:
        if stored := _stored(patient, facts):
            return stored, None
        take_errors(form, error)
    except Refused as refusal:
        return None, refusal.detail
    return None, None


def _stored(patient, facts):
    return patient.episodes.filter(pk=facts["id"]).first()
