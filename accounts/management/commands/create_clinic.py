"""`manage.py create_clinic NAME --phone PHONE [--emergency-number N] [--time-zone ZONE] [--language en|ru]`."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Language
from accounts.people import create_clinic


class Command(BaseCommand):
    help = "Create a clinic. Standard output is its id and nothing else."

    def add_arguments(self, parser):
        parser.add_argument("name", help="As patients know it; it stands on every plan.")
        parser.add_argument("--phone", required=True, help="The number patients call.")
        parser.add_argument("--emergency-number", default="112", help="What patients dial in an emergency; 112.")
        parser.add_argument("--time-zone", default="UTC", help="For example Europe/London; UTC unless told otherwise.")
        parser.add_argument("--language", default="en", help=f"Of new patients: {', '.join(Language.values)}.")

    def handle(self, *, name, phone, emergency_number, time_zone, language, **options):
        try:
            clinic = create_clinic(
                name=name, phone=phone, emergency_number=emergency_number, time_zone=time_zone, language=language
            )
        except (ValidationError, UnicodeEncodeError) as error:
            raise CommandError(in_one_line(error)) from error
        self.stdout.write(str(clinic.pk))


def in_one_line(error):
    """A ValidationError as `field: message`, one after the other; bytes of the command line that are no text."""
    if isinstance(error, UnicodeEncodeError):
        return "What was typed is not UTF-8 text."
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{field.replace('_', ' ')}: {' '.join(told)}" for field, told in error.message_dict.items())
