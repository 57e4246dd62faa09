"""Checking in: pain and what is new, before and after the exercises or at any time. Advice comes first."""

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Refused
from patients.views.door import patient_page
from prescriptions import actions
from prescriptions.day import days_of
from prescriptions.forms.check_in import CheckInForm, ticked_words
from prescriptions.models import CURRENT, CheckIn, CheckInKind, Plan
from prescriptions.safety import RULES
from prescriptions.safety.facts import with_record
from prescriptions.safety.finding import URGENCIES
from prescriptions.safety.red_flags import RULES_OF_FLAG
from prescriptions.views.today_ask import asks_night, session_before
from prescriptions.views.today_mark import KEPT

Kind = CheckInKind
log = logging.getLogger(__name__)


def current_days(user, *, now):
    """Today of each current plan of `user` or whom they help."""
    followed = Plan.objects.followed_by(user).current().for_reading().with_items()
    days = days_of(list(with_record(followed, now=now).order_by("starts_on", "pk")), None, now=now)
    return [day for day in days if day.status in CURRENT]


@patient_page
@require_http_methods(["GET", "POST"])
def check_in(request):
    """Before or after the exercises. Who had to sign in first arrives by GET and is asked again on the day's page."""
    if request.method == "GET":
        return redirect("today")
    kind = request.POST.get("kind")
    return _receive(request, kind if kind in (Kind.BEFORE, Kind.AFTER, Kind.NEXT_DAY) else Kind.BEFORE)


@patient_page
@require_http_methods(["GET", "POST"])
def report(request):
    """Something new or wrong, at any time."""
    if request.method == "POST":
        return _receive(request, Kind.REPORT)
    days = current_days(request.user, now=timezone.now())
    return _page(request, _form(days, Kind.REPORT), days) if days else redirect("today")


def _form(days, kind, data=None):
    return CheckInForm(data, plans=[day.plan for day in days], kind=kind, asks_night=asks_night(days))


def _receive(request, kind):
    now = timezone.now()
    days = current_days(request.user, now=now)
    if not days:
        return _too_late(request)
    form = _form(days, kind, request.POST)
    if form.flags:
        return _advise(request, form, days, now=now)
    asked = _asked(days, request.POST)
    form = _form(asked, kind, request.POST)
    if not form.is_valid():
        return _page(request, form, days, status=400)
    try:
        findings, _rows = _record(request.user, form, asked, now=now)
        _tell(request.user, form, [day for day in days if day not in asked], now=now)
    except (ValidationError, Refused):
        return _page(request, form, days, status=409, not_saved=True)
    _say(request, findings)
    return HttpResponse(status=204) if KEPT in request.headers else HttpResponseRedirect(f"{reverse('today')}#next")


def _asked(days, data):
    """The days whose pain the page asked for: not that of a plan on hold beside another. All where it does not say."""
    asked = data.getlist("asked")
    return [day for day in days if str(day.plan.pk) in asked] or days


def _tell(user, form, days, *, now):
    """What is new is new for the person: plans that were not asked about have it as a report without a pain."""
    if form.ticked:
        for day in days:
            said = {"date": day.date, "kind": Kind.REPORT, "pain": None, "symptoms": form.ticked}
            _store(user, form, day.plan, now=now, **said)


def _too_late(request):
    """No plan is in force; a device that kept the answers is told so, for it would take a redirect for a yes."""
    words = _("Your plan has changed. This is what is in force now.")
    if KEPT in request.headers:
        return JsonResponse({"reasons": [words]}, status=409)
    messages.warning(request, words)
    return redirect("today")


def _record(user, form, days, *, now):
    """Store what was said, of each plan. A pain given the morning after is also the pain after that session."""
    findings, rows = [], []
    kind = form.cleaned_data["kind"]
    for day in days:
        facts = form.facts_of(day.plan)
        date = form.cleaned_data["date"] or day.date
        earlier = session_before(day, date) if kind in (Kind.BEFORE, Kind.NEXT_DAY) else None
        if earlier is not None:
            looked_back = {"date": earlier, "kind": Kind.NEXT_DAY, "pain": facts["pain"]}
            said = _store(user, form, day.plan, now=now, **looked_back)
            findings += said.findings
        if kind != Kind.NEXT_DAY:
            said = _store(user, form, day.plan, now=now, date=date, kind=kind, **facts)
            findings, rows = findings + said.findings, [*rows, said.check_in or said.first]
    return findings, rows


def _store(user, form, plan, *, now, date, kind, **facts):
    own = form.id_of(plan, kind)
    known = CheckIn.objects.filter(plan=plan, pk=own).first()
    if known is not None:  # the form arrived twice
        return actions.Said(known)
    return actions.record_check_in(by=user, plan=plan, date=date, kind=kind, id=own, now=now, **facts)


def _advise(request, form, days, *, now):
    """A red flag: what to do comes first, saved or not. Whatever else is wrong with the form does not lose the tick."""
    rows, saved = [], True
    try:
        if not form.is_valid():
            form = _form(days, Kind.REPORT, _only_ticks(request.POST, form))
            form.is_valid()
        _findings, rows = _record(request.user, form, days, now=now)
    except (DatabaseError, ValidationError, Refused):
        log.exception("A red flag could not be saved")
        saved = False
    urgency, advice = advice_on(form.flags)
    context = {
        "ticked": ticked_words(form.flags),
        "advice": advice,
        "urgency": urgency,
        "saved": saved,
        "rows": [row for row in rows if row],
        "clinic": days[0].plan.episode.patient.clinic,
        "responsible": days[0].plan.episode.patient.responsible,
    }
    return render(request, "prescriptions/check_in_advice.html", context, status=200 if saved else 503)


def advice_on(flags):
    """(urgency, what to do) of the gravest of `flags`; asks the database nothing."""
    rules = [RULES[code] for flag in sorted(flags) for code in RULES_OF_FLAG[flag]]
    gravest = min(rules, key=lambda rule: URGENCIES.index(rule.urgency))
    return gravest.urgency, gravest.patient_message


def _only_ticks(data, form):
    """The form's data with what can be recorded of it: a report of the ticks alone."""
    kept = data.copy()
    kept["kind"] = Kind.REPORT
    for name in form.errors:
        if name not in ("kind", "symptoms"):
            kept.pop(name, None)
    kept.setlist("symptoms", form.ticked)
    return kept


@patient_page
@require_POST
def take_back(request, pk):
    """The tick was an accident."""
    mine = CheckIn.objects.filter(plan__in=Plan.objects.followed_by(request.user))
    row = get_object_or_404(mine.select_related("plan__episode"), pk=pk)
    try:
        actions.take_back_ticks(by=request.user, check_in=row, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.detail)
    else:
        messages.success(request, _("Taken back. Your clinic sees that it was ticked by mistake."))
    return redirect("today")


def _say(request, findings):
    """What the patient is to know of it, in plain words, each once."""
    said = dict.fromkeys(finding.patient_message for finding in findings if finding.patient_message)
    for words in said:
        messages.warning(request, words)
    if not said:
        messages.success(request, _("Thank you. That is noted."))


def _page(request, form, days, *, status=200, not_saved=False):
    clinic = days[0].plan.episode.patient.clinic
    context = {"form": form, "clinic": clinic, "not_saved": not_saved}
    return render(request, "prescriptions/check_in.html", context, status=status)
