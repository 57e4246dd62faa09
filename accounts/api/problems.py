"""Every error of the API as `application/problem+json` (RFC 9457): no path, no request id, nothing about others."""

from http import HTTPStatus
from itertools import islice

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.refusals import Gone, Refused

PROBLEM = "application/problem+json"
MOST_ERRORS = 100  # an answer stays smaller than the body it refuses


def body_of(status, detail, **more):
    """The problem document for `status`."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": str(detail),
    } | more


def as_problem(error, context):
    """DRF's exception handler. What is not ours to explain (a bug) returns None and becomes a logged 500."""
    headers = {}
    if isinstance(error, (Http404, Gone)):
        body = body_of(404, _("There is nothing here for you."))
    elif isinstance(error, Refused):
        body = _of_refusal(error)
    elif isinstance(error, exceptions.ValidationError):
        body = _of_fields(error.detail)
    elif isinstance(error, ModelError):
        body = _of_fields(getattr(error, "message_dict", None) or error.messages)
    elif isinstance(error, PermissionDenied):
        body = body_of(403, str(error) or _("You may not do this."))
    elif isinstance(error, RequestDataTooBig):
        body = body_of(413, _("The body is too large."))
    elif isinstance(error, exceptions.APIException):
        body, headers = _of_framework(error)
    else:
        return None
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM)


def plain_problem(status, detail, **more):
    """A problem answer from outside DRF: an address under /api/ that leads nowhere."""
    return JsonResponse(body_of(status, detail, **more), status=status, content_type=PROBLEM)


def _of_refusal(error):
    if error.findings or error.status == HTTPStatus.CONFLICT:
        return body_of(error.status, error.detail, findings=[finding.as_json() for finding in error.findings])
    return body_of(error.status, error.detail)


def _of_fields(detail):
    errors = dict(islice(flattened(detail), MOST_ERRORS))
    return body_of(400, _("Some fields are wrong: %(fields)s.") % {"fields": ", ".join(errors)}, errors=errors)


def _of_framework(error):
    status = error.status_code
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None) is not None:
        headers["Retry-After"] = str(max(1, int(error.wait + 0.999)))
    if isinstance(error, exceptions.NotFound):
        more = {"errors": error.errors} if hasattr(error, "errors") else {}
        return body_of(404, _("There is nothing here for you."), **more), headers
    more = {"errors": {"body": [str(error.detail)]}} if status == HTTPStatus.BAD_REQUEST else {}
    return body_of(status, error.detail, **more), headers


def flattened(detail, path=""):
    """Field errors with nested ones as dotted paths: `items.0.dose.sets` -> list of messages."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from flattened(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list) and any(isinstance(inner, (dict, list)) for inner in detail):
        for index, inner in enumerate(detail):
            if inner:
                yield from flattened(inner, f"{path}.{index}" if path else str(index))
    else:
        yield path or "body", [str(message) for message in (detail if isinstance(detail, list) else [detail])]
