"""Plans that wait because the records were restored: what stood when, and the button that lets each go on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import clinician_page
from accounts.refusals import Refused
from prescriptions import actions
from prescriptions.forms.reasons import NoteForm
from prescriptions.models import Plan
from prescriptions.overview import PAPER
from prescriptions.views.plan import plan_for

ON_A_PAGE = 50


@clinician_page
def plan_restored_list(request):
    """One's own patients first, by name."""
    return _shown(request)


@require_POST
@clinician_page
def plan_restored(request, pk):
    """Let the plan go on, with a note; what stands in the way is said beside it, and the note stays."""
    plan = plan_for(request.user, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _shown(request, about=plan, wrong=form.errors["note"][0], status=400)
    try:
        actions.resume_plan(by=request.user, plan=plan, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _shown(request, about=plan, wrong=refusal.detail, findings=refusal.findings, status=refusal.status)
    messages.success(request, _("%(plan)s of %(name)s goes on.") % {"plan": plan, "name": plan.episode.patient.name})
    return redirect("plan_restored_list")


def _shown(request, *, about=None, status=200, **said):
    mine = Q(episode__patient__responsible=request.user)
    plans = Plan.objects.treated_by(request.user).held_by_restore().for_reading().defer(*PAPER)
    plans = plans.annotate(mine=mine).order_by(F("mine").desc(), "episode__patient__name", "pk")
    context = {
        "page": Paginator(plans, ON_A_PAGE).get_page(request.GET.get("page")),
        "about": about,
        "note": request.POST.get("note", ""),
        "usual_note": _("Asked after the restore: nothing has changed."),
        "said": said,
        "place": "patients",
    }
    return render(request, "prescriptions/plan_restored_list.html", context, status=status)
