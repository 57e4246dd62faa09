"""Clinics and records over the API. What joins plans stands in `prescriptions.api.care`."""

import zoneinfo
from contextlib import contextmanager

from django.core.exceptions import ValidationError as ModelError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from accounts.access import clinics_of
from accounts.api.conditions import answer
from accounts.api.pagination import Pages
from accounts.api.repeats import OtherBody, once
from accounts.models import Membership, Scope
from accounts.refusals import NotYours
from patients.actions import clinicians_of, open_record
from patients.models import Patient
from patients.serializers import ClinicAnswer, PatientAnswer, PatientWrite

READ_AND_ADD = {"GET": Scope.PATIENTS_READ, "POST": Scope.PATIENTS_WRITE}
READ_AND_CHANGE = {"GET": Scope.PATIENTS_READ, "PATCH": Scope.PATIENTS_WRITE}


def paged(view, rows, serializer):
    """The page of `rows` that the request asks for."""
    paginator = view.pagination_class()
    page = paginator.paginate_queryset(rows, view.request, view=view)
    return paginator.get_paginated_response(serializer(page, many=True, context={"request": view.request}).data)


def validated(serializer, request, *, partial=False):
    """The request's body as `serializer` takes it; 400 names what it does not take."""
    given = serializer(data=request.data, partial=partial, context={"request": request})
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def with_clinician(given, field, clinic):
    """`given` with the id in `field` replaced by the person, who must be an active clinician of `clinic`."""
    if field not in given:
        return given
    person = clinicians_of(clinic).filter(pk=given[field]).first()
    if person is None:
        raise ValidationError({field: [_("This is not an active clinician of this clinic.")]})
    return given | {field: person}


@contextmanager
def taken_ids_answer_422():
    """An id that somebody used for another row is an id used with another body."""
    try:
        yield
    except ModelError as error:
        if "id" in getattr(error, "error_dict", {}):
            raise OtherBody(_("This id was used before with another body.")) from error
        raise


class ClinicList(APIView):
    """The caller's clinics."""

    scope_for = {"GET": Scope.PATIENTS_READ}
    pagination_class = Pages

    @extend_schema(operation_id="clinics_list", responses=ClinicAnswer(many=True))
    def get(self, request):
        return paged(self, clinics_of(request.user), ClinicAnswer)


class PatientList(APIView):
    """Patients of the caller's clinics, and the caller's own records as a patient."""

    scope_for = READ_AND_ADD
    pagination_class = Pages

    @extend_schema(
        operation_id="patients_list",
        responses=PatientAnswer(many=True),
        parameters=[
            OpenApiParameter("q", str, description=_("Part of the name or of the record number.")),
            OpenApiParameter("record_number", str, description=_("The whole record number.")),
        ],
    )
    def get(self, request):
        patients = Patient.objects.visible_to(request.user).select_related("responsible")
        if words := request.query_params.get("q", "").strip():
            patients = patients.named_like(words)
        if "record_number" in request.query_params:
            patients = patients.filter(record_number=request.query_params["record_number"])
        return paged(self, patients, PatientAnswer)

    @extend_schema(operation_id="patients_create", request=PatientWrite, responses={201: PatientAnswer})
    def post(self, request):
        clinics = clinics_of(request.user, Membership.Role.CLINICIAN)
        if not clinics:
            raise NotYours(_("Only a clinician may open a record."))
        return once(request, lambda: _open(request, clinics))


def _open(request, clinics):
    given = validated(PatientWrite, request)
    if given.pop("archived_at", None):
        raise ValidationError({"archived_at": [_("A new record is not archived.")]})
    clinic = _clinic_asked_for(given.pop("clinic", None), clinics, request.user)
    zone = zoneinfo.ZoneInfo(given.get("time_zone", clinic.time_zone))
    today = timezone.now().astimezone(zone).date()
    person = with_clinician(given, "responsible", clinic)
    with taken_ids_answer_422():
        patient = open_record(by=request.user, clinic=clinic, patient=person, episode=None, today=today)
    return answer(request, PatientAnswer(patient, context={"request": request}).data, status=201)


def _clinic_asked_for(asked, clinics, user):
    """The clinic to open the record in: the one asked for, or the only one where the caller treats."""
    if asked is None:
        if len(clinics) > 1:
            raise ValidationError({"clinic": [_("You treat at several clinics: name one.")]})
        return clinics[0]
    found = {clinic.pk: clinic for clinic in clinics_of(user)}
    if asked not in found:
        raise ValidationError({"clinic": [_("This is not one of your clinics.")]})
    return found[asked]
