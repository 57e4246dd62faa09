"""Recording an assessment; prescribing comes next."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page
from accounts.refusals import Refused
from patients.assessment_form import AssessmentForm
from patients.forms import take_errors
from patients.models import Assessment
from prescriptions import actions
from prescriptions.chart import standing
from prescriptions.safety import Moment, findings_for
from prescriptions.safety.facts import case_of_episode
from prescriptions.views.reach import treated_episode


@clinician_page
def assess(request, pk):
    """The stage, pain, symptoms and the red-flag screen, with the last values in sight."""
    now = timezone.now()
    episode = treated_episode(request.user, pk)
    visits = visits_of(episode.patient)
    form = AssessmentForm(request.POST or None, episode=episode, standing=standing(episode.patient, visits, now=now))
    refused = None
    if request.method == "POST" and form.is_valid():
        refused = _record(request.user, episode, form, now)
        if not refused and form.is_valid():
            messages.success(request, _("The assessment is recorded."))
            _tell_of_the_stage(request, episode, visits, now=now)
            return redirect("prescribe", pk)
    context = {
        "form": form,
        "episode": episode,
        "patient": episode.patient,
        "today": episode.patient.today(now),
        "last": next((visit for visit in visits if visit.episode_id == episode.pk), None),
        "refused": refused or closed_words(episode),
        "place": "patients",
    }
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "prescriptions/assess.html", context, status=status)


def _tell_of_the_stage(request, episode, visits, *, now):
    """What the rules say when a stage begins (S-11, S-29), on the page that prescribes."""
    former = next((visit.stage for visit in visits if visit.episode_id == episode.pk), None)
    case = case_of_episode(episode, now=now)
    if case.stage != former:
        for finding in findings_for(case, (Moment.STAGE,)):
            messages.info(request, finding.message)


def visits_of(patient):
    return list(
        Assessment.objects.filter(episode__patient=patient).newest_first().select_related("assessed_by", "episode")
    )


def _record(user, episode, form, now):
    """Store it; what stands in the way as a sentence, or beside the fields. A second click stores nothing more."""
    facts = form.facts()
    try:
        if not is_stored(episode, facts["id"]):
            actions.record_assessment(by=user, episode=episode, facts=facts, now=now)
    except ValidationError as error:
        if not is_stored(episode, facts["id"]):
            take_errors(form, error)
    except Refused as refusal:
        return refusal.detail
    return None


def is_stored(episode, pk):
    return episode.assessments.filter(pk=pk).exists()


def closed_words(episode):
    if episode.closed_on is not None:
        return _("This episode of care is closed. Open it again, or open another.")
    return _("This record is archived.") if episode.patient.archived_at else None
