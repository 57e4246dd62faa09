"""The page behind the link of an invitation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import public_page
from accounts.member_forms import JoinForm
from accounts.members import accept_invitation
from accounts.models import Invitation, User
from accounts.refusals import Refused


@public_page
def invitation(request, secret):
    """Join the clinic: a new person chooses a password, a known one signs in and confirms."""
    now = timezone.now()
    found = Invitation.objects.with_secret(secret).open(now).select_related("clinic", "invited_by").first()
    if found is None:
        raise Http404
    person = request.user if request.user.is_authenticated else None
    known = User.objects.filter(email=found.email).exists()
    form = None if known or person else JoinForm(request.POST or None, initial={"name": found.name})
    refused = None
    if request.method == "POST" and (form is None or form.is_valid()):
        refused = _join(request, found, form, person, now)
        if refused is None and not (form and form.errors):
            return redirect("home")
    context = {"invitation": found, "form": form, "known": known, "person": person, "refused": refused}
    return render(request, "accounts/invitation.html", context, status=409 if refused else _status(form))


def _status(form):
    return 400 if form is not None and form.errors else 200


def _join(request, found, form, person, now):
    """Why it was refused, or None when joined or when the form says what is wrong."""
    typed = form.cleaned_data if form else {}
    try:
        user = accept_invitation(invitation=found, now=now, by=person, **typed)
    except ValidationError as error:
        for name, wrong in error.error_dict.items():
            form.add_error(name if name in form.fields else None, wrong)
        return None
    except Refused as refusal:
        return refusal.detail
    if person is None:
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("You work at %(clinic)s now.") % {"clinic": found.clinic})
    return None
