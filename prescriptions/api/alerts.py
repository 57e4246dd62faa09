"""What a clinician must look at."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import one_or_refuse
from accounts.api.pagination import Pages
from accounts.models import Scope
from prescriptions import actions
from prescriptions.api import answers, takes
from prescriptions.api.plans import checked
from prescriptions.api.shapes import alert_json
from prescriptions.models import Alert


class AlertList(APIView):
    scope_for = {"GET": Scope.PLANS_READ}

    @extend_schema(
        operation_id="alert_list",
        parameters=[takes.AlertQuery, takes.PageQuery],
        responses=answers.page_of(answers.AlertOut),
    )
    def get(self, request):
        """Alerts about the patients the caller treats, newest first; `open=true` leaves out what was answered."""
        query = takes.AlertQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = (
            Alert.objects.treated_by(request.user).select_related("acknowledged_by").order_by("-last_raised_at", "pk")
        )
        if wanted := query.validated_data.get("open"):
            rows = rows.filter(acknowledged_at__isnull=wanted == "true")
        pages = Pages()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response([alert_json(row) for row in page])


class AlertAcknowledge(APIView):
    scope_for = {"POST": Scope.PLANS_WRITE}

    @extend_schema(operation_id="alert_acknowledge", request=takes.NoteIn, responses=answers.AlertOut)
    def post(self, request, pk):
        """Answer an alert with a note, once. 409 names who did before."""
        alert = one_or_refuse(Alert.objects.treated_by(request.user), Alert.objects.visible_to(request.user), pk=pk)
        note = checked(takes.NoteIn, request)["note"]
        answered = actions.acknowledge_alert(by=request.user, alert=alert, note=note, now=timezone.now())
        return Response(alert_json(answered))
