"""Commands that somebody must run again and again: when each last ran, and which of them stand still.

A job that has stopped makes no noise by itself: an alert would go to nobody and no page would say so (hazard H11).
"""

from datetime import timedelta

from django.db import models

# How long each may be silent. Our services run every minute; a scheduler of the operator's own may take an hour.
LONGEST_SILENCE = {"escalate_alerts": timedelta(hours=2), "send_mail_due": timedelta(hours=2)}


class JobRun(models.Model):
    """When a job last came to its end."""

    name = models.CharField(primary_key=True, max_length=50)
    ended_at = models.DateTimeField()

    def __str__(self):
        return f"{self.name} at {self.ended_at}"


def ran(name, *, now):
    """The job `name` of LONGEST_SILENCE came to its end at `now`."""
    assert name in LONGEST_SILENCE, "nobody would notice if it stopped"  # noqa: S101 - a slip of ours
    run = JobRun(name=name, ended_at=now)
    JobRun.objects.bulk_create([run], update_conflicts=True, unique_fields=["name"], update_fields=["ended_at"])


def standing_still(*, now):
    """Job -> when it last ran, or None if it never did, of the jobs that have been silent for too long at `now`."""
    last = dict(JobRun.objects.values_list("name", "ended_at"))
    return {
        name: last.get(name)
        for name, silence in LONGEST_SILENCE.items()
        if name not in last or now - last[name] > silence
    }
