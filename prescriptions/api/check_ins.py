"""What patients say of pain and symptoms."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.pagination import Pages
from accounts.api.problems import PROBLEM, body_of
from accounts.api.repeats import OtherBody, once
from accounts.models import Scope
from prescriptions import actions
from prescriptions.api import answers, takes
from prescriptions.api.plans import checked
from prescriptions.api.reach import readable_plan, visible_plan
from prescriptions.api.shapes import check_in_json
from prescriptions.models import CheckIn


class PlanCheckIns(APIView):
    scope_for = {"GET": Scope.PLANS_READ, "POST": Scope.LOG_WRITE}

    @extend_schema(
        operation_id="check_in_list", parameters=[takes.PageQuery], responses=answers.page_of(answers.CheckInOut)
    )
    def get(self, request, pk):
        """What was said under the plan, newest day first."""
        plan = readable_plan(request.user, pk)
        pages = Pages()
        rows = CheckIn.objects.filter(plan=plan).select_related("recorded_by").order_by("-date", "-recorded_at", "pk")
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response([check_in_json(row) for row in page])

    @extend_schema(operation_id="check_in_create", request=takes.CheckInIn, responses={201: answers.CheckInAnswer})
    def post(self, request, pk):
        """Record pain and symptoms. No rule refuses it; what the rules say follows at once."""
        return once(request, lambda: self._record(request, pk))

    def _record(self, request, pk):
        plan = visible_plan(request.user, pk)
        facts = dict(checked(takes.CheckInIn, request))
        if "id" in facts and CheckIn.objects.filter(pk=facts["id"]).exists():
            raise OtherBody(_("This id is already used."))
        now = timezone.now()
        said = actions.record_check_in(by=request.user, plan=plan, now=now, **facts)
        findings = [finding.as_json() for finding in said.findings]
        if said.first is not None:
            detail = _("This is recorded already: %(id)s.") % {"id": said.first.pk}
            return Response(body_of(409, detail, findings=findings), status=409, content_type=PROBLEM)
        row = said.check_in
        status = row.plan.status_on(row.plan.episode.patient.today(now))
        return Response(check_in_json(row) | {"findings": findings, "plan_status": str(status)}, status=201)
