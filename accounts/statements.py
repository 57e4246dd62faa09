"""Queries that are asked a hundred times a second: Django writes the SQL once, then only the values change.

Writing the SQL of one joined query takes Django longer than PostgreSQL takes to answer it. What is asked stays what the
querysets say, scope verbs among them: only the text is kept, never an answer.
"""

import uuid

from django.db import connection

FIXED = None  # a parameter that is the same for all


class _Written(Exception):
    """The SQL and its parameters, caught on their way to the database."""

    def __init__(self, sql, params):
        super().__init__(sql)
        self.sql, self.params = sql, params


def _catch(execute, sql, params, many, context):
    raise _Written(sql, params)


class Statement:
    """`build(**names)` gives a queryset of tuples (`values_list`) for UUIDs; `rows(**names)` asks it.

    The shape of the query must not depend on the values. Each of `names` must end up as a parameter of its own.
    """

    def __init__(self, build, *names):
        self._build, self._names, self._text = build, names, None

    def rows(self, **values):
        """The rows for these values, as the driver gives them: JSON as text, arrays as lists."""
        if self._text is None:
            self._text = self._write()
        sql, params = self._text
        with connection.cursor() as cursor:
            cursor.execute(sql, [constant if name is FIXED else values[name] for name, constant in params])
            return cursor.fetchall()

    def _write(self):
        """(SQL, [(name or FIXED, constant)]): which parameter is which value is seen by standing in for each."""
        stand_ins = {uuid.uuid4(): name for name in self._names}
        written = self._caught({name: value for value, name in stand_ins.items()})
        params = [
            (stand_ins.get(each, FIXED) if isinstance(each, uuid.UUID) else FIXED, each) for each in written.params
        ]
        if missing := set(self._names) - {name for name, _constant in params}:
            raise TypeError(f"The query does not ask for {', '.join(sorted(missing))}.")
        return written.sql, params

    def _caught(self, values):
        logged, connection.force_debug_cursor = (
            connection.force_debug_cursor,
            False,
        )  # nothing is asked, so none is told
        try:
            with connection.execute_wrapper(_catch):
                list(self._build(**values))
        except _Written as written:
            return written
        finally:
            connection.force_debug_cursor = logged
        raise TypeError("The query asks the database nothing.")
