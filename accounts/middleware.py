"""Promises kept for every request: text that cannot be stored is refused, pages about people are kept nowhere."""

from django.core.exceptions import BadRequest
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.api.outcomes import refusal


def _unstorable(text):
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def _is_public(response):
    """Whether the view said so: a figure of the catalogue holds nothing of people."""
    return response.headers.get("Cache-Control", "").startswith("public")


class RefuseUnstorableText:
    """A NUL byte or half of a surrogate pair in the address is nobody's typing: 400 before any query is made.

    Forms refuse them by field (Django's CharField), the API by parsing; this covers paths and query strings.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        names = [key for key, words in request.GET.lists() if any(_unstorable(word) for word in (key, *words))]
        if names or _unstorable(request.path):
            detail = _("The address contains characters that cannot be used.")
            errors = {name.replace("\x00", ""): [detail] for name in names or ["path"]}
            if (answer := refusal(request, 400, detail, errors=errors)) is not None:
                return answer
            raise BadRequest(detail)
        return self.get_response(request)


class WantLength:
    """An API body without a length is 411: Django would take it for none, as if nothing had been sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "Transfer-Encoding" in request.headers:
            answer = refusal(request, 411, _("Send the body in one piece, with a Content-Length."))
            if answer is not None:
                return answer
        return self.get_response(request)


class KeepPrivate:
    """Whatever a signed-in person or a token's owner sees is kept by no cache, the browser's own included.

    ETags serve the clients that remember them on their own account.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)  # None after an API call without a token
        if not _is_public(response) and user is not None and user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class ForgetOnSignOut:
    """Signing out empties what the browser kept for this site: pages put aside, what waits to be sent, the worker."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


class PackPages(GZipMiddleware):
    """Pages and scripts travel packed: a day of exercises is a tenth of its size.

    Up to a hundred bytes of chance are added to each (`max_random_bytes`), so that its length tells nobody on the way
    whether what they made the page repeat stands in it as well (BREACH, breachattack.com). Answers of the API stay as
    they are: packing would weaken their ETags, by which writes are judged.
    """

    PACKED = ("text/html", "text/javascript")

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "").startswith(self.PACKED):
            return super().process_response(request, response)
        return response


class KeepWithinBounds:
    """Pages use no device and no sensor of the visitor, and no other site may embed what is not public."""

    UNUSED = (
        *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope"),
        *("hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
    )
    POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = self.POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if _is_public(response) else "same-origin"
        return response
