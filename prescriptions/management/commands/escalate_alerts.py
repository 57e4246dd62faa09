"""`manage.py escalate_alerts [--every SECONDS]`: tell the clinics' admins of alerts that nobody answers."""

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.jobs import ran
from prescriptions import actions


class Command(BaseCommand):
    help = "Mail the clinics' admins about alerts that waited too long, once; or again and again with --every."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Stay, and look again after so many seconds.")

    def handle(self, *, every, **options):
        while True:
            self._once()
            if not every:
                return
            time.sleep(every)

    def _once(self):
        now = timezone.now()
        told, silent = 0, 0
        for alert in actions.overdue(now=now):
            mails = actions.escalate_alert(by=None, alert=alert, now=now)
            told, silent = told + bool(mails), silent + (not mails)
        if told:
            self.stdout.write(f"escalated {told}")
        if silent:
            self.stderr.write(f"nobody to tell about {silent}")
        ran("escalate_alerts", now=timezone.now())
