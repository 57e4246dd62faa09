"""The way in without a password: a personal link or a code from paper, then the birth date.

Opening the page consumes nothing and looks the same whether the link exists or not; only what is sent is judged.
"""

from allauth.account.adapter import get_adapter
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import public_page
from patients.actions import TooManyTries, Unknown, enter
from patients.models import WayIn
from patients.views.door import OPENED_BY, begin_session
from patients.way_forms import BirthDateForm, CodeForm

FORMS = {WayIn.Kind.LINK: BirthDateForm, WayIn.Kind.CODE: CodeForm}


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def way_link(request, token):
    """A personal link: whoever came in by it on this device goes straight on."""
    opened_by = request.session.get(OPENED_BY)
    if request.method != "POST" and opened_by == WayIn.digest_of(WayIn.Kind.LINK, token):
        return redirect("today")
    return _door(request, WayIn.Kind.LINK, token)


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def way_code(request):
    """The code from paper, for those who cannot scan."""
    return _door(request, WayIn.Kind.CODE)


def _door(request, kind, secret=None):
    if request.method != "POST":
        return _page(request, kind, FORMS[kind]())
    form = FORMS[kind](request.POST)
    if not form.is_valid():
        return _page(request, kind, form, status=400)
    now, address = timezone.now(), get_adapter(request).get_client_ip(request)
    secret, birth_date = secret or form.cleaned_data["code"], form.cleaned_data["birth_date"]
    try:
        way, user = enter(kind=kind, secret=secret, birth_date=birth_date, address=address, now=now)
    except TooManyTries:
        return _page(request, kind, form, refused=_("That was tried too often. Please wait an hour."), status=429)
    except Unknown:
        return _page(request, kind, form, refused=_("We could not find that."), status=400)
    begin_session(request, user, way, now=now)
    return redirect("today")


def _page(request, kind, form, *, refused="", status=200):
    context = {"form": form, "by_code": kind == WayIn.Kind.CODE, "refused": refused}
    return render(request, "patients/way_enter.html", context, status=status)
