"""A patient's own page: contact data to correct, helpers to add and to end, and what was agreed to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refusals import Refused
from patients import actions
from patients.forms import take_errors
from patients.models import Helper, Patient, WayIn
from patients.views.door import patient_page
from patients.views.ways import Made
from patients.way_forms import ContactForm, HelperForm

SHOWN = ("email", "phone", "language")


@patient_page
def own_details(request):
    """Who is signed in, and for a patient the contact data; a POST corrects them."""
    record = _own_record(request.user)
    form = None
    if record:
        form = ContactForm(request.POST or None, initial={name: getattr(record, name) for name in SHOWN})
        if request.method == "POST" and form.is_valid() and _change(request, record, form):
            return redirect("own_details")
    return _page(request, record, form)


def _own_record(user):
    records = Patient.objects.owned_by(user).present().select_related("clinic")
    return records.order_by("-created_at").first()


def _change(request, record, form):
    try:
        actions.change_own_contact(by=request.user, patient=record, changes=form.cleaned_data)
    except ValidationError as error:
        take_errors(form, error)
        return False
    messages.success(request, _("Saved. Your clinic sees the new data."))
    return True


@require_POST
@patient_page
def own_helper_add(request):
    """Add a helper and show the link for them, this once."""
    record = _own_record(request.user)
    if record is None:
        raise Http404
    form = HelperForm(request.POST)
    made = None
    if form.is_valid():
        try:
            made = _helper_with_link(request, record, form.cleaned_data["name"], now=timezone.now())
            form = HelperForm()
        except Refused as refusal:
            form.add_error(None, refusal.detail)
    contact = ContactForm(initial={name: getattr(record, name) for name in SHOWN})
    return _page(request, record, contact, helper_form=form, made=made)


@transaction.atomic
def _helper_with_link(request, record, name, *, now):
    helper = actions.add_helper(by=request.user, patient=record, name=name, now=now)
    way, secret = actions.make_way(by=request.user, patient=record, helper=helper, kind=WayIn.Kind.LINK, now=now)
    return Made.of(request, way, secret)


@require_POST
@patient_page
def own_helper_end(request, pk):
    helper = get_object_or_404(Helper.objects.owned_by(request.user).select_related("patient"), pk=pk)
    actions.end_helper(by=request.user, helper=helper, now=timezone.now())
    messages.success(request, _("%(name)s sees your exercises no more.") % {"name": helper.name})
    return redirect("own_details")


def _page(request, record, form, *, helper_form=None, made=None):
    helped = [] if record else Patient.objects.followed_by(request.user).select_related("clinic")
    context = {
        "record": record,
        "clinic": record.clinic if record else next((each.clinic for each in helped), None),
        "helped": helped,
        "form": form,
        "helpers": record.helpers.current() if record else [],
        "helper_form": helper_form or HelperForm(),
        "made": made,
    }
    wrong = bool((form and form.errors) or (helper_form and helper_form.errors))
    return render(request, "patients/own_details.html", context, status=400 if wrong else 200)
