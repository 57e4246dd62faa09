"""`manage.py create_admin EMAIL --clinic ID|NAME --name NAME [--clinician] [--password-stdin]`: the first person."""

import getpass
import sys
import uuid

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.management.commands.create_clinic import in_one_line
from accounts.models import Clinic, Membership, User
from accounts.people import add_roles, create_member


class Command(BaseCommand):
    help = "Create a person who administers a clinic. Asks for the password unless told to read it."

    def add_arguments(self, parser):
        parser.add_argument("email", help="What the person signs in with.")
        parser.add_argument("--clinic", required=True, help="The id or the name of the clinic.")
        parser.add_argument("--name", help="The person's name; needed for a new person.")
        parser.add_argument("--clinician", action="store_true", help="The person treats patients there, too.")
        parser.add_argument("--password-stdin", action="store_true", help="Read the password from standard input.")
        parser.add_argument(
            "--add-role", action="store_true", help="The person exists: give the roles, change no more."
        )

    def handle(self, *, email, clinic, name, clinician, password_stdin, add_role, **options):
        roles = [Membership.Role.ADMIN, *([Membership.Role.CLINICIAN] if clinician else [])]
        try:
            clinic = the_clinic(clinic)
            user = User.objects.filter(email=email.strip().lower()).first()
            if add_role:
                self.add(user, email, clinic, roles)
            else:
                self.create(user, email, name, clinic, roles, from_stdin=password_stdin)
        except (ValidationError, UnicodeEncodeError) as error:
            raise CommandError(in_one_line(error)) from error

    def add(self, user, email, clinic, roles):
        if user is None:
            raise CommandError(f"Nobody signs in with {email}. Leave out --add-role to create the person.")
        added = add_roles(user=user, clinic=clinic, roles=roles)
        self.stdout.write(f"{user} {'is now' if added else 'was already'} {' and '.join(roles)} of {clinic}.")

    def create(self, user, email, name, clinic, roles, *, from_stdin):
        if user is not None:
            raise CommandError(f"{user.email} signs in already. Add --add-role to give that person the roles.")
        if not (name or "").strip():
            raise CommandError("--name is missing: the person's name, as patients and colleagues see it.")
        password = read_password() if from_stdin else ask_for_password()
        user = create_member(email=email, name=name, password=password, clinic=clinic, roles=roles)
        self.stdout.write(f"{user} can sign in with {user.email}, as {' and '.join(roles)} of {clinic}.")


def the_clinic(wanted):
    """The clinic of that id or, if only one bears it, that name."""
    try:
        found = Clinic.objects.filter(pk=uuid.UUID(wanted))
    except ValueError:
        found = Clinic.objects.filter(name__iexact=wanted.strip())
    clinics = list(found[:2])
    if not clinics:
        raise CommandError(f"There is no clinic {wanted}. Create it with create_clinic.")
    if len(clinics) > 1:
        raise CommandError(f"More than one clinic is named {wanted}. Give its id.")
    return clinics[0]


def read_password():
    """The first line of standard input, without its end."""
    return sys.stdin.readline().rstrip("\r\n")


def ask_for_password():
    """Typed twice at the terminal, shown nowhere."""
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask for the password at: add --password-stdin.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise CommandError("The two passwords differ.")
    return password
