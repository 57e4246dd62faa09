"""Next steps proposed from the record: accepted into a draft, or declined; and the rules they follow."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import clinician_page
from accounts.refusals import Refused
from prescriptions import actions
from prescriptions.progression import RULES, Kind
from prescriptions.views.plan import plan_for


@clinician_page
def progression_rules(request):
    """The rules word for word, as the code applies them."""
    return render(request, "prescriptions/progression_rules.html", {"rules": RULES, "place": "patients"})


@require_POST
@clinician_page
def proposal_answer(request, pk):
    """Accept or decline one proposal; a draft is opened in the builder, a stage or review at the visit."""
    plan = plan_for(request.user, pk)
    kind, item = request.POST.get("kind"), request.POST.get("item", "")
    if kind not in Kind or request.POST.get("answer") not in ("accept", "decline"):
        raise Http404
    accept = request.POST["answer"] == "accept"
    facts = {"plan": plan, "kind": kind, "item": item, "accept": accept, "now": timezone.now()}
    try:
        _answer, draft = actions.answer_proposal(by=request.user, **facts)
    except Refused as refusal:
        messages.error(request, refusal.detail)
        return redirect("patient_detail", plan.episode.patient_id)
    if draft:
        messages.success(request, _("It stands in the draft. Nothing is issued yet."))
        return redirect(f"{reverse('prescribe', args=[plan.episode_id])}?draft={draft.pk}")
    if accept:
        return redirect("visit", plan.episode_id)
    messages.success(request, _("Declined. It is not proposed again for two weeks."))
    return redirect("patient_detail", plan.episode.patient_id)
