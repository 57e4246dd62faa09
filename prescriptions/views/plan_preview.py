"""A draft as the patient will see it on its first day, by the patient's own page; nothing can be noted on it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override

from accounts.access import clinician_page, one_or_refuse
from prescriptions.day import days_of
from prescriptions.models import Plan, Status
from prescriptions.safety.facts import with_record
from prescriptions.schedule import due_on
from prescriptions.sheet import sheet_of
from prescriptions.suggestion import advice_for
from prescriptions.views.today_ask import question_of
from prescriptions.views.today_page import page_of

LONGEST_WAIT = 7


@clinician_page
def plan_preview(request, pk):
    """The sheet the draft would have if it were issued now, on the first day with something due."""
    now = timezone.now()
    drafts = with_record(Plan.objects.treated_by(request.user).for_reading().with_items(), now=now)
    plan = one_or_refuse(drafts, Plan.objects.visible_to(request.user), pk=pk)
    if not plan.is_draft:
        raise Http404
    patient = plan.episode.patient
    with override(patient.language):
        page = _page(plan, now)
        context = {"page": page, "clinic": patient.clinic, "plan": plan, "patient": patient, "form": question_of(page)}
        return render(request, "prescriptions/plan_preview.html", context)


def _page(plan, now):
    items = list(plan.items.all())
    advice = advice_for([item.exercise for item in items], stage=plan.stage)
    # As issuing would leave it; in memory only.
    plan.sheet, plan.status, plan.issued_at = sheet_of(plan, items, advice), Status.ISSUED, now
    patient = plan.episode.patient
    first = _first_day(plan, items, patient.today(now))
    if first != patient.today(now):
        now = datetime.combine(first, time(8), tzinfo=ZoneInfo(patient.time_zone))
    return page_of(days_of([plan], first, now=now), name=patient.name.split()[0], now=now)


def _first_day(plan, items, today):
    """The first day from today or the plan's start on which something is due; that start itself where none is."""
    start = max(plan.starts_on, today)
    pairs = [(str(item.pk), item.dose) for item in items]
    days = [start + timedelta(days=count) for count in range(LONGEST_WAIT)]
    dates = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
    return next((day for day in days if due_on(pairs, day, **dates)), start)
