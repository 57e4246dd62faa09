"""Who works at the clinic: inviting, roles, absences, leaving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import members
from accounts.access import admin_page, administered
from accounts.member_forms import AwayForm, InviteForm, RolesForm
from accounts.models import Invitation, Membership, User
from accounts.refusals import Refused
from patients.actions import clinicians_of, handover
from patients.actions.handover import covered_for, patients_of
from patients.forms import take_errors
from patients.handover_form import HandoverForm
from prescriptions import actions
from prescriptions.actions.leave import open_drafts
from prescriptions.workplace import absences_of, people_of


def _here(request):
    return administered(request.user, request.GET.get("clinic"))


def _list(clinic):
    return f"{reverse('member_list')}?clinic={clinic.pk}"


def _member(clinic, pk):
    member = User.objects.filter(pk=pk, memberships__clinic=clinic).first()
    if member is None:
        raise Http404
    return member


def tried(form, action, **facts):
    """True if `action` was done; what was wrong stands on `form` otherwise."""
    try:
        action(**facts)
    except ValidationError as error:
        take_errors(form, error)
    except Refused as refusal:
        form.add_error(None, refusal.detail)
        form.refusal = refusal
    else:
        return True
    return False


def status_of(*forms):
    """409 when an action refused, 400 for what was typed wrong, else 200."""
    if any(hasattr(form, "refusal") for form in forms):
        return 409
    return 400 if any(form.is_bound and form.errors for form in forms) else 200


@admin_page
def member_list(request):
    """Everybody who works here, open invitations, and the form for another."""
    clinic, now = _here(request), timezone.now()
    form = InviteForm(request.POST or None, initial={"roles": [Membership.Role.CLINICIAN]})
    if request.method == "POST" and form.is_valid():
        link_of = lambda secret: request.build_absolute_uri(reverse("invitation", args=[secret]))  # noqa: E731
        facts = {"by": request.user, "clinic": clinic, "link_of": link_of, "now": now}
        if tried(form, members.invite_member, **facts, **form.cleaned_data):
            messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": form.cleaned_data["email"]})
            return redirect(_list(clinic))
    context = {
        "clinic": clinic,
        "today": clinic.today(now),
        "people": people_of(clinic, today=clinic.today(now)),
        "invitations": clinic.invitations.open(now),
        "form": form,
        "place": "clinic",
        "page": "members",
    }
    return render(request, "clinic/member_list.html", context, status=status_of(form))


@admin_page
def member_edit(request, pk):
    """Roles and absence of one person; the button pressed says which of the two forms is meant."""
    clinic, now = _here(request), timezone.now()
    member, today = _member(clinic, pk), clinic.today(now)
    held = members.member_of(clinic, member)
    colleagues = clinicians_of(clinic).exclude(pk=member.pk).order_by("name")
    about = request.POST.get("about")
    roles = RolesForm(request.POST if about == "roles" else None, initial={"roles": list(held)})
    clinician = held.get("clinician")
    known = clinician if clinician and clinician.absence_stands(today) else None
    away = AwayForm(request.POST if about == "away" else None, colleagues=colleagues, today=today, stands=known)
    facts = {"by": request.user, "clinic": clinic, "member": member, "now": now}
    done = _change(about, roles, away, facts, today)
    if done:
        messages.success(request, _("Saved."))
        return redirect(_list(clinic))
    context = {"clinic": clinic, "member": member, "roles": roles, "away": away, "clinician": clinician}
    context |= {"stands": known, "today": today, "absences": absences_of(clinic, member)}
    context |= {"place": "clinic", "page": "members"}
    return render(request, "clinic/member_edit.html", context, status=status_of(roles, away))


def _change(about, roles, away, facts, today):
    if about == "roles" and roles.is_valid():
        return tried(roles, handover.change_roles, **facts, **roles.cleaned_data)
    if about == "away" and away.is_valid():
        return tried(away, handover.set_away, today=today, **facts, **away.cleaned_data)
    if about == "back":
        members.set_back(**facts)
        return True
    return False


@admin_page
def member_leave(request, pk):
    """One form: who takes over whom, then the person's work here ends."""
    clinic = _here(request)
    member = _member(clinic, pk)
    patients = list(patients_of(clinic, member))
    covered = list(covered_for(clinic, member))
    heirs = clinicians_of(clinic).exclude(pk=member.pk).order_by("name")
    form = HandoverForm(request.POST or None, patients=patients, covered=covered, heirs=heirs)
    facts = {"by": request.user, "clinic": clinic, "member": member, "now": timezone.now()}
    done = request.method == "POST" and form.is_valid()
    if done and tried(form, actions.deactivate_member, **facts, **form.facts()):
        messages.success(request, _("%(name)s does not work here any more.") % {"name": member})
        return redirect(_list(clinic) if member != request.user else "home")
    context = {"clinic": clinic, "member": member, "form": form, "patients": patients, "covered": covered}
    context |= {"drafts": open_drafts(clinic, member).count(), "place": "clinic", "page": "members"}
    return render(request, "clinic/member_leave.html", context, status=status_of(form))


@require_POST
@admin_page
def invitation_revoke(request, pk):
    clinic = _here(request)
    invitation = Invitation.objects.filter(pk=pk, clinic=clinic).first()
    if invitation is None:
        raise Http404
    members.revoke_invitation(by=request.user, invitation=invitation, now=timezone.now())
    messages.success(request, _("The invitation of %(to)s is taken back.") % {"to": invitation.email})
    return redirect(_list(clinic))
