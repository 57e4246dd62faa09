"""Mail that leaves the request: queued as a row beside what it tells of, sent by `manage.py send_mail_due`."""

from accounts.outbox.queue import queue_mail
from accounts.outbox.sender import Sent, send_queued

__all__ = ["Sent", "queue_mail", "send_queued"]
