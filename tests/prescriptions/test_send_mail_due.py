"""The command that a scheduler runs."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.outbox import queue_mail
from prescriptions.management.commands import send_mail_due

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command("send_mail_due", *args, stdout=out)
    return out.getvalue()


def queued(key):
    queue_mail(key=key, to="vera@example.org", subject="News", body="…", now=datetime.now(UTC))


def test_it_sends_what_is_due_and_says_how_much():
    queued("one")
    assert (run(), len(mail.outbox)) == ("sent 1, refused 0, in doubt 0, given up 0\n", 1)


def test_it_says_nothing_when_nothing_is_due():
    assert run() == ""


def test_it_stays_and_looks_again(monkeypatch):
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt
        queued("second")

    monkeypatch.setattr(send_mail_due.time, "sleep", sleep)
    queued("first")
    with pytest.raises(KeyboardInterrupt):
        run("--every", "60")
    assert (waits, len(mail.outbox)) == ([60, 60], 2)


def test_a_wrong_number_is_refused():
    with pytest.raises(CommandError):
        run("--every", "soon")
