"""A clinician says that they are away and who answers for their patients, without asking an admin."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import members
from accounts.access import clinician_page, clinics_of
from accounts.member_forms import AwayForm
from accounts.models import Clinic, Membership
from patients.actions import clinicians_of, handover
from prescriptions.views.clinic.members import status_of, tried
from prescriptions.workplace import absences_of


@dataclass(frozen=True)
class Place:
    """One clinic where the clinician works: the absence that stands there, its form, and what was said before."""

    clinic: Clinic
    membership: Membership
    form: AwayForm
    stands: bool
    today: date
    history: list

    @property
    def coming(self):
        return self.membership.will_be_away(self.today)


@clinician_page
def own_absence(request):
    """One card for each clinic the clinician works at; the clinic named in what is sent says which one is meant."""
    now, user = timezone.now(), request.user
    clinics = clinics_of(user, Membership.Role.CLINICIAN)
    meant = _meant(clinics, request.POST.get("clinic")) if request.method == "POST" else None
    places = [_place(user, clinic, request.POST if clinic == meant else None, now) for clinic in clinics]
    here = next((place for place in places if place.clinic == meant), None)
    if here and _change(request, here, now):
        return redirect("own_absence")
    context = {"places": places, "several": len(places) > 1, "place": ""}
    return render(request, "clinic/own_absence.html", context, status=status_of(*(each.form for each in places)))


def _meant(clinics, wanted):
    clinic = next((each for each in clinics if str(each.pk) == wanted), None)
    if clinic is None:
        raise Http404
    return clinic


def _place(user, clinic, data, now):
    membership = clinic.memberships.select_related("deputy").get(user=user, role=Membership.Role.CLINICIAN)
    today = clinic.today(now)
    known = membership if membership.absence_stands(today) else None
    colleagues = clinicians_of(clinic).exclude(pk=user.pk).order_by("name")
    typed = data if data and data.get("about") == "away" else None
    form = AwayForm(typed, colleagues=colleagues, today=today, stands=known, auto_id=f"id_{clinic.pk}_%s")
    return Place(clinic, membership, form, known is not None, today, absences_of(clinic, user))


def _change(request, here, now):
    facts = {"by": request.user, "clinic": here.clinic, "member": request.user, "now": now}
    if request.POST.get("about") == "back":
        members.set_back(**facts)
        if here.coming:
            messages.success(request, _("The absence is called off: the alerts of your patients come to you."))
        else:
            messages.success(request, _("You are back: the alerts of your patients come to you again."))
        return True
    if not here.form.is_valid():
        return False
    done = tried(here.form, handover.set_away, today=here.today, **facts, **here.form.cleaned_data)
    if done:
        messages.success(request, _said(here.form.cleaned_data, here.today))
    return done


def _said(facts, today):
    if facts["start"] is None or facts["start"] <= today:
        return _("Saved. %(deputy)s gets the alerts of your patients until then.") % {"deputy": facts["deputy"]}
    about = {"deputy": facts["deputy"], "day": date_format(facts["start"])}
    return _("Saved. %(deputy)s gets the alerts of your patients from %(day)s on; until then you do.") % about
