"""`manage.py create_token EMAIL --name NAME [--scope SCOPE …] [--days N]`: a key for a record system."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import create_token
from accounts.models import Scope, User


class Command(BaseCommand):
    help = "Create an API token of a person. Standard output is the token and nothing else; it is shown once."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The e-mail the person signs in with.")
        parser.add_argument("--name", required=True, help="What the token is for; names need not be unique.")
        parser.add_argument(
            "--scope",
            nargs="+",
            action="extend",
            default=[],
            metavar="SCOPE",
            help=f"What it may do: {', '.join(Scope.values)}. Without it, all that the person may do.",
        )
        parser.add_argument("--days", default="365", help="How long it is valid; 365 unless told otherwise.")

    def handle(self, *, email, name, scope, days, **options):
        if unknown := [word for word in scope if word not in Scope.values]:
            raise CommandError(f"Unknown scope: {', '.join(unknown)}. Choose from {', '.join(Scope.values)}.")
        days = str(days)
        if not (days.isascii() and days.isdigit() and len(days) < 6):
            raise CommandError(f"--days takes a whole number, not {days}.")
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody active signs in with {email}.")
        try:
            secret = create_token(user=user, name=name, scopes=scope, days=int(days), now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(secret)
