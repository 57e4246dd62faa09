"""`manage.py hold_restored TIME`: after a restore, every running plan waits until a clinician has looked at it."""

from datetime import UTC

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from prescriptions import actions
from prescriptions.models import Plan, Status


def instant(typed):
    """The time `typed` stands for; UTC where it names no zone. Raises CommandError for what is none, or to come."""
    try:
        when = parse_datetime(typed)
    except ValueError:
        when = None
    if when is None:
        raise CommandError(f"“{typed}” is no time. Write it like 2026-11-25T02:00+00:00.")
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    if when > timezone.now():
        raise CommandError(f"“{typed}” has not come yet.")
    return when


class Command(BaseCommand):
    help = "Put every running plan on hold, since the records stand as they did at TIME, the time of the backup."

    def add_arguments(self, parser):
        parser.add_argument("time", help="when the backup was made, like 2026-11-25T02:00+00:00")

    def handle(self, *, time, **options):
        restored_to, now = instant(time), timezone.now()
        plans = Plan.objects.filter(status=Status.ISSUED).for_reading().defer("sheet", "findings")
        held = sum(actions.hold_restored(by=None, plan=plan, restored_to=restored_to, now=now) for plan in plans)
        self.stdout.write(f"held {held}")
