"""The plan on paper with a way in: a new link as a QR code and a new code, made for this print and kept nowhere."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import clinician_page
from accounts.refusals import Refused
from patients.actions import make_way
from patients.models import WayIn
from patients.views.ways import Made
from prescriptions.models import CURRENT
from prescriptions.paper import handout
from prescriptions.paper.page import WayIn as PrintedWay
from prescriptions.views.plan import plan_for, plan_page
from prescriptions.views.plan_handout import A4, as_pdf, known_paper, refused_page

DAYS = 180


@clinician_page
@require_http_methods(["GET", "POST"])
def plan_hand_over(request, pk):
    """Print a current plan with a link and a code for the patient; a GET makes nothing and leads to the plan.

    The paper that was chosen is offered first until the clinician signs out.
    """
    plan = plan_for(request.user, pk)
    if request.method == "GET" or plan.status not in CURRENT:
        return redirect("plan_detail", pk)
    now = timezone.now()
    try:
        paper = known_paper(request.POST.get("paper", A4))
        way_in = _printed_way(request, plan, now=now)
    except ValidationError as error:
        return refused_page(request, pk, error.messages[0], status=400)
    except Refused as refusal:
        return plan_page(request, plan, refused=refusal, status=refusal.status)
    request.session["paper"] = paper
    return as_pdf(plan, handout(plan, now=now, paper=paper, way_in=way_in))


@transaction.atomic
def _printed_way(request, plan, *, now):
    link, code = (
        Made.of(request, *make_way(by=request.user, patient=plan.episode.patient, kind=kind, now=now, days=DAYS))
        for kind in (WayIn.Kind.LINK, WayIn.Kind.CODE)
    )
    return PrintedWay(link=link.url, code=code.code, address=code.url.partition("://")[2])
