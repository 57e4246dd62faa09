"""Queries whose SQL is built once: for some, Django takes ten times as long to build it as PostgreSQL to answer."""

import threading
from collections import defaultdict

from django.db.models.expressions import RawSQL


def ids_in(ids):
    """`ids` as one parameter of a filter with __in, so that the SQL is the same for any number of them."""
    return RawSQL("SELECT unnest(%s::uuid[])", [ids])


def give(parents, name, rows, *, of):
    """Let each of `parents` find its `rows` under `name`, as if prefetched; `of` is their foreign key to the parent."""
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, f"{of}_id")].append(row)
    for parent in parents:
        for row in found[parent.pk]:
            setattr(row, of, parent)
        fetched = getattr(parent, name).all()
        fetched._result_cache = found[parent.pk]
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = fetched


class Kept:
    """A queryset of instances whose SQL is built at the first call in each thread, and kept.

    `build(**samples)` makes the queryset from the samples; a call gives the values to ask for in their place. Only
    values may differ between calls, never the SQL: no None, no list but through `ids_in`.
    """

    def __init__(self, build, **samples):
        self._build = build
        self._samples = samples
        self._of_thread = threading.local()  # a compiler belongs to the connection of its thread

    def __call__(self, **values):
        """The rows for `values`, fetched."""
        queryset, compiler, sql, params = self._compiled()
        asked = tuple(values[name] if name else constant for name, constant in params)
        compiler.as_sql = lambda *args, **kwargs: (sql, asked)
        return list(queryset._iterable_class(queryset))

    def _compiled(self):
        kept = self._of_thread
        if not hasattr(kept, "parts"):
            queryset = self._build(**self._samples)
            compiler = queryset.query.get_compiler(using=queryset.db)
            sql, params = compiler.as_sql()
            queryset.query.get_compiler = lambda using: compiler
            kept.parts = queryset, compiler, sql, [(self._name_of(value), value) for value in params]
        return kept.parts

    def _name_of(self, value):
        return next((name for name, sample in self._samples.items() if sample == value), None)
