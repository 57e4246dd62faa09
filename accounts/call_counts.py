"""How often a caller called in the current minute, for the limits of the API."""

from django.db import connection, models


class CallCountManager(models.Manager):
    COUNT = """
        INSERT INTO accounts_callcount (caller, minute, calls) VALUES (%s, %s, 1)
        ON CONFLICT (caller) DO UPDATE SET
            calls = CASE WHEN accounts_callcount.minute = EXCLUDED.minute THEN accounts_callcount.calls + 1 ELSE 1 END,
            minute = EXCLUDED.minute
        RETURNING calls
    """

    def count_call(self, caller, *, minute):
        """Count a call of `caller` in `minute` (minutes since 1970); how many there were, this one among them."""
        with connection.cursor() as cursor:
            cursor.execute(self.COUNT, [caller, minute])
            return cursor.fetchone()[0]


class CallCount(models.Model):
    """Calls of one caller in the current minute: exact over all workers, in one statement.

    The table is unlogged (migration 0002): a count costs no disk write, and a crash may forget it.
    """

    caller = models.UUIDField(primary_key=True)
    minute = models.PositiveIntegerField()
    calls = models.PositiveIntegerField()

    objects = CallCountManager()

    def __str__(self):
        return f"{self.calls} in minute {self.minute}"
