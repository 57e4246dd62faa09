"""Records, episodes and assessments over the API: what a change of them does to live plans happens with it."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import is_clinician
from accounts.api.conditions import answer, check_if_match
from accounts.api.pagination import Pages
from accounts.api.repeats import once
from accounts.refusals import NotYours
from patients.actions import open_episode
from patients.api import READ_AND_ADD, READ_AND_CHANGE, paged, taken_ids_answer_422, validated, with_clinician
from patients.models import Assessment, Episode, Patient
from patients.serializers import (
    AssessmentAnswer,
    AssessmentWrite,
    EpisodeAnswer,
    EpisodeWrite,
    PatientAnswer,
    PatientWrite,
)
from prescriptions import actions
from prescriptions.actions.steps import lock_patient
from prescriptions.overview import shown_episode, with_current_plan
from prescriptions.safety import finding_of


def _patient(request, pk):
    return get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic", "responsible"), pk=pk)


def _episode(request, pk):
    return get_object_or_404(Episode.objects.visible_to(request.user).select_related("patient__clinic"), pk=pk)


def _treats(user, patient):
    return is_clinician(user, clinic_id=patient.clinic_id)


def _require_clinician(user, patient):
    if not _treats(user, patient):
        raise NotYours(_("Only a clinician of this clinic may do this."))


def _require_reader(user, patient):
    """Clinical content is for the clinicians and for the patient, not for those who keep the register."""
    if not _treats(user, patient) and patient.user_id != user.pk:
        raise NotYours(_("Only a clinician of this clinic may see this."))


class PatientDetail(APIView):
    scope_for = READ_AND_CHANGE

    @extend_schema(operation_id="patients_read", responses=PatientAnswer)
    def get(self, request, pk):
        """One record. An admin who is no clinician sees the register alone."""
        return answer(request, _shown_patient(request, _patient(request, pk)))

    @extend_schema(operation_id="patients_change", request=PatientWrite, responses=PatientAnswer)
    def patch(self, request, pk):
        """Change a record. New conditions are judged against live plans; `archived_at` ends them."""
        patient = _patient(request, pk)
        _require_clinician(request.user, patient)
        changes = _record_changes(request, patient)
        with transaction.atomic():
            lock_patient(patient.pk)
            check_if_match(request, lambda: _shown_patient(request, _patient(request, pk)))
            actions.change_patient(by=request.user, patient=patient, changes=changes, now=timezone.now())
        return answer(request, _shown_patient(request, _patient(request, pk)))


def _record_changes(request, patient):
    changes = validated(PatientWrite, request, partial=True)
    for name, kept in (("id", patient.pk), ("clinic", patient.clinic_id)):
        if changes.pop(name, kept) != kept:
            raise ValidationError({name: [_("This cannot be changed.")]})
    return with_clinician(changes, "responsible", patient.clinic)


def _shown_patient(request, patient):
    return PatientAnswer(patient, context={"request": request}).data


class EpisodeList(APIView):
    scope_for = READ_AND_ADD
    pagination_class = Pages

    @extend_schema(operation_id="episodes_list", responses=EpisodeAnswer(many=True))
    def get(self, request, pk):
        """The patient's episodes of care, newest first."""
        patient = _patient(request, pk)
        _require_reader(request.user, patient)
        return paged(self, with_current_plan(patient.episodes.all(), now=timezone.now()), EpisodeAnswer)

    @extend_schema(operation_id="episodes_create", request=EpisodeWrite, responses={201: EpisodeAnswer})
    def post(self, request, pk):
        """Open an episode; it opens today where the patient lives unless told when."""
        patient = _patient(request, pk)
        _require_clinician(request.user, patient)
        return once(request, lambda: self._open(request, patient))

    def _open(self, request, patient):
        facts, now = validated(EpisodeWrite, request), timezone.now()
        with taken_ids_answer_422():
            episode = open_episode(by=request.user, patient=patient, facts=facts, today=patient.today(now))
        return answer(request, EpisodeAnswer(shown_episode(episode, now=now)).data, status=201)


class EpisodeDetail(APIView):
    scope_for = READ_AND_CHANGE

    @extend_schema(operation_id="episodes_read", responses=EpisodeAnswer)
    def get(self, request, pk):
        """One episode of care, with its stage and current plan."""
        episode = _episode(request, pk)
        _require_reader(request.user, episode.patient)
        return answer(request, _shown_episode(episode))

    @extend_schema(operation_id="episodes_change", request=EpisodeWrite, responses=EpisodeAnswer)
    def patch(self, request, pk):
        """Change an episode; `closed_on` ends its plan, null opens the episode again."""
        episode = _episode(request, pk)
        _require_clinician(request.user, episode.patient)
        changes = validated(EpisodeWrite, request, partial=True)
        if changes.pop("id", episode.pk) != episode.pk:
            raise ValidationError({"id": [_("This cannot be changed.")]})
        with transaction.atomic():
            lock_patient(episode.patient_id)
            check_if_match(request, lambda: _shown_episode(episode))
            actions.change_episode(by=request.user, episode=episode, changes=changes, now=timezone.now())
        return answer(request, _shown_episode(episode))


def _shown_episode(episode):
    return EpisodeAnswer(shown_episode(episode, now=timezone.now())).data


class AssessmentList(APIView):
    scope_for = READ_AND_ADD
    pagination_class = Pages

    @extend_schema(operation_id="assessments_list", responses=AssessmentAnswer(many=True))
    def get(self, request, pk):
        """The episode's assessments, newest first. For clinicians."""
        episode = _episode(request, pk)
        _require_clinician(request.user, episode.patient)
        assessments = Assessment.objects.filter(episode=episode).newest_first().select_related("assessed_by")
        return paged(self, assessments, AssessmentAnswer)

    @extend_schema(operation_id="assessments_create", request=AssessmentWrite, responses={201: AssessmentAnswer})
    def post(self, request, pk):
        """Record what was found, for good; live plans of the person are judged again at once."""
        episode = _episode(request, pk)
        if not _treats(request.user, episode.patient):
            detail = _("Only a clinician records an assessment: patients never change the stage.")
            raise NotYours(detail, findings=[finding_of("S-07", detail)])
        return once(request, lambda: self._record(request, episode))

    def _record(self, request, episode):
        facts = with_clinician(validated(AssessmentWrite, request), "assessed_by", episode.patient.clinic)
        with taken_ids_answer_422():
            stored = actions.record_assessment(by=request.user, episode=episode, facts=facts, now=timezone.now())
        return Response(AssessmentAnswer(stored).data, status=201)


care_urls = [
    path("patients/<uuid:pk>/", PatientDetail.as_view(), name="api_patient"),
    path("patients/<uuid:pk>/episodes/", EpisodeList.as_view(), name="api_episodes"),
    path("episodes/<uuid:pk>/", EpisodeDetail.as_view(), name="api_episode"),
    path("episodes/<uuid:pk>/assessments/", AssessmentList.as_view(), name="api_assessments"),
]
