"""A visit on one page: the assessment, the decision about the plan, the next review, with the last values in sight."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page
from accounts.refusals import Refused
from patients.forms import take_errors
from prescriptions import actions
from prescriptions.forms.visit import VisitForm
from prescriptions.models import Decision
from prescriptions.views.assess import closed_words, is_stored
from prescriptions.views.reach import treated_episode
from prescriptions.views.visit_seen import seen_before


@clinician_page
def visit(request, pk):
    """What was found today and what follows from it."""
    now = timezone.now()
    episode = treated_episode(request.user, pk)
    seen = seen_before(request.user, episode, now=now)
    about = {"standing": seen.flags, "plan": seen.plan, "proposals": seen.proposals}
    form = VisitForm(request.POST or None, episode=episode, **about)
    refused = None
    if request.method == "POST" and form.is_valid():
        draft, refused = _record(request.user, episode, form, now)
        if not refused and form.is_valid():
            messages.success(request, _("The visit is recorded."))
            return redirect(_next_page(episode, form, draft))
    context = {
        "form": form,
        "episode": episode,
        "patient": episode.patient,
        "plan": seen.plan,
        "today": episode.patient.today(now),
        "last": next((each for each in seen.visits if each.episode_id == episode.pk), None),
        "row": seen.row,
        "refused": refused or closed_words(episode),
        "place": "patients",
    }
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "prescriptions/visit.html", context, status=status)


def _record(user, episode, form, now):
    """(draft, what stands in the way). A second click stores nothing more."""
    facts = form.facts()
    if is_stored(episode, facts["id"]):
        return None, None
    if form.lost_steps():
        return None, _("A step you answered is not proposed any more: the record has changed. Look again.")
    try:
        draft = actions.record_visit(by=user, episode=episode, facts=facts, now=now, **form.decided())
    except ValidationError as error:
        take_errors(form, error)
        return None, None
    except Refused as refusal:
        return None, refusal.detail
    return draft, None


def _next_page(episode, form, draft):
    """Where the decision leads: the builder, the discharge, or back to the chart."""
    if draft:
        return f"{reverse('prescribe', args=[episode.pk])}?draft={draft.pk}"
    if form.plan is None:
        return reverse("prescribe", args=[episode.pk])
    if form.decided()["decision"] == Decision.DISCHARGE:
        return reverse("episode_discharge", args=[episode.pk])
    return reverse("patient_detail", args=[episode.patient_id])
