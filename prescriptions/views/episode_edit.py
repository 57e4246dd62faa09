"""Correcting an episode, closing it, opening it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page
from accounts.refusals import Refused
from patients.forms import EpisodeChangeForm, take_errors
from prescriptions import actions
from prescriptions.views.reach import treated_episode

FIELDS = ("region", "diagnosis_code", "diagnosis_text", "opened_on", "closed_on")


@clinician_page
def episode_edit(request, pk):
    """The episode as a form; closing it ends its plan."""
    now = timezone.now()
    episode = treated_episode(request.user, pk)
    form = EpisodeChangeForm(request.POST or None, initial={name: getattr(episode, name) for name in FIELDS})
    refused = None
    if request.method == "POST" and form.is_valid():
        refused = _change(request.user, episode, form, now)
        if not refused and form.is_valid():
            messages.success(request, _("The episode is changed."))
            return redirect("patient_detail", episode.patient_id)
    context = {
        "form": form,
        "episode": episode,
        "patient": episode.patient,
        "today": episode.patient.today(now),
        "refused": refused,
        "place": "patients",
    }
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "prescriptions/episode_edit.html", context, status=status)


def _change(user, episode, form, now):
    """Change what differs; what stands in the way as a sentence, or beside the fields."""
    changes = {name: value for name, value in form.facts().items() if value != getattr(episode, name)}
    try:
        actions.change_episode(by=user, episode=episode, changes=changes, now=now)
    except ValidationError as error:
        take_errors(form, error)
    except Refused as refusal:
        return refusal.detail
    return None
