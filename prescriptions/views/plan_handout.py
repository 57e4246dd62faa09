"""The plan on paper, for its clinicians, its patient, and a record system's token."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from rest_framework.views import APIView

from accounts.access import one_or_refuse
from accounts.api.authentication import BearerToken
from accounts.models import Scope
from accounts.refusals import Refused
from prescriptions.models import Plan
from prescriptions.paper import PAPERS, handout

A4 = "a4"


@csrf_exempt  # nothing but reading is answered
@login_not_required
def plan_handout(request, pk):
    """The address stands in the API's answers too: a token opens it, and without one the session must."""
    if "Authorization" in request.headers:
        return by_token(request, pk=pk)
    return by_session(request, pk)


plan_handout.role = "signed in"


@require_safe
def by_session(request, pk):
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        answer = printed(request.user, pk, request.GET.get("paper", A4))
    except ValidationError as error:
        return refused_page(request, pk, error.messages[0], status=400)
    except Refused as refusal:
        return refused_page(request, pk, refusal.detail, status=refusal.status)
    if "paper" in request.GET:
        request.session["paper"] = request.GET["paper"]  # offered first from now on
    return answer


def refused_page(request, pk, detail, *, status):
    """Why nothing was printed."""
    return render(request, "prescriptions/plan_handout_refused.html", {"detail": detail, "pk": pk}, status=status)


class ByToken(APIView):
    authentication_classes = [BearerToken]
    scope_for = {"GET": Scope.PLANS_READ}

    def get(self, request, pk):
        return printed(request.user, pk, request.query_params.get("paper", A4))


by_token = ByToken.as_view()


def printed(user, pk, paper):
    """The PDF; Refused for a draft, ValidationError for paper we do not have, 403 and 404 as for reading the plan."""
    readable = Plan.objects.readable_by(user).for_reading().with_items()
    plan = one_or_refuse(readable, Plan.objects.visible_to(user), pk=pk)
    paper = known_paper(paper)
    if plan.sheet is None:
        raise Refused(_("A draft is not printed. Issue the plan first."))
    return as_pdf(plan, handout(plan, now=timezone.now(), paper=paper))


def known_paper(paper):
    """`paper` if we have it. Raises ValidationError."""
    if paper not in PAPERS:
        raise ValidationError({"paper": [_("Paper is one of: %(sizes)s.") % {"sizes": ", ".join(PAPERS)}]})
    return paper


def as_pdf(plan, content):
    """The answer with the file; its name says nothing about the person."""
    name = _("plan-%(version)s.pdf") % {"version": plan.version}
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
