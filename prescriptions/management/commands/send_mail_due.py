"""`manage.py send_mail_due [--every SECONDS]`: queue the reminders whose time has come, and send what is queued."""

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.jobs import ran
from accounts.outbox import send_queued
from prescriptions.reminding import queue_reminders


class Command(BaseCommand):
    help = "Send the reminders and other mail that is due, once; or again and again with --every."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Stay, and look again after so many seconds.")

    def handle(self, *, every, **options):
        while True:
            self._once()
            if not every:
                return
            time.sleep(every)

    def _once(self):
        queue_reminders(now=timezone.now())
        done = send_queued(now=timezone.now())
        if done != type(done)():
            self.stdout.write(
                f"sent {done.sent}, refused {done.refused}, in doubt {done.in_doubt}, given up {done.given_up}"
                + (", mail server away" if done.server_away else "")
            )
        ran("send_mail_due", now=timezone.now())
