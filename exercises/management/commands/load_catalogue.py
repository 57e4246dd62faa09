import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from exercises.actions import load_catalogue
from exercises.catalogue import LibraryError
from exercises.vocabulary import LIBRARY

NAMED_AT_MOST = 20


class Command(BaseCommand):
    help = "Bring the exercise library to what its files say. A fault in any file changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="the files to read (default: the library)")

    def handle(self, *, folder, **options):
        try:
            report = load_catalogue(folder=folder)
        except LibraryError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write(self.summary(report))
        self.tell("Changed", report.changed)
        self.tell("Retired", report.retired)
        if len(report.added) <= NAMED_AT_MOST:
            self.tell("Added", report.added)

    def summary(self, report):
        exercises, sets, advice = (report.count(kind) for kind in ("exercise", "set", "advice"))
        done = ", ".join(f"{len(getattr(report, what))} {what}" for what in ("added", "changed", "retired"))
        return f"{exercises} exercises, {sets} sets, {advice} advice: {done}."

    def tell(self, what, entries):
        for entry in entries:
            self.stdout.write(f"{what}: {entry.kind} {entry.key}, {entry.title}")
