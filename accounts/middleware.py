"""Two promises kept for every request: text PostgreSQL cannot store is refused, and pages about people are not cached."""

from django.http import HttpResponseBadRequest
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _


def _unstorable(text):
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


class RefuseUnstorableText:
    """A NUL byte or half of a surrogate pair in the address is nobody's typing: 400 before any query is made.

    Forms refuse them by field (Django's CharField), the API by parsing; this covers paths and query strings.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _unstorable(request.path) or any(
            _unstorable(word) for key, values in request.GET.lists() for word in (key, *values)
        ):
            return HttpResponseBadRequest(_("The address contains characters that cannot be used."))
        return self.get_response(request)


class KeepPrivate:
    """Whatever a signed-in person sees stays out of shared caches and of the browser's history cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)  # None after an API call without a token
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response
