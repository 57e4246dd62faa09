"""`manage.py demo`: a clinic to look at, with its own database, from nothing to the first page in seconds."""

import argparse
import hashlib
import io
import os
import signal
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config.embedded import folder, server, web
from config.settings import data_folder
from exercises.models import Exercise
from prescriptions.demonstration import BIRTH_DATE, CODE, LINK, PASSWORD, fill

PEOPLE = {
    "doctor@example.org": "a clinician, with patients under care",
    "colleague@example.org": "another clinician of the same clinic",
    "admin@example.org": "the clinic's administrator",
    "stranger@example.org": "a clinician of another clinic, who runs it",
    "patient@example.org": "a patient",
    "patient-ru@example.org": "a patient who reads Russian",
}


class Command(BaseCommand):
    help = "Show Plumbline with a demonstration clinic. Needs no database server; what is entered is kept."
    requires_system_checks = []  # a visitor cannot mend what they find, and the second start should be instant

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 admits other machines.")
        parser.add_argument("--port", type=port_number, default=8000, help="Port to listen on; 0 takes a free one.")
        parser.add_argument("--data", metavar="DIR", help="Folder of the database and its secret key.")
        parser.add_argument("--reset", action="store_true", help="Begin anew: everything entered is deleted.")

    def handle(self, *, host, port, data, reset, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("demo never touches a database server: unset DATABASE_URL and PRODUCTION first.")
        with interruptible(self.say), one_line_errors(), web.claim(host, port) as site:
            self.prepare(data, reset=reset)
            settings.ALLOWED_HOSTS += web.hosts_for(host)
            if verbosity < 2:
                web.hide_requests()
            else:
                web.show_requests()
            web.listen(site)
            settings.SITE_URL = web.address(site, host).rstrip("/")
            self.greet(web.address(site, host))
            web.serve(site)

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()  # whoever reads us through a pipe wants each line now

    def prepare(self, data, *, reset):
        """Bring the data folder to the point where the demonstration clinic can be shown."""
        choose_folder(data)
        self.say("Starting the database …")
        connection.ensure_connection()
        if reset:
            self.say("Deleting what was there …")
            forget_catalogue()
            connection.drop_database()
        if unapplied_migrations():
            self.say("Preparing the tables …")
            call_command("migrate", verbosity=0, interactive=False)
        if not catalogue_is_current():
            self.say("Loading the catalogue …")
            load_catalogue()
        if not is_filled():
            self.say("Filling the demonstration clinic …")
            fill_clinic()
        connection.close()

    def greet(self, address):
        width = max(map(len, PEOPLE))
        self.say(f"\nPlumbline is at {address}\nSign in with the password {PASSWORD} as")
        for email, role in PEOPLE.items():
            self.say(f"  {email:<{width}}  {role}")
        self.say(f"The patient's own way in, with the birth date {BIRTH_DATE}:")
        self.say(f"  {address}p/{LINK}/\n  {address}code/ with {CODE}")
        self.say("Ctrl-C ends it. The database runs on; `manage.py db stop` ends that.")


def port_number(text):
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a port number (0 to 65535)")


@contextmanager
def interruptible(say):
    """Ctrl-C and SIGTERM end the demonstration at any point, with exit code 0."""
    for name in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(name, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say("\nStopped.")


@contextmanager
def one_line_errors():
    try:
        yield
    except (server.EmbeddedPostgresError, web.AddressUnavailable) as error:
        raise CommandError(str(error)) from error


def choose_folder(data):
    """Use the folder asked for, with its own secret key; the settings were read before it was known."""
    if data:
        os.environ["PLUMBLINE_DATA"] = data
    key = folder.keep_secret_key()
    settings.SECRET_KEY = os.environ.get("SECRET_KEY") or key


def unapplied_migrations():
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


# --- the catalogue is loaded again only when its files have changed --------------------------------------------


def catalogue_is_current():
    stamp = catalogue_stamp()
    kept = stamp.read_text() if stamp.exists() else ""
    return kept == catalogue_digest() and Exercise.objects.exists()


def load_catalogue():
    """The stamp is written last: an interrupted load is repeated."""
    forget_catalogue()
    call_command("load_catalogue", stdout=io.StringIO())
    catalogue_stamp().write_text(catalogue_digest())


def forget_catalogue():
    catalogue_stamp().unlink(missing_ok=True)


def catalogue_stamp():
    return data_folder() / "catalogue.sha256"


def catalogue_digest():
    """One number for the catalogue's files and for the code that reads them."""
    app = Path(apps.get_app_config("exercises").path)
    sources = [*app.glob("library/**/*"), *app.glob("**/*.py")]
    digest = hashlib.sha256()
    for path in sorted(filter(Path.is_file, sources)):
        digest.update(f"{path.relative_to(app)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


# --- the clinic is filled once; what was entered since is kept -------------------------------------------------


def is_filled():
    return get_user_model().objects.filter(email="doctor@example.org").exists()


def fill_clinic():
    with transaction.atomic():  # an interrupted first start leaves nothing behind
        fill(now=timezone.now())
