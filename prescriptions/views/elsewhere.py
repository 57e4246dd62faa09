"""What leaves the product as files: a plan by the CERT template, sessions and pain as CSV."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import clinician_page, clinics_of
from accounts.models import Membership
from prescriptions.cert import cert_of, cert_text
from prescriptions.export import CLINIC_HEAD, PATIENT_HEAD, as_csv, cert_facts, clinic_rows, patient_rows
from prescriptions.views.plan import plan_for
from prescriptions.views.reach import treated_patient


def _file(text, name, kind):
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _issued(user, pk):
    plan = plan_for(user, pk)
    if not plan.sheet:
        raise Http404
    return plan


@clinician_page
def plan_cert(request, pk):
    """The plan's description, item by item; drafts have none."""
    plan = _issued(request.user, pk)
    patient = plan.episode.patient
    today = patient.today(timezone.now())
    entries = cert_of(plan.sheet, cert_facts(plan, today=today))
    context = {"plan": plan, "patient": patient, "today": today, "entries": entries, "place": "patients"}
    return render(request, "prescriptions/plan_cert.html", context)


@clinician_page
def plan_cert_file(request, pk):
    plan = _issued(request.user, pk)
    facts = cert_facts(plan, today=plan.episode.patient.today(timezone.now()))
    return _file(cert_text(plan.sheet, facts), f"cert-plan-{plan.version}.txt", "text/plain")


@clinician_page
def patient_record(request, pk):
    """Sessions and pain of one person; the file's name tells nobody who."""
    patient = treated_patient(request.user, pk)
    rows = patient_rows(patient, today=patient.today(timezone.now()))
    return _file(as_csv(PATIENT_HEAD, rows), f"record-{str(patient.pk)[:8]}.csv", "text/csv")


@clinician_page
def clinic_record(request):
    """Sessions and pain of everybody of one of the clinician's clinics, without names."""
    clinics = clinics_of(request.user, Membership.Role.CLINICIAN)
    wanted = request.GET.get("clinic")
    clinic = next((each for each in clinics if wanted in (None, "", str(each.pk))), None)
    if clinic is None:
        raise Http404
    return _file(as_csv(CLINIC_HEAD, clinic_rows(clinic, today=clinic.today(timezone.now()))), "clinic.csv", "text/csv")
