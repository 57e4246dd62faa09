"""Reading a request body: JSON to the letter, of bounded size and depth."""

import json

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class AlwaysJSON(DefaultContentNegotiation):
    """One format: whatever a client says it accepts, it gets JSON, and an error as a problem document."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class StrictJSON(BaseParser):
    """No NaN, no key twice, no endless nesting: what is stored is what was sent, or nothing is."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(_("The body is larger than %(limit)s bytes.") % {"limit": limit})
        try:
            return json.loads(
                body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object_without_doubles
            )
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except ValueError as error:
            raise ParseError(_("This is not JSON: %(error)s") % {"error": error}) from error


def _refuse_constant(name):
    raise ValueError(f"{name} is not a JSON number")


def _object_without_doubles(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
