"""The patient's page about reminders, news and the calendar."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import clinician_page, one_or_refuse, signed_in_page
from patients.models import Patient
from prescriptions import actions
from prescriptions.forms.reminders import RemindersForm
from prescriptions.models import Plan, Reminders
from prescriptions.reminding import local_time
from prescriptions.slots import slots_of


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request):
    """Who is a patient of two clinics chooses for each of them: ?record= says which. A helper is told who chooses."""
    if request.method != "POST" and (helped := whom_they_help(request.user)):
        return render(request, "prescriptions/reminders_of_patient.html", {"patient": helped, "clinic": helped.clinic})
    records = own_records(request)
    if request.method != "POST":
        return _page(request, records)
    form = _form(request.user, records[0], request.POST)
    if not form.is_valid():
        return _page(request, records, form=form, status=400)
    chosen = actions.choose_reminders(by=request.user, patient=records[0], now=timezone.now(), **form.choices)
    messages.success(request, _saved(chosen))
    return redirect(reverse("reminders") + query_of(records))


@signed_in_page
@require_POST
def calendar_make(request):
    """The new address is in this one answer and nowhere else."""
    records = own_records(request)
    secret = actions.make_feed(by=request.user, patient=records[0], now=timezone.now())
    return _page(request, records, address=request.build_absolute_uri(reverse("calendar_feed", args=[secret])))


@signed_in_page
@require_POST
def calendar_stop(request):
    records = own_records(request)
    actions.revoke_feed(by=request.user, patient=records[0], now=timezone.now())
    messages.success(request, _("The calendar is closed. Its address opens nothing any more."))
    return redirect(reverse("reminders") + query_of(records))


@clinician_page
@require_POST
def patient_calendar_stop(request, pk):
    """A clinician closes the calendar of a patient, who may open a new one."""
    patient = one_or_refuse(Patient.objects.treated_by(request.user), Patient.objects.visible_to(request.user), pk=pk)
    actions.revoke_feed(by=request.user, patient=patient, now=timezone.now())
    messages.success(request, _("The patient's calendar feed is closed."))
    return redirect("patient_detail", pk=pk)


def own_records(request):
    """The records of the user as a patient, first the one asked for, else the newest. Http404 where there is none."""
    owned = Patient.objects.owned_by(request.user).present().select_related("clinic").order_by("-created_at")
    asked = request.GET.get("record", "")
    records = sorted(owned, key=lambda record: str(record.pk) != asked) if asked else list(owned)
    if not records or asked not in ("", str(records[0].pk)):
        raise Http404
    return records


def whom_they_help(user):
    """The person a helper without a record of their own looks after, or None."""
    followed = Patient.objects.followed_by(user).present().select_related("clinic")
    return None if Patient.objects.owned_by(user).present().exists() else followed.first()


def query_of(records):
    """What leads to the same record again, for who has several."""
    return f"?record={records[0].pk}" if len(records) > 1 else ""


def _form(user, patient, data=None):
    chosen = Reminders.objects.owned_by(user).filter(patient=patient).first()
    plans = Plan.objects.owned_by(user).current().filter(episode__patient=patient).with_items()
    slots = [slots_of([(item.pk, item.dose) for item in plan.items.all()]) for plan in plans]
    count = max(map(len, slots), default=1)
    return RemindersForm(data, count=count, chosen=chosen, offered=user.email or patient.email)


def _page(request, records, *, form=None, address="", status=200):
    patient = records[0]
    context = {
        "form": form or _form(request.user, patient),
        "chosen": Reminders.objects.owned_by(request.user).filter(patient=patient).first(),
        "patient": patient,
        "clinic": patient.clinic,
        "records": sorted(records, key=lambda record: record.created_at),
        "query": query_of(records),
        "there": local_time(patient, timezone.now()),
        "address": address,
        "web_address": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "prescriptions/reminders.html", context, status=status)


def _saved(chosen):
    if chosen.email and chosen.email_confirmed_at is None and (chosen.by_mail or chosen.news):
        return _("Saved. We sent a mail to %(email)s. Open the address in it, and the mails begin.") % {
            "email": chosen.email
        }
    return _("Saved.")
