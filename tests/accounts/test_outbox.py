"""The outbox against a mail server that takes, refuses, hangs and dies: nothing is lost, nothing is sent twice."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import QueuedMail
from accounts.outbox import Sent, queue_mail, send_queued
from accounts.outbox import sender as sender_module
from tests.mail_sink import free_port, led_to, silent_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def queued(key="news-1", *, to="vera@example.org", subject="News", body="Please look.", **more):
    return queue_mail(key=key, to=to, subject=subject, body=body, now=NOW, **more)


def only():
    return QueuedMail.objects.get()


def send_at(clock, moment):
    clock.move_to(moment, tick=False)
    return send_queued(now=moment)


def test_a_mail_is_sent_once(sink):
    queued()
    assert (send_queued(now=NOW), send_queued(now=NOW)) == (Sent(sent=1), Sent())
    (mail,) = sink.mails
    assert (mail["To"], mail["Subject"], mail.get_content()) == ("vera@example.org", "News", "Please look.\r\n")
    assert (only().state, only().sent_at, only().attempts) == ("sent", NOW, 1)


def test_many_go_over_one_connection_in_the_order_they_were_queued(sink, clock):
    for number in range(5):
        queue_mail(
            key=f"{number}", to="a@example.org", subject=f"{number}", body="…", now=NOW - timedelta(hours=5 - number)
        )
    assert send_queued(now=NOW) == Sent(sent=5)
    assert sink.subjects == ["0", "1", "2", "3", "4"]


def test_the_same_key_is_queued_once(sink):
    assert (queued(subject="First"), queued(subject="Second")) == (True, False)
    send_queued(now=NOW)
    assert (queued(subject="Third"), send_queued(now=NOW), sink.subjects) == (False, Sent(), ["First"])


def test_a_mail_is_undone_with_the_change_it_tells_of(sink):
    with transaction.atomic():
        assert queued()
        transaction.set_rollback(True)
    assert (send_queued(now=NOW), QueuedMail.objects.count()) == (Sent(), 0)


def test_what_is_not_due_waits(sink):
    queue_mail(key="later", to="a@example.org", subject="Later", body="…", now=NOW + timedelta(minutes=5))
    assert send_queued(now=NOW) == Sent()
    assert send_queued(now=NOW + timedelta(minutes=5)) == Sent(sent=1)


# --- what a header may hold


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Vera "The Fox" <v@evil.example>', 'Vera "The Fox" <v@evil.example>'),
        ("Lindqvist, Vera", "Lindqvist, Vera"),
        ("Вера Линдквист", "Вера Линдквист"),
        ("Vera\r\nBcc: all@example.org", "Vera Bcc: all@example.org"),
        ("‮arev 🦊", "arev 🦊"),
    ],
)
def test_a_name_stays_a_name(sink, name, shown):
    queued(to_name=name)
    assert send_queued(now=NOW) == Sent(sent=1)
    (mail,) = sink.mails
    (address,) = mail["To"].addresses
    assert (address.display_name, address.addr_spec, mail["Bcc"]) == (shown, "vera@example.org", None)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x00", "\x0b"])
def test_a_subject_cannot_end_early(sink, end):
    queued(subject=f"News{end}Bcc: all@example.org")
    assert send_queued(now=NOW) == Sent(sent=1)
    assert (sink.mails[0]["Subject"], sink.mails[0]["Bcc"]) == ("News Bcc: all@example.org", None)


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org", '"Vera" <v@example.org>']
)
def test_what_is_no_address_is_refused_when_it_is_queued(address):
    with pytest.raises(ValidationError) as refused:
        queued(to=address)
    assert list(refused.value.message_dict) == ["to"]
    assert QueuedMail.objects.count() == 0


def test_a_mail_that_has_expired_is_not_queued():
    with pytest.raises(ValidationError):
        queued(expires_at=NOW)


def test_more_headers_are_sent_as_given(sink):
    queued(headers={"List-Unsubscribe": "<https://plan.clinic.example/x>"})
    send_queued(now=NOW)
    assert sink.mails[0]["List-Unsubscribe"] == "<https://plan.clinic.example/x>"
    assert sink.mails[0]["Auto-Submitted"] == "auto-generated"


def test_the_address_that_ends_the_mails_stands_whole_in_one_line(sink):
    """RFC 8058: a mail program presses the button at this address, and does not decode it before."""
    address = f"<https://plan.clinic.example/reminders/stop/{'a1B2' * 40}/>"
    queued(subject="Пора заниматься", to_name="Марина Ельникова" * 10, headers={"List-Unsubscribe": address})
    send_queued(now=NOW)
    head = sink.raw[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: {address}".encode() in head
    others = [line for line in head if not line.startswith(b"List-Unsubscribe")]
    assert max(map(len, others)) <= 78
    assert (sink.mails[0]["Subject"], sink.mails[0]["List-Unsubscribe"]) == ("Пора заниматься", address)


# --- a server that fails


def test_a_server_that_refuses_connections_costs_no_mail_a_try(settings, sink):
    queued()
    reached = settings.MAILERS["default"]["OPTIONS"]
    led_to(settings, {"host": "127.0.0.1", "port": free_port(), "timeout": 0.5})
    assert send_queued(now=NOW) == Sent(server_away=True)
    assert (only().state, only().attempts) == ("queued", 0)
    led_to(settings, reached)
    assert send_queued(now=NOW) == Sent(sent=1)


def test_a_server_that_never_says_a_word_is_left_after_its_time(settings):
    queued()
    with silent_server() as listener:
        led_to(settings, {"host": "127.0.0.1", "port": listener.getsockname()[1], "timeout": 0.3})
        assert send_queued(now=NOW) == Sent(server_away=True)
    assert (only().state, only().attempts) == ("queued", 0)


@pytest.mark.parametrize("behaviour", ["refuse", "later", "hang-before"])
def test_a_mail_that_was_not_taken_is_kept_and_tried_again(sink, clock, behaviour):
    sink.behave = behaviour
    queued()
    assert send_queued(now=NOW) == Sent(refused=1)
    kept = only()
    assert (kept.state, kept.attempts, kept.due_at) == ("queued", 1, NOW + timedelta(minutes=1))
    assert kept.last_error.startswith("SMTP")
    sink.behave = "accept"
    assert send_at(clock, NOW + timedelta(seconds=59)) == Sent()
    assert send_at(clock, NOW + timedelta(seconds=60)) == Sent(sent=1)
    assert len(sink.mails) == 1


def test_tries_grow_rarer_and_end_after_three_days_and_the_mail_is_kept(sink, clock):
    sink.behave = "later"
    queued()
    waits = []
    moment = NOW
    while only().state == "queued" and only().due_at < only().expires_at:
        moment = only().due_at
        assert send_at(clock, moment) == Sent(refused=1)
        waits.append((only().due_at - moment) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720, 720, 720, 720]
    assert send_at(clock, NOW + timedelta(days=3)) == Sent(given_up=1)
    assert (only().state, only().body) == ("given_up", "Please look.")


@pytest.mark.parametrize("behaviour", ["hang", "die"])
def test_a_server_that_takes_the_mail_and_says_nothing_gets_no_second_one(sink, clock, behaviour):
    sink.behave = behaviour
    queued()
    assert send_queued(now=NOW) == Sent(in_doubt=1)
    assert (only().state, only().last_error.split(":")[0]) == ("in_doubt", "InDoubt")
    sink.behave = "accept"
    assert send_at(clock, NOW + timedelta(days=1)) == Sent()
    assert len(sink.mails) == 1


@pytest.mark.parametrize("behaviour", ["hang", "die"])
def test_an_alarm_is_rather_sent_twice_under_one_message_id(sink, clock, behaviour):
    sink.behave = behaviour
    queued(rather_twice=True)
    assert send_queued(now=NOW) == Sent(refused=1)
    sink.behave = "accept"
    assert send_at(clock, NOW + timedelta(minutes=1)) == Sent(sent=1)
    assert [mail["Message-ID"] for mail in sink.mails] == [f"<{only().pk}@localhost>"] * 2


def test_one_mail_that_cannot_be_written_keeps_no_other_waiting(sink, monkeypatch):
    queued("broken", body="unwritable")
    queued("whole")

    def message_of(mail):
        return sink if mail.body == "unwritable" else written(mail)

    written = sender_module.message_of
    monkeypatch.setattr(sender_module, "message_of", message_of)
    assert send_queued(now=NOW) == Sent(sent=1, refused=1)


# --- a sender that dies


class Killed(BaseException):
    pass


@pytest.mark.parametrize(("rather_twice", "state"), [(False, "in_doubt"), (True, "sent")])
def test_a_sender_that_dies_in_the_middle_leaves_a_claim_that_another_settles(
    sink, clock, monkeypatch, rather_twice, state
):
    queued(rather_twice=rather_twice)

    def dies(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sender_module, "_settle", dies)
        with pytest.raises(Killed):
            send_queued(now=NOW)
    assert (only().state, len(sink.mails)) == ("sending", 1)
    send_at(clock, NOW + timedelta(minutes=14))
    assert (only().state, len(sink.mails)) == ("sending", 1)
    send_at(clock, NOW + timedelta(minutes=16))
    assert (only().state, len(sink.mails)) == (state, 2 if rather_twice else 1)


def test_a_sender_taken_for_dead_writes_over_nothing(sink, clock):
    queued()
    mail = sender_module._claim(NOW)
    send_at(clock, NOW + timedelta(minutes=16))
    sender_module._settle(mail, "sent", sent_at=NOW)
    assert only().state == "in_doubt"


def test_what_was_sent_is_forgotten_after_ninety_days_and_what_was_not_is_kept(sink, clock):
    queued("sent")
    send_queued(now=NOW)
    sink.behave = "die"
    queued("doubtful")
    send_queued(now=NOW)
    send_at(clock, NOW + timedelta(days=91))
    assert list(QueuedMail.objects.values_list("key", flat=True)) == ["doubtful"]


def test_the_database_refuses_a_mail_that_was_sent_at_no_time(sink):
    queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        QueuedMail.objects.update(state="sent", claimed_at=NOW)


def test_the_log_names_nobody(sink, caplog):
    sink.behave = "refuse"
    queued(to="vera.lindqvist@example.org")
    send_queued(now=NOW)
    assert "vera" not in caplog.text
    assert "Mail queued: SMTPRecipientsRefused" in caplog.text


def test_it_was_a_real_server(sink, settings):
    options = settings.MAILERS["default"]["OPTIONS"]
    with socket.create_connection((options["host"], options["port"]), timeout=2) as line:
        assert line.recv(3) == b"220"
