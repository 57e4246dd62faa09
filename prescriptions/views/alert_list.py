"""The inbox: what a clinician must look at, who and when, what was done already, and the answer beside it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import clinician_page
from accounts.jobs import standing_still
from accounts.refusals import Refused
from prescriptions import actions, inbox
from prescriptions.forms.reasons import NoteForm
from prescriptions.models import Alert
from prescriptions.views.alert_words import Row

ON_A_PAGE = 50
TABS = {"open": gettext_lazy("Open"), "answered": gettext_lazy("Answered"), "clinic": gettext_lazy("All of the clinic")}


@clinician_page
@require_GET
def alert_list(request):
    """Open alerts of my patients and of those I stand in for; `show` asks for the answered or the clinic's."""
    return _shown(request)


@clinician_page
@require_POST
def alert_answer(request, pk):
    """Answer an alert with a note; what stands in the way is said beside the note, which stays as it was typed."""
    alert = get_object_or_404(Alert.objects.treated_by(request.user), pk=pk)
    form, note = NoteForm(request.POST), request.POST.get("note", "")
    if not form.is_valid():
        return _shown(request, asked=alert, note=note, wrong=form.errors["note"][0], status=400)
    try:
        actions.acknowledge_alert(by=request.user, alert=alert, note=form.cleaned_data["note"], now=timezone.now())
    except Refused as refusal:
        return _shown(request, asked=alert, note=note, wrong=refusal.detail, status=409)
    messages.success(request, _("The alert about %(name)s is answered.") % {"name": alert.patient.name})
    return redirect("alert_list")


@clinician_page
@require_GET
def alert_count(request):
    """How many alerts wait for me, for the mark in the header of every page."""
    return JsonResponse({"open": inbox.waiting_for(request.user, now=timezone.now()).count()})


def _shown(request, *, asked=None, note="", wrong="", status=200):
    now, show = timezone.now(), request.GET.get("show", "open")
    show = show if show in TABS else "open"
    asked = asked or _asked_for(request)
    mine = inbox.answered_by(request.user, now=now)
    waiting = inbox.waiting_for(request.user, now=now, mine=mine)
    alerts = {"open": waiting, "answered": inbox.answered(request.user)}
    alerts["clinic"] = inbox.waiting_at(request.user, mine=mine)
    page = Paginator(alerts[show], ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [Row(alert, request.user, now) for alert in page],
        "page": page,
        "tabs": [(name, label, reverse("alert_list") + f"?show={name}", name == show) for name, label in TABS.items()],
        "show": show,
        **waiting.aggregate(waiting=Count("pk"), oldest=Min("raised_at")),
        "asked": Row(asked, request.user, now) if asked else None,
        "note": note,
        "wrong": wrong,
        "place": "alerts",
        "unwatched_since": standing_still(now=now).get("escalate_alerts"),
    }
    return render(request, "prescriptions/alert_list.html", context, status=status)


def _asked_for(request):
    """The open alert whose answer form was asked for, or None."""
    if not request.GET.get("answer"):
        return None
    try:
        found = inbox.told(Alert.objects.treated_by(request.user).open()).filter(pk=request.GET["answer"])
    except ValidationError:
        return None
    return found.first()
