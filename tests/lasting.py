"""Rows that all tests of a module share: made once, in a transaction around theirs, undone after the last of them.

Each test undoes what it did itself. No module that commits may ask for such rows.
"""

from django.db import transaction

from exercises.models import Advice, Exercise, ExerciseSet, SetItem

CATALOGUE = {}  # model -> its rows as they were loaded


def remember_catalogue():
    CATALOGUE.update({model: list(model.objects.all()) for model in (Exercise, ExerciseSet, SetItem, Advice)})


def put_back_catalogue():
    """Where a test with real commits has emptied the tables."""
    if not Exercise.objects.exists():
        for model, rows in CATALOGUE.items():
            model.objects.bulk_create(rows)


def lasting(blocker, make):
    """The body of a fixture of the scope of a module: what `make` returned, with its rows there until the end."""
    with blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        put_back_catalogue()
        made = make()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
