"""Who may open a patient's page, and how a session of a patient or helper begins."""

from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import redirect

from patients.actions import open_way
from patients.actions.ways import SESSION
from patients.models import Patient

OPENED_BY = "opened_by"  # in the session: the digest of the way in


def patient_page(view):
    """A page for whoever is signed in; patients and helpers have agreed to what is recorded before they see it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.agreed_at is None and Patient.objects.followed_by(request.user).exists():
            return redirect("welcome")
        return view(request, *args, **kwargs)

    guarded.role = "patient"
    return guarded


def begin_session(request, user, way, *, now):
    """Sign `user` in for a long time, with nothing left of whoever used this device before."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(SESSION)
    request.session[OPENED_BY] = way.digest
    open_way(way=way, session_key=request.session.session_key, now=now)
