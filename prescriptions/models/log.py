"""What was done with a plan, what a clinician must look at, and what happened to it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models import PAIN, Patient
from prescriptions.models.plan import Plan, PlanItem


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    SKIPPED = "skipped", _("Skipped")


class CompletionQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Completions of plans whose content `user` may read."""
        return self.filter(item__plan__in=Plan.objects.readable_by(user))

    def visible_to(self, user):
        """Completions of plans whose existence `user` may know."""
        return self.filter(item__plan__in=Plan.objects.visible_to(user))


class Completion(models.Model):
    """One occurrence of one item on one of the patient's days: a fact, never refused by a rule."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="completions")
    date = models.DateField()
    occurrence = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=8, choices=Outcome)
    pain_during = models.PositiveSmallIntegerField(null=True, blank=True, validators=PAIN)
    difficulty = models.PositiveSmallIntegerField(null=True, blank=True)
    discomfort = models.BooleanField(default=False)
    spreading = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    against_advice = models.BooleanField(default=False)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "item", "occurrence"]
        constraints = [
            models.UniqueConstraint(fields=["item", "date", "occurrence"], name="one_completion_per_occurrence"),
            models.CheckConstraint(condition=Q(occurrence__range=(1, 12)), name="occurrence_is_1_to_12"),
            models.CheckConstraint(
                condition=Q(pain_during=None) | Q(pain_during__range=(0, 10)), name="pain_during_is_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__range=(1, 5)), name="felt_difficulty_is_1_to_5"
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}, {self.date}"


class Alert(models.Model):
    """Something a clinician must look at: one open row per patient and cause; repeats raise its count."""

    class Cause(models.TextChoices):
        RED_FLAG = "red_flag", _("Red flag")
        PAIN_RESPONSE = "pain_response", _("Pain response")
        NEW_SYMPTOM = "new_symptom", _("New symptom")
        MISSED_CARE = "missed_care", _("Missed care")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="alerts")
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="alerts")
    cause = models.CharField(max_length=20, choices=Cause)
    rule = models.CharField(max_length=10, blank=True)
    level = models.CharField(max_length=6)
    severity = models.CharField(max_length=9, default="none")
    count = models.PositiveIntegerField(default=1)
    message = models.TextField()
    raised_at = models.DateTimeField(default=timezone.now)
    last_raised_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-last_raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "cause"], condition=Q(acknowledged_at=None), name="one_open_alert_per_cause"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="an_answered_alert_says_who_and_when",
            ),
        ]

    def __str__(self):
        return self.message


class PlanEvent(models.Model):
    """What happened to a plan, who did it and why. Append-only: the database refuses a change."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Draft made")
        CHANGED = "changed", _("Draft changed")
        ISSUED = "issued", _("Issued")
        SUPERSEDED = "superseded", _("Superseded")
        HELD = "held", _("Put on hold")
        RESUMED = "resumed", _("Resumed")
        ITEM_PAUSED = "item_paused", _("Exercise paused")
        ITEM_RESUMED = "item_resumed", _("Exercise resumed")
        STOPPED = "stopped", _("Stopped")
        FINISHED = "finished", _("Finished")
        ENDED_WITH_EPISODE = "episode_closed", _("Episode closed")
        ENDED_WITH_RECORD = "patient_archived", _("Record archived")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    about = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
