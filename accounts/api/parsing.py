"""Reading a request body: JSON to the letter, of bounded size and depth."""

import json
from collections import Counter

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser

DEEPEST = 20  # the contract needs five levels


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class AlwaysJSON(DefaultContentNegotiation):
    """One format: whatever a client says it accepts, it gets JSON, and an error as a problem document."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class StrictJSON(BaseParser):
    """No NaN, no key twice, no half characters, no endless nesting: what is stored is what was sent, or nothing is."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(_("The body is larger than %(limit)s bytes.") % {"limit": limit})
        try:
            found = json.loads(
                body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object_without_doubles
            )
            _check(found)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except ValueError as error:
            raise ParseError(_("This is not JSON: %(error)s") % {"error": error}) from error
        return found


def _refuse_constant(name):
    raise ValueError(f"{name} is not a JSON number")


def _object_without_doubles(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        name, _times = Counter(name for name, _value in pairs).most_common(1)[0]
        raise ValidationError({_printable(name): [_("This key stands twice in one object.")]})
    return found


def _check(found):
    """Raise RecursionError for nesting nobody needs, 400 that names the field for half of a surrogate pair."""
    _measure(found, DEEPEST)
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        place = ".".join(_place_of_half(found))
        raise ValidationError({place: [_("This is not text: half a character stands alone.")]}) from None


def _measure(found, left):
    if isinstance(found, (dict, list)):
        if not left:
            raise RecursionError
        for value in found.values() if isinstance(found, dict) else found:
            _measure(value, left - 1)


def _place_of_half(found):
    """The path to the first text with half a character; such a text is in `found`."""
    pairs = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, value in pairs:
        if str(name) != _printable(name):
            return [_printable(name)]
        if not _is_whole(value):
            return [str(name), *_place_of_half(value)]
    return []


def _is_whole(value):
    text = json.dumps(value, ensure_ascii=False)
    return text == _printable(text)


def _printable(name):
    return str(name).encode("utf-8", "backslashreplace").decode()
