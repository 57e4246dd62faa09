"""Live plans that keep other thresholds than their clinic's of today, and the button that lets one take them over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import clinician_page, clinics_of
from accounts.models import Membership
from accounts.refusals import Refused
from accounts.thresholds import FIELDS
from prescriptions import actions
from prescriptions.models import Plan
from prescriptions.overview import PAPER
from prescriptions.views.plan import plan_for

ON_A_PAGE = 50


@clinician_page
def plan_recheck_list(request):
    """By name, with what differs."""
    clinics = clinics_of(request.user, Membership.Role.CLINICIAN)
    plans = Plan.objects.treated_by(request.user).judged_otherwise(clinics).for_reading().defer(*PAPER)
    page = Paginator(plans.order_by("episode__patient__name", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"plan": plan, "settings": list(_settings(plan))} for plan in page]
    return render(request, "prescriptions/plan_recheck_list.html", {"rows": rows, "page": page, "place": "patients"})


def _settings(plan):
    """Each setting that differs: its name, the value the plan keeps, the clinic's."""
    thresholds = plan.episode.patient.clinic.thresholds
    for name in plan.keeps_other(thresholds):
        yield {"label": FIELDS[name].metadata["label"], "kept": plan.thresholds[name], "now": getattr(thresholds, name)}


@require_POST
@clinician_page
def plan_recheck(request, pk):
    """Judge the plan by the clinic's thresholds of today."""
    plan = plan_for(request.user, pk)
    try:
        actions.recheck_plan(by=request.user, plan=plan, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.detail)
    else:
        words = _("%(plan)s of %(name)s is judged by the clinic's thresholds of today.")
        messages.success(request, words % {"plan": plan, "name": plan.episode.patient.name})
    return redirect("plan_recheck_list")
