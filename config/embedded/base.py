"""The Django database backend that starts the embedded PostgreSQL at the first real connection."""

import time

from django.core.management.base import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql import base as postgresql
from django.db.utils import OperationalError

from . import folder, server

ALWAYS_THERE = "postgres"
CREATING = 7_586_253_466  # any number: the advisory lock of those who create the database


class EmbeddedDatabaseError(OperationalError, CommandError):
    """A database error to the pages, and one line without a traceback to whoever typed a command."""


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """PostgreSQL, started when needed. `check` and `--help` never connect, so they never start it."""

    # The "postgres" database is always there; Django's way without it would only hide why we cannot connect.
    _nodb_cursor = BaseDatabaseWrapper._nodb_cursor

    def get_connection_params(self):
        try:
            running = server.ensure_running(folder.cluster(), durable=folder.durable())
        except server.EmbeddedPostgresError as error:
            raise EmbeddedDatabaseError(str(error)) from error
        return super().get_connection_params() | running

    def get_new_connection(self, conn_params):
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:  # no such database yet, or a server that died just now
            if conn_params["dbname"] == ALWAYS_THERE:
                time.sleep(0.1)  # a killed server takes a moment to be gone
            else:
                self._create_if_missing(conn_params["dbname"])
        return super().get_new_connection(self.get_connection_params())

    def drop_database(self):
        """Remove the database and all that is in it, whoever is connected; the next connection creates it anew."""
        self.close()
        with self._nodb_cursor() as cursor:
            name = self.ops.quote_name(self.settings_dict["NAME"])
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _create_if_missing(self, name):
        """Of several processes that find the database missing, one creates it and the others wait."""
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [CREATING])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {self.ops.quote_name(name)}")
