"""The switch between languages, for everyone: kept with the person who is signed in, and in a cookie for the door."""

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import public_page
from accounts.models import Language
from accounts.people import choose_language


@public_page
@require_POST
def language_choose(request):
    language = request.POST.get("language")
    if language not in Language.values:
        return HttpResponseBadRequest(_("There is no such language."), content_type="text/plain; charset=utf-8")
    if request.user.is_authenticated:
        choose_language(by=request.user, language=language)
    answer = redirect(_way_back(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return answer


def _way_back(request):
    """The page on which the switch was used, if the browser names one of ours."""
    back = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if here else resolve_url("home")
