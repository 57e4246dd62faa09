"""The calendar feed, for calendar programs: the secret in its address is all they have."""

from hashlib import sha256

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from accounts.access import public_page
from prescriptions.calendar_feed import feed_of


@public_page
@require_safe
def calendar_feed(request, token):
    content = feed_of(token, now=timezone.now(), site=request.build_absolute_uri("/").rstrip("/"))
    if content is None:
        raise Http404
    mark = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if mark in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers=headers)
    headers["Content-Disposition"] = 'inline; filename="exercises.ics"'
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
