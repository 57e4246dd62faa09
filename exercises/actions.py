"""The only writer of the shared library: what the files say becomes what can be prescribed."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from exercises import vocabulary
from exercises.catalogue import LibraryError, read_library
from exercises.figures import check_figures
from exercises.models import Advice, Exercise, ExerciseSet, SetItem

# Two loads at once would both see the old rows; any number will do as long as nothing else takes it.
LOADING = 8_105_121
KIND = {Exercise: "exercise", ExerciseSet: "set", Advice: "advice"}


class Entry(NamedTuple):
    """One record of the library, as a report names it."""

    kind: str
    key: str
    title: str


@dataclass(frozen=True)
class Report:
    """What a load did, record by record."""

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    retired: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)

    def count(self, kind):
        """How many records of `kind` (exercise, set or advice) the library holds now."""
        return sum(entry.kind == kind for entry in (*self.added, *self.changed, *self.unchanged))


@transaction.atomic
def load_catalogue(*, folder=vocabulary.LIBRARY):
    """Bring the shared library to what the files of `folder` say; return a Report.

    All or nothing: a fault in any file raises LibraryError and changes nothing. What is no longer in the files is
    retired, never deleted, and comes back when it returns. Rows of a clinic are not touched.
    """
    library = read_library(folder)
    _check_same_safety(library)
    known = Exercise.objects.filter(clinic=None).values_list("key", flat=True)
    check_figures(folder, retired=known, all_drawn=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
    report, now = Report(), timezone.now()
    _store(Exercise, library.exercises, report, now=now)
    _store_sets(library.sets, report, now=now)
    _store(Advice, library.advice, report, now=now)
    return report


def _check_same_safety(library):
    """Rules run with the vocabulary and matrix of the program: a library that brings others would be judged wrongly."""
    rows = [{**row, "traits": frozenset(row["traits"])} for row in library.contraindications]
    if rows != list(vocabulary.matrix()):
        raise LibraryError("contraindications.toml", "differs from the one the program runs with; edit that one")
    for name, words in library.vocabulary.items():
        if words != vocabulary.words(name, vocabulary.ORIGINAL):
            raise LibraryError(
                "vocabulary.toml", "differs from the one the program runs with; edit that one", record=name
            )


def _store(model, records, report, *, now, also=frozenset()):
    """Add, change and retire the library's rows of `model`; those whose key is in `also` have changed elsewhere."""
    held = _held(model, records)
    rows = {record.key: model(**record.columns()) for record in records}
    names = [column.name for column in model._meta.fields if column.name not in ("key", "clinic")]
    changed = []
    for record in records:
        entry, row, old = Entry(record.kind, record.key, record.title), rows[record.key], held.get(record.key)
        if old is None:
            report.added.append(entry)
        elif record.key in also or any(getattr(old, name) != getattr(row, name) for name in names):
            report.changed.append(entry)
            changed.append(row)
        else:
            report.unchanged.append(entry)
    model.objects.bulk_create([row for key, row in rows.items() if key not in held])
    model.objects.bulk_update(changed, names)
    gone = [row for key, row in held.items() if key not in rows and row.retired_at is None]
    model.objects.filter(pk__in=[row.key for row in gone]).update(retired_at=now)
    report.retired.extend(Entry(KIND[model], row.key, row.title) for row in gone)


def _held(model, records):
    """The library's own rows by key. A key that a clinic has taken cannot be taken again: it is the identity."""
    held = {row.key: row for row in model.objects.all()}
    for record in records:
        if getattr(held.get(record.key), "clinic_id", None):
            raise LibraryError(
                record.file, "is taken by an entry of a clinic", record=f'{record.kind} "{record.key}"', field="key"
            )
    return {key: row for key, row in held.items() if getattr(row, "clinic_id", None) is None}


def _store_sets(records, report, *, now):
    held = {}
    for place in SetItem.objects.filter(exercise_set__clinic=None):
        held.setdefault(place.exercise_set_id, []).append(place.exercise_id)
    different = {record.key for record in records if held.get(record.key) != record.exercises}
    _store(ExerciseSet, records, report, now=now, also=different)
    SetItem.objects.filter(exercise_set__in=different).delete()
    SetItem.objects.bulk_create(
        SetItem(exercise_set_id=record.key, position=position, exercise_id=key)
        for record in records
        if record.key in different
        for position, key in enumerate(record.exercises, 1)
    )
