"""Queueing a mail. It is a row like any other: it comes to be, or not, with the transaction it is written in."""

from datetime import timedelta

from django.core.exceptions import ValidationError

from accounts.models import QueuedMail

TRIED_FOR = timedelta(days=3)


def queue_mail(*, key, to, subject, body, now, to_name="", headers=None, expires_at=None, rather_twice=False):
    """Queue a mail to the address `to`; True if it is new, False if there is one with this `key` already.

    `key` names what the mail tells of ("plan-event-17", "reminder-<id>-2026-11-25-1"); one mail at most comes of it,
    unless `rather_twice`: then one that may have been lost on the way is sent again.
    `expires_at` ends the tries; 3 days from now unless told otherwise. `headers` are added as they are.
    Line breaks and control characters in `subject` and `to_name` become blanks. Raises ValidationError for an
    address that is none. Write no diagnosis, region or exercise into subject or body.
    """
    mail = QueuedMail(
        key=key,
        to=to,
        to_name=in_one_line(to_name),
        subject=in_one_line(subject),
        body=body,
        headers={name: in_one_line(value, longest=1000) for name, value in (headers or {}).items()},
        rather_twice=rather_twice,
        queued_at=now,
        due_at=now,
        expires_at=expires_at or now + TRIED_FOR,
    )
    mail.clean_fields(exclude={"claimed_at", "sent_at"})
    if mail.expires_at <= now:
        raise ValidationError({"expires_at": f"{mail.expires_at} has passed."})
    fields = [field.attname for field in QueuedMail._meta.concrete_fields if field.attname != "key"]
    values = {name: getattr(mail, name) for name in fields}
    return QueuedMail.objects.get_or_create(key=key, defaults=values)[1]


def in_one_line(text, *, longest=200):
    """`text` as a header may hold it: one line of printable characters, at most `longest` of them."""
    printable = "".join(char if char.isprintable() else " " for char in str(text))
    return " ".join(printable.split())[:longest]
