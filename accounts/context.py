"""What every page's header shows."""

from django.utils.functional import SimpleLazyObject

from accounts.access import clinics_of, is_admin, is_clinician


def workplace(request):
    """The signed-in person's clinics and roles. Lazy, so that pages which show none of it ask nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "workplaces": SimpleLazyObject(lambda: clinics_of(user)),
        "is_clinician": SimpleLazyObject(lambda: is_clinician(user)),
        "is_admin": SimpleLazyObject(lambda: is_admin(user)),
    }
