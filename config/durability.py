"""Is what the database confirms really kept? Asked before a migration (a system check) and by /readyz."""

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import connections

ASKED = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")


def settings_off(connection):
    """Which of PostgreSQL's safety settings are off. Those of the embedded server are its own affair."""
    if settings.DATABASES[connection.alias]["ENGINE"] == "config.embedded" or settings.DATABASE_DURABLE_ELSEWHERE:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(ASKED)])
        return sorted(name for (name,) in cursor.fetchall())


def may_lose_commits(connection):
    """True if a power cut can take back what was confirmed, or break the database."""
    return bool(set(settings_off(connection)) - {"data_checksums"})


def check_durability(app_configs, databases, **kwargs):
    """Errors (`migrate` stops) for settings that lose commits, a warning where damage would go unseen."""
    return [_said(name) for alias in databases or [] for name in settings_off(connections[alias])]


def _said(name):
    if name == "data_checksums":
        return Warning(
            "The database does not check its pages: damage on the disk may go unseen.",
            hint="Stop the server and run pg_checksums --enable.",
            id="plumbline.W001",
        )
    return Error(
        f"The database runs with {name} = off: after a crash, confirmed entries may be gone.",
        hint=f"Set {name} = on. Where the provider keeps commits safe by other means, and says so in writing, "
        "set DATABASE_DURABLE_ELSEWHERE=true.",
        id="plumbline.E001",
    )
