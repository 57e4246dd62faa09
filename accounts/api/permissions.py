"""What the call may do at all. Whose data it reaches is decided by the query, never here."""

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission


class ScopeAllows(BasePermission):
    """Deny by default: the view names a scope for each method in `scope_for`, and the token must carry it.

    A browser session carries all scopes. A method the view does not have passes, to be answered with 405; OPTIONS is
    one that no view has.
    """

    def has_permission(self, request, view):
        if request.user is None or not request.user.is_authenticated:
            return False
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS" or not hasattr(view, request.method.lower()):
            return True
        scope = getattr(view, "scope_for", {}).get(method)
        self.message = _("This token lacks the scope %(scope)s.") % {"scope": scope}
        return scope is not None and (request.auth is None or scope in request.auth.scopes)
