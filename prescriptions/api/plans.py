"""Plans: drafts, issuing, and what follows. Every answer is the plan with its ETag."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.conditions import answer, answer_bytes, check_if_match
from accounts.api.fields import Nothing
from accounts.api.pagination import Pages
from accounts.api.repeats import OtherBody, once
from accounts.models import Scope
from prescriptions import actions
from prescriptions.actions import Reason
from prescriptions.actions.draft import require_draft
from prescriptions.actions.steps import require_clinician
from prescriptions.api import answers, takes
from prescriptions.api.kept import issued_plan
from prescriptions.api.reach import readable_plan, shown_plan, treated_episode, visible_episode, visible_plan
from prescriptions.api.shapes import for_shape, plan_json, plans_json, suggestion_json
from prescriptions.models import Plan
from prescriptions.safety.facts import case_of_episode
from prescriptions.suggestion import suggest


def checked(serializer_class, request, **context):
    """The validated body of `request`; 400 with the field's name otherwise."""
    serializer = serializer_class(data=request.data, context=context)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def seen_by(request, *, required=False):
    """A check to run under the lock: has the caller seen the plan as it stands (If-Match)?"""

    def check(plan):
        def current():
            return plan_json(shown_plan(request.user, plan.pk), now=timezone.now())

        check_if_match(request, current, required=required)

    return check


def shown(request, plan, *, status=200):
    fresh = shown_plan(request.user, plan.pk)
    return answer(request, plan_json(fresh, now=timezone.now()), status=status)


class Suggestion(APIView):
    scope_for = {"GET": Scope.PLANS_READ}

    @extend_schema(
        operation_id="episode_suggestion",
        parameters=[takes.SuggestionQuery],
        responses=answers.SuggestionOut,
    )
    def get(self, request, pk):
        """The exercises proposed for the episode, what was left out and why."""
        query = takes.SuggestionQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        episode = treated_episode(request.user, pk)
        case = case_of_episode(episode, now=timezone.now())
        return Response(suggestion_json(suggest(case, method=query.validated_data.get("method", ""))))


class PlanList(APIView):
    scope_for = {"GET": Scope.PLANS_READ, "POST": Scope.PLANS_WRITE}

    @extend_schema(
        operation_id="plan_list",
        parameters=[takes.PlanQuery, takes.PageQuery],
        responses=answers.page_of(answers.PlanOut),
    )
    def get(self, request):
        """Plans of the caller's clinics, or the caller's own, newest first."""
        query = takes.PlanQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        now = timezone.now()
        pages = Pages()
        page = pages.paginate_queryset(_filtered(request.user, query.validated_data, now), request, view=self)
        return pages.get_paginated_response(plans_json(page, now=now))

    @extend_schema(operation_id="plan_create", request=takes.PlanIn, responses={201: answers.PlanOut})
    def post(self, request):
        """A draft: of the items given, or of the suggestion."""
        return once(request, lambda: self._create(request))

    def _create(self, request):
        now = timezone.now()
        episode = _episode_named(request)
        known = takes.exercises_named_in(request.data, request.user)
        today = episode.patient.today(now)
        facts = dict(checked(takes.PlanIn, request, exercises=known, today=today))
        facts.pop("episode")
        if "id" in facts and Plan.objects.filter(pk=facts["id"]).exists():
            raise OtherBody(_("This id is already used."))
        method = facts.pop("method", None) or ""
        lines = facts.pop("items", None)
        plan = actions.create_draft(by=request.user, episode=episode, now=now, method=method, lines=lines, **facts)
        return shown(request, plan, status=201)


def _filtered(user, query, now):
    plans = for_shape(Plan.objects.readable_by(user))
    if "patient" in query:
        plans = plans.filter(episode__patient=query["patient"])
    if "episode" in query:
        plans = plans.filter(episode=query["episode"])
    if "status" in query:
        plans = plans.with_shown_status(now).filter(shown_status=query["status"])
    if "updated_since" in query:
        plans = plans.filter(updated_at__gte=query["updated_since"])
    return plans


class NoSuchEpisode(NotFound):
    """404 that names the field, the same bytes for a foreign episode and for none."""

    def __init__(self):
        super().__init__()
        self.errors = {"episode": [ErrorDetail(_("There is no such episode."))]}


def _episode_named(request):
    """The episode the body names: 400 when it is no UUID, 404 with the field's name when it is not the caller's."""
    named = takes.EpisodeNamed(data=request.data if isinstance(request.data, dict) else {})
    named.is_valid(raise_exception=True)
    episode = visible_episode(request.user, named.validated_data["episode"])
    if episode is None:
        raise NoSuchEpisode
    return episode


