"""ETag, If-None-Match and If-Match over the bytes that are shown."""

import hashlib

from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.refusals import Stale


class PreconditionRequired(APIException):
    status_code = 428


def etag_of(data):
    """A strong entity tag over all that `data` shows."""
    return etag_of_bytes(JSONRenderer().render(data))


def etag_of_bytes(content):
    """The same over an answer that is rendered already."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def answer(request, data, *, status=200):
    """`data` with its ETag; for a GET whose If-None-Match names it, 304 without a body."""
    etag = etag_of(data)
    headers = {"ETag": etag}  # for the client to remember: no cache may (accounts.middleware.KeepPrivate)
    if request.method in ("GET", "HEAD") and _known(request, etag):
        return Response(status=304, headers=headers)
    return Response(data, status=status, headers=headers)


def answer_bytes(request, content, etag):
    """The rendered JSON `content` for a GET; 304 without a body where If-None-Match names its `etag`."""
    if _known(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(content, content_type="application/json", headers={"ETag": etag})


def _known(request, etag):
    header = request.headers.get("If-None-Match")
    if header is None:
        return False
    known = {tag.removeprefix("W/") for tag in parse_etags(header)}
    return etag in known or "*" in known


def check_if_match(request, current, *, required=False):
    """Raise 428 or 412 unless If-Match names the ETag of `current()`, the data as it would be shown now."""
    header = request.headers.get("If-Match")
    if header is None:
        if required:
            raise PreconditionRequired(_("Send If-Match with the ETag you last read."))
        return
    tags = parse_etags(header)
    if "*" not in tags and etag_of(current()) not in tags:
        raise Stale(_("This has changed since you read it. Read it again, then send your change."))
