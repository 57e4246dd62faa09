"""Days and what was done on them."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.pagination import Pages
from accounts.api.repeats import OtherBody, once
from accounts.models import Scope
from accounts.refusals import Refused
from prescriptions import actions
from prescriptions.api import answers, takes
from prescriptions.api.plans import checked
from prescriptions.api.reach import day_asked_for, followed_plan, readable_completion, readable_plan, visible_plan
from prescriptions.api.shapes import completion_json, day_json
from prescriptions.day import days_of
from prescriptions.models import Completion


class PlanDay(APIView):
    scope_for = {"GET": Scope.PLANS_READ}

    @extend_schema(operation_id="plan_day", responses=answers.DayOut)
    def get(self, request, pk, date):
        """What is due on one of the patient's dates, what may be done, and what was done."""
        day = day_asked_for(date)
        now = timezone.now()
        plan = followed_plan(request.user, pk, now=now)
        if plan.is_draft:
            raise Refused(_("A draft has no days yet: issue the plan first."))
        return Response(day_json(days_of([plan], day, now=now)[0]))


def completion_answer(completion):
    """A completion with what it led to."""
    item = completion.item
    status = item.plan.status_on(item.plan.episode.patient.today(timezone.now()))
    findings = [finding.as_json() for finding in completion.findings]
    led_to = {"findings": findings, "item_paused": item.paused, "plan_status": str(status)}
    return completion_json(completion) | led_to


class PlanCompletions(APIView):
    scope_for = {"GET": Scope.PLANS_READ, "POST": Scope.LOG_WRITE}

    @extend_schema(
        operation_id="completion_list",
        parameters=[takes.PageQuery],
        responses=answers.page_of(answers.CompletionOut),
    )
    def get(self, request, pk):
        """What was recorded for the plan, newest day first."""
        plan = readable_plan(request.user, pk)
        pages = Pages()
        rows = Completion.objects.filter(item__plan=plan).select_related("recorded_by")
        page = pages.paginate_queryset(rows.order_by("-date", "item__position", "occurrence", "pk"), request, view=self)
        return pages.get_paginated_response([completion_json(row) for row in page])

    @extend_schema(
        operation_id="completion_create", request=takes.CompletionIn, responses={201: answers.CompletionAnswer}
    )
    def post(self, request, pk):
        """Record one occurrence. It is a fact: no rule refuses it."""
        return once(request, lambda: self._record(request, pk))

    def _record(self, request, pk):
        plan = visible_plan(request.user, pk)
        facts = dict(checked(takes.CompletionIn, request))
        item = plan.items.select_related("plan__episode__patient").filter(pk=facts.pop("item")).first()
        if item is None:
            raise ValidationError({"item": [_("This item is not in the plan.")]})
        if "id" in facts and Completion.objects.filter(pk=facts["id"]).exists():
            raise OtherBody(_("This id is already used."))
        completion = actions.record_completion(by=request.user, item=item, now=timezone.now(), **facts)
        return Response(completion_answer(completion), status=201)


class CompletionDetail(APIView):
    scope_for = {"PATCH": Scope.LOG_WRITE, "DELETE": Scope.LOG_WRITE}

    @extend_schema(operation_id="completion_change", request=takes.CompletionFacts, responses=answers.CompletionAnswer)
    def patch(self, request, pk):
        """Correct what was recorded."""
        completion = readable_completion(request.user, pk)
        serializer = takes.CompletionFacts(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changed = actions.correct_completion(
            by=request.user, completion=completion, now=timezone.now(), **serializer.validated_data
        )
        return Response(completion_answer(changed))

    @extend_schema(operation_id="completion_delete", responses={204: None})
    def delete(self, request, pk):
        """Take a record back."""
        completion = readable_completion(request.user, pk)
        actions.delete_completion(by=request.user, completion=completion, now=timezone.now())
        return Response(status=204)
