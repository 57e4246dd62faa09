"""Password reset when the mail server is away: the page says so, known or unknown; the log has no address."""

import smtplib

import pytest
from django.core.mail import EmailMessage

from tests.accounts.test_sign_in import unmasked

pytestmark = pytest.mark.django_db
AWAY = "No mail can be sent just now. Try again later, or call your clinic."


@pytest.fixture
def mail_server(monkeypatch):
    """`mail_server(error)` answers every mail with that error."""

    def fails(error):
        def send(*args, **kwargs):
            raise error

        monkeypatch.setattr(EmailMessage, "send", send)

    return fails


def asked(client, email):
    return client.post("/accounts/password/reset/", {"email": email}, follow=True)


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPRecipientsRefused({"doctor@example.org": (550, b"no")})],
    ids=type,
)
def test_it_says_so_and_logs_no_address(client, clinician, mail_server, caplog, error):
    mail_server(error)
    answer = asked(client, "doctor@example.org")
    assert (answer.status_code, AWAY in answer.content.decode()) == (200, True)
    assert [record.getMessage() for record in caplog.records] == [f"A mail could not be sent: {type(error).__name__}"]


def test_a_stranger_learns_nothing_from_it(client, clinician, mail_server):
    mail_server(ConnectionRefusedError())
    known, unknown = asked(client, "doctor@example.org"), asked(client, "nobody@example.org")
    assert (known.status_code, unmasked(known)) == (unknown.status_code, unmasked(unknown))


def test_a_mail_that_is_sent_is_not_complained_about(client, clinician, mailoutbox):
    answer = asked(client, "doctor@example.org")
    assert (len(mailoutbox), AWAY in answer.content.decode()) == (1, False)
