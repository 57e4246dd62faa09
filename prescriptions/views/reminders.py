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
from prescriptions.slots import slots_of


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request):
    patient = own_record(request.user)
    if request.method != "POST":
        return _page(request, patient)
    form = _form(request.user, patient, request.POST)
    if not form.is_valid():
        return _page(request, patient, form=form, status=400)
    chosen = actions.choose_reminders(by=request.user, patient=patient, now=timezone.now(), **form.choices)
    messages.success(request, _saved(chosen))
    return redirect("reminders")


@signed_in_page
@require_POST
def calendar_make(request):
    """The new address is in this one answer and nowhere else."""
    patient = own_record(request.user)
    secret = actions.make_feed(by=request.user, patient=patient, now=timezone.now())
    return _page(request, patient, address=request.build_absolute_uri(reverse("calendar_feed", args=[secret])))


@signed_in_page
@require_POST
def calendar_stop(request):
    actions.revoke_feed(by=request.user, patient=own_record(request.user), now=timezone.now())
    messages.success(request, _("The calendar is closed. Its address opens nothing any more."))
    return redirect("reminders")


@clinician_page
@require_POST
def patient_calendar_stop(request, pk):
    """A clinician closes the calendar of a patient, who may open a new one."""
    patient = one_or_refuse(Patient.objects.treated_by(request.user), Patient.objects.visible_to(request.user), pk=pk)
    actions.revoke_feed(by=request.user, patient=patient, now=timezone.now())
    messages.success(request, _("The patient's calendar feed is closed."))
    return redirect("patient_detail", pk=pk)


def own_record(user):
    """The newest record of `user` as a patient; Http404 for who is none."""
    record = Patient.objects.owned_by(user).present().select_related("clinic").order_by("-created_at").first()
    if record is None:
        raise Http404
    return record


def _form(user, patient, data=None):
    chosen = Reminders.objects.owned_by(user).filter(patient=patient).first()
    plans = Plan.objects.owned_by(user).current().filter(episode__patient=patient).with_items()
    slots = [slots_of([(item.pk, item.dose) for item in plan.items.all()]) for plan in plans]
    count = max(map(len, slots), default=1)
    return RemindersForm(data, count=count, chosen=chosen, offered=user.email or patient.email)


def _page(request, patient, *, form=None, address="", status=200):
    context = {
        "form": form or _form(request.user, patient),
        "chosen": Reminders.objects.owned_by(request.user).filter(patient=patient).first(),
        "clinic": patient.clinic,
        "time_zone": patient.time_zone,
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
