"""What a person may do, asked once a request: roles at clinics, and whether they are somebody's patient."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Clinic, Membership, User


def memberships_of(user):
    """The memberships of `user`, read once and kept on the object for the rest of the request."""
    if not hasattr(user, "_memberships"):
        user._memberships = list(user.memberships.select_related("clinic"))
    return user._memberships


def clinics_of(user, *roles):
    """The clinics where `user` has one of `roles` (any role when none is named), each once, by name."""
    clinics = {m.clinic_id: m.clinic for m in memberships_of(user) if not roles or m.role in roles}
    return sorted(clinics.values(), key=lambda clinic: clinic.name.casefold())


def is_clinician(user, *, clinic_id=None):
    """True if `user` works as a clinician, at the given clinic or at any."""
    return any(m.role == Membership.Role.CLINICIAN and clinic_id in (None, m.clinic_id) for m in memberships_of(user))


def is_admin(user, *, clinic_id=None):
    """True if `user` administers the given clinic, or any."""
    return any(m.role == Membership.Role.ADMIN and clinic_id in (None, m.clinic_id) for m in memberships_of(user))


def administered(user, wanted=None):
    """The clinic `user` administers: the first by name, or the one whose id is `wanted`; 404 if not theirs."""
    clinics = clinics_of(user, Membership.Role.ADMIN)
    chosen = next((clinic for clinic in clinics if wanted in (None, "", str(clinic.pk))), None)
    if chosen is None:
        raise Http404
    return chosen


def colleagues_of(user):
    """Active clinicians of the clinics where `user` has a role, `user` among them."""
    return User.objects.filter(
        is_active=True,
        memberships__role=Membership.Role.CLINICIAN,
        memberships__clinic__in=Clinic.objects.worked_at_by(user),
    ).distinct()


def one_or_refuse(allowed, visible, **lookup):
    """The row of `allowed` that matches; 403 if it is only among the `visible`, 404 for strangers and for nothing."""
    row = allowed.filter(**lookup).first()
    if row is not None:
        return row
    if visible.filter(**lookup).exists():
        raise PermissionDenied
    raise Http404


def _page_for(allowed, role):
    """A decorator for views that only people for whom `allowed(user)` holds may open; others get 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.role = role
        return guarded

    return decorate


clinician_page = _page_for(is_clinician, "clinician")
admin_page = _page_for(is_admin, "admin")
member_page = _page_for(lambda user: bool(memberships_of(user)), "member")
signed_in_page = _page_for(lambda user: True, "signed in")


def public_page(view):
    """A view that needs no sign-in. Listed by name in the URL sweep of the tests."""
    view = login_not_required(view)
    view.role = "public"
    return view
