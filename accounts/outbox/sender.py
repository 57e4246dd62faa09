"""Sending what is queued: each mail claimed in a transaction of its own before the mail server hears of it.

A claim is committed before and settled after the mail is sent. Who dies in between leaves the claim behind: after
CLAIM_HOLDS nobody can still be at it, and the mail counts as perhaps sent.
"""

import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address

from django.conf import settings
from django.core.mail import mailers
from django.db import transaction
from django.utils.timezone import now as clock

from accounts.models import QueuedMail
from accounts.outbox.letter import Letter
from accounts.outbox.queue import in_one_line
from accounts.outbox.smtp import InDoubt

CLAIM_HOLDS = timedelta(minutes=15)  # the server is waited for 10 seconds at each step
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=12)
KEPT_FOR = timedelta(days=90)  # what was sent; what was not is kept
State = QueuedMail.State
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What a run came to: how many mails were sent, refused for now, left in doubt, given up."""

    sent: int = 0
    refused: int = 0
    in_doubt: int = 0
    given_up: int = 0
    server_away: bool = False


def send_queued(*, now, most=500):
    """Send the mails that are due at `now`, at most `most`; returns a Sent. May run many times at once."""
    counts = Counter(_settle_old(now))
    mailer, away = mailers.default, False
    try:
        for _number in range(most):
            if not _due(now).exists():
                break
            if away := not _opened(mailer):
                break
            mail = _claim(now)
            if mail is not None:
                counts[_send(mailer, mail)] += 1
    finally:
        _close(mailer)
    return Sent(counts[State.SENT], counts[State.QUEUED], counts[State.IN_DOUBT], counts[State.GIVEN_UP], away)


def _due(now):
    return QueuedMail.objects.filter(state=State.QUEUED, due_at__lte=now, expires_at__gt=now)


def _settle_old(now):
    """Give up what has expired; decide about claims whose holder must be dead; forget what was sent long ago."""
    expired = QueuedMail.objects.filter(state=State.QUEUED, expires_at__lte=now)
    dead = QueuedMail.objects.filter(state=State.SENDING, claimed_at__lt=now - CLAIM_HOLDS)
    error = "The sender died while it was sending."
    dead.filter(rather_twice=True).update(state=State.QUEUED, last_error=error)
    doubted = dead.update(state=State.IN_DOUBT, last_error=error)
    QueuedMail.objects.filter(state=State.SENT, sent_at__lt=now - KEPT_FOR).delete()
    return {State.GIVEN_UP: expired.update(state=State.GIVEN_UP), State.IN_DOUBT: doubted}


def _opened(mailer):
    """Reach the server before a mail is claimed: as long as it is away, no mail is touched."""
    try:
        mailer.open()
    except OSError as error:
        logger.warning("The mail server is away: %s", type(error).__name__)
        return False
    return True


@transaction.atomic
def _claim(now):
    """The next mail that is due and that nobody else is at, marked as being sent; None if there is none."""
    mail = _due(now).select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if mail is not None:
        mail.state, mail.claimed_at, mail.attempts = State.SENDING, clock(), mail.attempts + 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def _send(mailer, mail):
    """Send a claimed `mail` and write down what came of it; returns its new state."""
    try:
        mailer.send_messages([message_of(mail)])
    except InDoubt as error:
        _close(mailer)
        if mail.rather_twice:
            return _try_later(mail, error)
        return _settle(mail, State.IN_DOUBT, error)
    except Exception as error:  # whatever it was, the other mails are not kept waiting by this one
        _close(mailer)
        return _try_later(mail, error)
    return _settle(mail, State.SENT, sent_at=clock())


def _try_later(mail, error):
    wait = min(FIRST_WAIT * 2 ** min(mail.attempts - 1, 20), LONGEST_WAIT)
    return _settle(mail, State.QUEUED, error, due_at=clock() + wait)


def _settle(mail, state, error=None, **changes):
    """Write the end of the claim, unless another sender has taken it for dead meanwhile."""
    if error is not None:
        changes["last_error"] = in_one_line(f"{type(error).__name__}: {error}", longest=300)
        logger.warning("Mail %s: %s", state, type(error).__name__)
    claim = QueuedMail.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts)
    claim.update(state=state, **changes)
    return state


def _close(mailer):
    """Say goodbye; a server that does not answer to it is left."""
    with suppress(OSError):
        mailer.close()
    mailer.connection = None


def message_of(mail):
    """The mail as it is sent. Each try bears the same Message-ID, by which a mailbox knows a second copy."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    headers = {"Message-ID": f"<{mail.pk}@{domain}>", "Auto-Submitted": "auto-generated", **mail.headers}
    to = str(Address(display_name=mail.to_name, addr_spec=mail.to))
    return Letter(subject=mail.subject, body=mail.body, to=[to], headers=headers)
