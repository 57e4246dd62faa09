"""What production writes to its log: where something went wrong, and nothing about the people it went wrong for."""

import logging
import re
import traceback

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import Error as DatabaseError
from django.db.utils import OperationalError

# What these say is about the server. What any other exception says may quote a row or what somebody typed.
SAYS_NOTHING_OF_PEOPLE = (ImproperlyConfigured, OperationalError)

# Who knows what follows these can walk in. The same list stands in deploy/nginx.conf.
DOORS = (
    "/accounts/password/reset/key/",
    "/accounts/confirm-email/",
    "/invitations/",
    "/p/",
    "/calendar/",
    "/reminders/stop/",
    "/reminders/confirm/",
)
WAY_IN = re.compile(rf"({'|'.join(map(re.escape, DOORS))})[^\s\"']+")


class Discreet(logging.Formatter):
    """Tracebacks without their messages, addresses without the secrets in them."""

    def format(self, record):
        return WAY_IN.sub(r"\1…", super().format(record))

    def formatException(self, exc_info):
        errors = [*_before(exc_info[1]), exc_info[1]]
        told = ["".join(traceback.format_tb(error.__traceback__)) + _named(error) for error in errors]
        return "Traceback (without messages, which may quote somebody's data):\n" + "\n… and then:\n".join(told)


def _before(error):
    """The errors that led to this one, the first one first."""
    chain = [error]
    while (cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        if cause in chain:
            break
        chain.insert(0, error := cause)
    return chain[:-1]


def _named(error):
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, SAYS_NOTHING_OF_PEOPLE):
        return f"{name}: {error}"
    if isinstance(error, DatabaseError) and (diagnosis := getattr(error.__cause__, "diag", None)):
        return f"{name}: {diagnosis.sqlstate} {diagnosis.constraint_name or ''}".rstrip()
    return name
