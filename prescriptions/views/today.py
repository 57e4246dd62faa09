"""The patient's day: what is due, what was done, and in plain words what must wait."""

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from patients.models import Patient
from patients.views.door import patient_page
from prescriptions.day import days_of
from prescriptions.models import CURRENT, Discharge, Plan
from prescriptions.safety.facts import with_record
from prescriptions.views.today_ask import question_of
from prescriptions.views.today_mark import KEPT
from prescriptions.views.today_page import page_of
from prescriptions.views.today_words import first_name

VIEW, YEAR = "view", 365 * 24 * 60 * 60


@patient_page
@require_safe
def today(request):
    """Today where the patient lives."""
    return _day_page(request, None)


@patient_page
@require_safe
def day(request, date):
    """One of the patient's dates: the last 7 can be filled in, a future one shows what is planned."""
    return _day_page(request, date)


def _day_page(request, date):
    now = timezone.now()
    plans = _plans_in_force(request.user, date, now=now)
    if not plans:
        return _no_plan(request)
    days = days_of(plans, date, now=now)
    asked = request.GET.get("view", request.COOKIES.get(VIEW))
    first = request.GET.get("now", "")
    page = page_of(days, name=first_name(request.user, plans), now=now, as_list=asked == "list", first=first)
    patient = plans[0].episode.patient
    helped = None if patient.user_id == request.user.pk else patient
    context = {"page": page, "clinic": patient.clinic, "helped": helped, "form": question_of(page)}
    context |= _nobody_reads(request)
    return remembering(request, render(request, "prescriptions/today.html", context))


def _nobody_reads(request):
    """What is to be said stays for the page that somebody sees: this one is fetched by the device for itself."""
    return {"messages": ()} if KEPT in request.headers else {}


def remembering(request, answer):
    """One exercise at a time, or the whole list: this device keeps what was chosen last."""
    if request.GET.get("view") in ("one", "list"):
        answer.set_cookie(
            VIEW, request.GET["view"], max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer


def _plans_in_force(user, date, *, now):
    """The current plans of `user` or whom they help; for a past `date` the plan that counted then, of each episode."""
    followed = Plan.objects.followed_by(user).for_reading().with_items()
    plans = with_record(followed, now=now).order_by("starts_on", "pk")
    if date is None:
        return list(plans.current())
    lately = plans.filter(Q(status__in=CURRENT) | Q(ended_at__date__gte=date))
    counted = [plan for plan in lately if plan.ended_at is None or plan.episode.patient.today(plan.ended_at) > date]
    return [plan for plan in counted if not any(_succeeds(plan, other) for other in counted)]


def _succeeds(plan, other):
    return plan.episode_id == other.episode_id and plan.version > other.version


def _no_plan(request):
    """Kind words: the plan is over, or not there yet, or this account is nobody's record."""
    former = Plan.objects.followed_by(request.user).for_reading().order_by("-issued_at").first()
    record = former.episode.patient if former else _record_of(request.user)
    context = {
        "former": former,
        "record": record,
        "clinic": record.clinic if record else None,
        "discharge": Discharge.objects.owned_by(request.user).first(),
        "name": first_name(request.user, [former] if former else []),
    }
    return render(request, "prescriptions/today_no_plan.html", context | _nobody_reads(request))


def _record_of(user):
    return Patient.objects.followed_by(user).select_related("clinic").order_by("-created_at").first()
