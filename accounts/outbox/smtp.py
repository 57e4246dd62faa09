"""The way to the mail server, which tells a mail that was refused from one of which nobody knows."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend


class InDoubt(Exception):
    """The connection broke after the message was handed over and before the server said whether it took it."""


class _Telling:
    def data(self, msg):
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except OSError as error:  # a time-out, a broken connection
            raise InDoubt(f"{type(error).__name__}: {error}") from error


class _Plain(_Telling, smtplib.SMTP):
    pass


class _Encrypted(_Telling, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's SMTP backend on a connection that raises InDoubt."""

    @property
    def connection_class(self):
        return _Encrypted if self.use_ssl else _Plain
