"""The clinician's side of the ways in: which are open and last used when, made, mailed, revoked; and helpers."""

from dataclasses import dataclass, replace

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import clinician_page, one_or_refuse
from accounts.refusals import Refused
from patients import actions
from patients.forms import take_errors
from patients.models import Helper, Patient, WayIn
from patients.way_forms import HelperForm, WayForm
from patients.way_mail import mail_link


@dataclass(frozen=True)
class Made:
    """What was made just now, with the secret that is shown this once."""

    way: WayIn
    secret: str
    url: str
    mailed: bool | None = None

    @classmethod
    def of(cls, request, way, secret, **more):
        path = reverse("way_link", args=[secret]) if way.kind == WayIn.Kind.LINK else reverse("way_code")
        return cls(way, secret, request.build_absolute_uri(path), **more)

    @property
    def code(self):
        """The code in groups of four."""
        return "-".join(self.secret[place : place + 4] for place in range(0, len(self.secret), 4))

    @property
    def qr(self):
        """The link as a QR code: an SVG element on white, legible in the dark as well."""
        drawn = segno.make(self.url, error="m").svg_inline(
            border=4, light="#fff", omitsize=True, svgclass="pl-qr", lineclass=None, title=_("QR code of the link")
        )
        return SafeString(drawn)


def treated_patient(user, pk):
    """The patient. Http404 for strangers, PermissionDenied for colleagues without the right."""
    patients = Patient.objects.treated_by(user).select_related("clinic", "responsible")
    return one_or_refuse(patients, Patient.objects.visible_to(user), pk=pk)


@clinician_page
def ways(request, pk):
    """The page; a POST makes a link or a code and shows it in this one answer and nowhere else."""
    patient = treated_patient(request.user, pk)
    form = WayForm(request.POST or None, helpers=Helper.objects.treated_by(request.user).filter(patient=patient))
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = make(request, patient, form.cleaned_data)
        except ValidationError as error:
            take_errors(form, error)
        except Refused as refusal:
            form.add_error(None, refusal.detail)
    return _page(request, patient, form, made=made)


def make(request, patient, asked):
    """Make what was asked for; then a link is mailed to the patient if that was asked for, too."""
    mail = asked["mail"] and asked["kind"] == WayIn.Kind.LINK and not asked["helper"]
    if mail and not patient.email:
        raise ValidationError({"mail": _("There is no e-mail address in the record.")})
    facts = {name: asked[name] for name in ("kind", "helper", "days")}
    way, secret = actions.make_way(by=request.user, patient=patient, now=timezone.now(), **facts)
    made = Made.of(request, way, secret)
    return replace(made, mailed=mail_link(way, made.url)) if mail else made


@require_POST
@clinician_page
def helper_add(request, pk):
    patient = treated_patient(request.user, pk)
    form = HelperForm(request.POST)
    if form.is_valid():
        try:
            helper = actions.add_helper(
                by=request.user, patient=patient, name=form.cleaned_data["name"], now=timezone.now()
            )
            messages.success(request, _("%(name)s can get a link or a code now.") % {"name": helper.name})
            return redirect("ways", pk)
        except Refused as refusal:
            form.add_error(None, refusal.detail)
    return _page(request, patient, WayForm(helpers=patient.helpers.none()), helper_form=form)


@require_POST
@clinician_page
def way_revoke(request, pk):
    way = get_object_or_404(WayIn.objects.treated_by(request.user).select_related("patient", "helper"), pk=pk)
    actions.revoke_way(by=request.user, way=way, now=timezone.now())
    messages.success(request, _("Closed. Whoever came in by it is signed out."))
    return redirect("ways", way.patient_id)


@require_POST
@clinician_page
def helper_end(request, pk):
    helper = get_object_or_404(Helper.objects.treated_by(request.user).select_related("patient"), pk=pk)
    actions.end_helper(by=request.user, helper=helper, now=timezone.now())
    messages.success(request, _("%(name)s is a helper no more and is signed out.") % {"name": helper.name})
    return redirect("ways", helper.patient_id)


def _page(request, patient, form, *, made=None, helper_form=None):
    now = timezone.now()
    ways = list(patient.ways_in.select_related("helper", "made_by", "revoked_by", "patient"))
    wrong = bool(form.errors or (helper_form and helper_form.errors))
    context = {
        "patient": patient,
        "today": patient.today(now),
        "open": [way for way in ways if way.is_open_at(now)],
        "closed": [way for way in ways if not way.is_open_at(now)],
        "helpers": patient.helpers.current().select_related("added_by"),
        "form": form,
        "helper_form": helper_form or HelperForm(),
        "made": made,
        "place": "patients",
    }
    return render(request, "patients/ways.html", context, status=400 if wrong else 200)
