"""Writes that may arrive twice: the second gets the first one's answer."""

import hashlib
import json
import uuid
from http import HTTPStatus

from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.models import RepeatableWrite
from accounts.refusals import Refused


class OtherBody(APIException):
    status_code = 422


def key_of(request):
    """What makes this write repeatable: its Idempotency-Key, else its client-made id, else None."""
    header = request.headers.get("Idempotency-Key")
    if header is not None:
        if not (0 < len(header) <= 255 and header.isascii() and header.isprintable()):
            raise ValidationError({"Idempotency-Key": [_("Use 1 to 255 printable ASCII characters.")]})
        return f"key:{header}"
    body_id = request.data.get("id") if isinstance(request.data, dict) else None
    try:
        return f"id:{uuid.UUID(body_id)}" if isinstance(body_id, str) else None
    except ValueError:
        return None


def once(request, write):
    """Run `write()` -> Response in one transaction, or give again the answer it gave before, then with 200.

    A refused write leaves nothing behind. The same key with another body is 422, one still in progress 409.
    """
    with transaction.atomic():
        key = key_of(request)
        if key is None:
            return write()
        _lock_or_refuse(f"{request.user.pk}:{key}")
        fingerprint = _fingerprint(request)
        known = RepeatableWrite.objects.filter(user=request.user, key=key).first()
        if known is None:
            response = write()
            # a conflict that still stored something (a repeated check-in's symptoms) is said again, not replayed
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                return response
            return _kept(request, key, fingerprint, response)
        if known.fingerprint != fingerprint:
            raise OtherBody(_("This key or id was used before with another body."))
        return Response(known.answer, status=200, headers={"ETag": known.etag} if known.etag else None)


def _fingerprint(request):
    canonical = json.dumps([request.method, request.path, request.data], sort_keys=True)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _lock_or_refuse(name):
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Refused(_("The same write is still in progress. Try again in a moment."))


def _kept(request, key, fingerprint, response):
    RepeatableWrite.objects.create(
        user=request.user,
        key=key,
        fingerprint=fingerprint,
        answer=json.loads(JSONRenderer().render(response.data)),
        etag=response.headers.get("ETag", ""),
    )
    return response
