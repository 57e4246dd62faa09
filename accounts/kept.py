"""Queries whose SQL is built once: for some, Django takes ten times as long to build it as PostgreSQL to answer."""

import threading
import uuid


class Kept:
    """A queryset of instances whose SQL is built at the first call in each thread, and kept.

    `build(**samples)` makes the queryset from one id for each of `names`; a call takes the ids to ask for in their
    place. Only ids may differ between calls: the SQL is the same for all.
    """

    def __init__(self, build, *names):
        self._build = build
        self._samples = {name: uuid.uuid4() for name in names}
        self._of_thread = threading.local()  # a compiler belongs to the connection of its thread

    def __call__(self, **ids):
        """The rows for `ids`, fetched."""
        queryset, compiler, sql, params = self._compiled()
        places = {sample: ids[name] for name, sample in self._samples.items()}
        asked = tuple(places.get(value, value) if isinstance(value, uuid.UUID) else value for value in params)
        compiler.as_sql = lambda *args, **kwargs: (sql, asked)
        return list(queryset._iterable_class(queryset))

    def _compiled(self):
        kept = self._of_thread
        if not hasattr(kept, "parts"):
            queryset = self._build(**self._samples)
            compiler = queryset.query.get_compiler(using=queryset.db)
            sql, params = compiler.as_sql()
            queryset.query.get_compiler = lambda using: compiler
            kept.parts = queryset, compiler, sql, params
        return kept.parts
