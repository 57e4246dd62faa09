"""What a clinician does to a plan that was issued: revise, hold, resume, stop. Each is one action; the page says no."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.access import clinician_page
from accounts.refusals import Refused
from prescriptions import actions
from prescriptions.forms.reasons import NoteForm, ReasonForm
from prescriptions.views.plan import plan_for, plan_page

HELD = gettext_lazy("The plan is on hold. The patient sees it from now on.")
RESUMED = gettext_lazy("The plan goes on.")
STOPPED = gettext_lazy("The plan is stopped.")
ITEM_RESUMED = gettext_lazy("The exercise goes on.")


@clinician_page
def plan_revise(request, pk):
    """A draft with the plan's exercises, or the one that is open already; then the builder."""
    plan = plan_for(request.user, pk)
    if request.method != "POST":
        return redirect("plan_detail", pk)
    try:
        draft, _new = actions.revise_plan(by=request.user, plan=plan, now=timezone.now())
    except Refused as refusal:
        return plan_page(request, plan_for(request.user, pk), refused=refusal, status=refusal.status)
    return redirect(f"{reverse('prescribe', args=[plan.episode_id])}?draft={draft.pk}")


@clinician_page
def plan_hold(request, pk):
    return _change(request, pk, "hold", ReasonForm, actions.hold_plan, done=HELD)


@clinician_page
def plan_resume(request, pk):
    return _change(request, pk, "resume", NoteForm, actions.resume_plan, done=RESUMED)


@clinician_page
def plan_stop(request, pk):
    return _change(request, pk, "stop", ReasonForm, actions.stop_plan, done=STOPPED)


@clinician_page
def plan_item_resume(request, pk, item):
    plan = plan_for(request.user, pk)
    row = plan.items.filter(pk=item).first() if plan.sheet else None
    if row is None:
        raise Http404
    return _change(request, pk, str(item), NoteForm, actions.resume_item, done=ITEM_RESUMED, item=row)


def _change(request, pk, about, form_class, action, *, done, **more):
    """Do `action` with what was typed; the page again, with the typed words, when it cannot be done."""
    plan = plan_for(request.user, pk)
    if request.method != "POST":
        return redirect("plan_detail", pk)
    form = form_class(request.POST, prefix=about)
    if not form.is_valid():
        return plan_page(request, plan, form=form, about=about, status=400)
    try:
        action(by=request.user, plan=plan, now=timezone.now(), **form.cleaned_data, **more)
    except Refused as refusal:
        fresh = plan_for(request.user, pk)
        return plan_page(request, fresh, form=form, about=about, refused=refusal, status=refusal.status)
    messages.success(request, done)
    return redirect("plan_detail", pk)