class PlanDetail(APIView):
    scope_for = {"GET": Scope.PLANS_READ, "PATCH": Scope.PLANS_WRITE, "DELETE": Scope.PLANS_WRITE}

    @extend_schema(operation_id="plan_read", responses=answers.PlanOut)
    def get(self, request, pk):
        """One plan: the sheet as it was issued, and what happened to it since."""
        now = timezone.now()
        issued = issued_plan(request.user, pk, now=now)
        if issued is not None:
            return answer_bytes(request, *issued)
        return answer(request, plan_json(readable_plan(request.user, pk), now=now))

    @extend_schema(operation_id="plan_change", request=takes.PlanChange, responses=answers.PlanOut)
    def patch(self, request, pk):
        """Change a draft; If-Match is required."""
        now = timezone.now()
        plan = visible_plan(request.user, pk)
        require_clinician(request.user, plan.episode.patient)
        require_draft(plan)
        known = takes.exercises_named_in(request.data, request.user)
        today = plan.episode.patient.today(now)
        seen = seen_by(request, required=True)
        facts = dict(checked(takes.PlanChange, request, exercises=known, today=today, plan=plan))
        lines = facts.pop("items", None)
        return shown(
            request, actions.change_draft(by=request.user, plan=plan, now=now, lines=lines, seen=seen, **facts)
        )

    @extend_schema(operation_id="plan_delete", responses={204: None})
    def delete(self, request, pk):
        """Delete a draft."""
        actions.delete_draft(by=request.user, plan=visible_plan(request.user, pk), seen=seen_by(request))
        return Response(status=204)


class PlanIssue(APIView):
    scope_for = {"POST": Scope.PLANS_WRITE}

    @extend_schema(operation_id="plan_issue", request=takes.IssueIn, responses=answers.PlanOut)
    def post(self, request, pk):
        """Issue a draft. 409 with findings while anything HARD stands or a WARN has no reason."""
        return once(request, lambda: self._issue(request, pk))

    def _issue(self, request, pk):
        plan = visible_plan(request.user, pk)
        reasons = [Reason(**given) for given in checked(takes.IssueIn, request).get("overrides", [])]
        issued = actions.issue_plan(
            by=request.user, plan=plan, now=timezone.now(), reasons=reasons, seen=seen_by(request)
        )
        return shown(request, issued)


class PlanRevise(APIView):
    scope_for = {"POST": Scope.PLANS_WRITE}

    @extend_schema(operation_id="plan_revise", request=Nothing, responses={201: answers.PlanOut})
    def post(self, request, pk):
        """A draft that will supersede this plan; 200 with the one that is open already."""
        checked(Nothing, request)
        draft, created = actions.revise_plan(
            by=request.user, plan=visible_plan(request.user, pk), now=timezone.now(), seen=seen_by(request)
        )
        return shown(request, draft, status=201 if created else 200)


class PlanStep(APIView):
    """A step in the life of an issued plan: a body of one sentence, then the plan as it stands."""

    scope_for = {"POST": Scope.PLANS_WRITE}

    def take(self, request, pk, step, body):
        plan, given = visible_plan(request.user, pk), checked(body, request)
        done = step(by=request.user, plan=plan, now=timezone.now(), seen=seen_by(request), **given)
        return shown(request, done)


class PlanHold(PlanStep):
    @extend_schema(operation_id="plan_hold", request=takes.ReasonIn, responses=answers.PlanOut)
    def post(self, request, pk):
        """Put an issued plan on hold, from the next request."""
        return self.take(request, pk, actions.hold_plan, takes.ReasonIn)


class PlanResume(PlanStep):
    @extend_schema(operation_id="plan_resume", request=takes.NoteIn, responses=answers.PlanOut)
    def post(self, request, pk):
        """Let a held plan go on; 409 with findings while a HARD rule still closes it."""
        return self.take(request, pk, actions.resume_plan, takes.NoteIn)


class PlanStop(PlanStep):
    @extend_schema(operation_id="plan_stop", request=takes.ReasonIn, responses=answers.PlanOut)
    def post(self, request, pk):
        """End a current plan for good."""
        return self.take(request, pk, actions.stop_plan, takes.ReasonIn)


class ItemResume(APIView):
    scope_for = {"POST": Scope.PLANS_WRITE}

    @extend_schema(operation_id="item_resume", request=takes.NoteIn, responses=answers.PlanOut)
    def post(self, request, pk, item):
        """Let a paused exercise go on; 409 with findings while a HARD rule still closes it."""
        plan = visible_plan(request.user, pk)
        row = plan.items.filter(pk=item).first()
        if row is None:
            raise NotFound
        given = checked(takes.NoteIn, request)
        now = timezone.now()
        return shown(request, actions.resume_item(by=request.user, plan=plan, item=row, now=now, **given))
