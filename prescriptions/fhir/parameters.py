"""Search parameters: each turns one value of the address into a condition on rows, or says that it cannot."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext as _

from prescriptions.fhir import dates

ALL, NONE = ~Q(pk__in=[]), Q(pk__in=[])


class BadValue(Exception):
    """The value cannot be understood; the text says what would be."""


@dataclass(frozen=True)
class Parameter:
    """`condition(value, reader)` is the Q of the rows that match, `kind` the FHIR type of the parameter."""

    kind: str
    condition: Callable
    documentation: str = ""


def values_of(text):
    """The alternatives of a value: parted by commas, one that belongs to a value is written `\\,`."""
    return [re.sub(r"\\([,$|\\])", r"\1", part) for part in re.split(r"(?<!\\),", text)]


def token_of(text):
    """(system, code) of `system|code`; the system is None when none was written, empty for `|code`."""
    system, bar, code = text.rpartition("|")
    return (system if bar else None), code


def is_token(text, system, code):
    """True if the token `text` means the coding of `system` and `code`."""
    asked_system, asked_code = token_of(text)
    return asked_system in (None, system) and asked_code in (code, "") and bool(asked_system or asked_code)


def key(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadValue(_("Write an id as the server gives it.")) from None


def ids(*, column="pk", read=key):
    """`_id`: a value that is no id of ours is simply the id of nothing."""

    def condition(text, reader):
        try:
            return Q(**{column: read(text)})
        except BadValue:
            return NONE

    return Parameter("token", condition)


def reference(kind, column, *, read=key):
    """`Patient/id`, an absolute address of this server, or the id alone."""

    def condition(text, reader):
        prefixes = (reader.site.url(kind, ""), f"{kind}/")
        found = next((text.removeprefix(prefix) for prefix in prefixes if text.startswith(prefix)), text)
        if "/" in found:
            return NONE
        return Q(**{column: read(found)})

    return Parameter("reference", condition)


def fixed(*codings):
    """A token that is the same for all rows."""

    def condition(text, reader):
        return ALL if any(is_token(text, system, code) for system, code, _display in codings) else NONE

    return Parameter("token", condition)


def coded(column, system, *codings):
    """A token of our own `system` kept in `column`, beside `codings` that all rows have."""

    def condition(text, reader):
        asked_system, code = token_of(text)
        own = asked_system in (None, reader.site.system(system))
        found = Q(**{column: code}) if own and code else ALL if own and asked_system else NONE
        return found | fixed(*codings).condition(text, reader)

    return Parameter("token", condition)


def words(conditions, *, known):
    """A status: `conditions(reader)` maps words to conditions, every other word of `known` matches nothing."""

    def condition(text, reader):
        word = token_of(text)[1]
        if word not in known:
            raise BadValue(_("This is none of: %(words)s.") % {"words": ", ".join(known)})
        return conditions(reader).get(word, NONE)

    return Parameter("token", condition)


def _dated(compare, text, reader):
    try:
        return compare(text)
    except (ValueError, OverflowError):
        raise BadValue(_("Write a date like ge2026-11-22 or 2026-11-22T09:30:00Z.")) from None


def days(first, last=None):
    return Parameter("date", partial(_dated, partial(dates.days, first, last or first)))


def instant(column):
    return Parameter("date", partial(_dated, partial(dates.instants, column)))
