"""What the tests of the embedded database share: questions to a server, and a process of the command line."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]


def ask(running, sql, *, dbname="postgres"):
    """The only value that `sql` returns from a running server."""
    with closing(psycopg2.connect(dbname=dbname, **running)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def postmaster(data):
    return int((data / "postmaster.pid").read_text().split()[0])


def environment(**changes):
    """The environment of a fresh command line; a value of None removes the variable."""
    merged = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **changes}
    return {name: str(value) for name, value in merged.items() if value is not None}


def manage(*arguments, **changes):
    """Run manage.py to its end in a process of its own."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True, timeout=60)
