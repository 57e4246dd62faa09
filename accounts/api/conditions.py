"""ETag, If-None-Match and If-Match over the bytes that are shown."""

import hashlib

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
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def answer(request, data, *, status=200):
    """`data` with its ETag; for a GET whose If-None-Match names it, 304 without a body."""
    etag = etag_of(data)
    headers = {"ETag": etag}  # for the client to remember: no cache may (accounts.middleware.KeepPrivate)
    if request.method in ("GET", "HEAD"):
        known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
        if etag in known or "*" in known:
            return Response(status=304, headers=headers)
    return Response(data, status=status, headers=headers)


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
