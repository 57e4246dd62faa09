"""Queries that are asked a hundred times a second: Django writes the SQL once, PostgreSQL plans it once a connection.

Writing the SQL of one joined query takes Django longer than PostgreSQL takes to answer it, and planning it takes
PostgreSQL longer than answering. What is asked stays what the querysets say, scope verbs among them: only the text and
the plan of the query are kept, never an answer.
"""

import itertools
import uuid
from contextlib import suppress
from weakref import WeakSet

import psycopg2
from django.db import connection
from django.db.utils import NotSupportedError, OperationalError
from psycopg2.extensions import AsIs

FIXED = None  # a parameter that is the same for all
_numbers = itertools.count(1)


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
        self._name = f"plumbline_{next(_numbers)}"
        self._prepared = WeakSet()  # connections of the driver

    def rows(self, **values):
        """The rows for these values, as the driver gives them: JSON as text, arrays as lists."""
        if self._text is None:
            self._text = self._write()
        with connection.cursor() as cursor:
            # Django's switch for poolers that hand one connection to several clients: they forget what was prepared.
            if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                return self._ask(cursor, values)
            try:
                return self._ask_prepared(cursor, values)
            except (NotSupportedError, OperationalError):  # the tables changed under the plan, or it was forgotten
                if connection.in_atomic_block or not connection.is_usable():
                    raise
                self._forget()
        with connection.cursor() as cursor:
            return self._ask(cursor, values)

    def _ask(self, cursor, values):
        sql, params = self._text
        cursor.execute(sql, [constant if name is FIXED else values[name] for name, constant in params])
        return cursor.fetchall()

    def _ask_prepared(self, cursor, values):
        if connection.connection not in self._prepared:
            self._prepare()
        places = ", ".join(["%s"] * len(self._names))
        cursor.execute(f"EXECUTE {self._name} ({places})", [values[name] for name in self._names])
        return cursor.fetchall()

    def _prepare(self):
        """Tell the server, by the driver itself: the query is not asked yet, so it counts as none."""
        sql, params = self._text
        places = {name: AsIs(f"${number}::uuid") for number, name in enumerate(self._names, start=1)}
        with connection.wrap_database_errors, connection.connection.cursor() as driver:
            written = driver.mogrify(sql, [constant if name is FIXED else places[name] for name, constant in params])
            driver.execute(f"PREPARE {self._name} ({', '.join(['uuid'] * len(places))}) AS ".encode() + written)
        self._prepared.add(connection.connection)

    def _forget(self):
        self._prepared.discard(connection.connection)
        with connection.connection.cursor() as driver, suppress(psycopg2.Error):
            driver.execute(f"DEALLOCATE {self._name}")

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
        logged = connection.force_debug_cursor
        connection.force_debug_cursor = False  # nothing is asked, so none is told
        try:
            with connection.execute_wrapper(_catch):
                list(self._build(**values))
        except _Written as written:
            return written
        finally:
            connection.force_debug_cursor = logged
        raise TypeError("The query asks the database nothing.")
