"""What a patient sends while nothing can be stored, the database itself being away, say: NOT SENT, and what to do.

The page asks nothing that could fail once more: not who is signed in, no plan, no clinic.
"""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.views import door
from prescriptions.forms.check_in import ticked_words
from prescriptions.safety.red_flags import flags_in
from prescriptions.views.check_in import advice_on


def broken(request):
    """The answer to a fault. What a patient noted is called by its name; all others get the plain page."""
    if request.method != "POST" or not request.path.startswith(reverse("today")):
        return door.broken(request)
    flags = flags_in(_ticked(request))
    _urgency, advice = advice_on(flags) if flags else ("", "")
    context = {"advice": advice, "ticked": ticked_words(flags)}
    return HttpResponse(render_to_string("prescriptions/not_sent.html", context), status=503)


def _ticked(request):
    """The words that were ticked; none where the connection broke before the form had come."""
    try:
        return request.POST.getlist("symptoms")
    except (OSError, SuspiciousOperation, MultiPartParserError):
        return []
