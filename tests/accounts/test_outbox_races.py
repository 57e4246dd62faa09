"""Two senders at once, with real threads and real commits; the race is first shown to bite with its guard off."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.utils.timezone import now as clock

from accounts.models import QueuedMail
from accounts.outbox import queue_mail, send_queued
from accounts.outbox import sender as sender_module

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS, MAILS = 4, 12


def at_once(call):
    gate = threading.Barrier(SENDERS)

    def run(_number):
        try:
            gate.wait(timeout=10)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(run, range(SENDERS)))


@pytest.fixture
def queued():
    now = datetime.now(UTC)
    for number in range(MAILS):
        queue_mail(key=str(number), to="vera@example.org", subject=f"{number:02}", body="…", now=now)


@pytest.mark.usefixtures("queued")
def test_senders_at_once_send_every_mail_once(sink):
    runs = at_once(lambda: send_queued(now=datetime.now(UTC)))
    assert sorted(sink.subjects) == [f"{number:02}" for number in range(MAILS)]
    assert sum(run.sent for run in runs) == MAILS
    assert set(QueuedMail.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.usefixtures("queued")
def test_without_the_claim_mails_would_go_out_twice(sink, monkeypatch):
    read, marked = threading.Barrier(SENDERS), threading.Barrier(SENDERS)

    def unguarded(now):
        mail = sender_module._due(now).order_by("due_at", "pk").first()
        read.wait(timeout=10)
        QueuedMail.objects.filter(pk=mail.pk).update(state="sending", claimed_at=clock())
        marked.wait(timeout=10)  # a mail that was sent meanwhile cannot be marked again: the database says no
        return mail

    monkeypatch.setattr(sender_module, "_claim", unguarded)
    at_once(lambda: send_queued(now=datetime.now(UTC), most=1))
    assert len(sink.subjects) > len(set(sink.subjects))


def test_the_same_key_queued_at_once_is_one_mail():
    now = datetime.now(UTC)
    new = at_once(lambda: queue_mail(key="slot", to="vera@example.org", subject="s", body="b", now=now))
    assert (sorted(new), QueuedMail.objects.count()) == ([False] * (SENDERS - 1) + [True], 1)
