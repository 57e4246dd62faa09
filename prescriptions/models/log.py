"""What was done with a plan, and what happened to it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models import PAIN
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


class Decision(models.TextChoices):
    """What a clinician decides about the plan at a visit."""

    KEEP = "keep", _("Keep the plan")
    PROGRESS = "progress", _("Progress: more load")
    STEP_BACK = "step_back", _("Step back: less load")
    DISCHARGE = "discharge", _("Discharge")


class PlanEvent(models.Model):
    """What happened to a plan, who did it and why. Append-only: the database refuses a change."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Draft made")
        CHANGED = "changed", _("Draft changed")
        ISSUED = "issued", _("Issued")
        SUPERSEDED = "superseded", _("Superseded")
        REVIEWED = "reviewed", _("Reviewed")
        HELD = "held", _("Put on hold")
        RESUMED = "resumed", _("Resumed")
        ITEM_PAUSED = "item_paused", _("Exercise paused")
        ITEM_RESUMED = "item_resumed", _("Exercise resumed")
        STOPPED = "stopped", _("Stopped")
        FINISHED = "finished", _("Finished")
        RECHECKED = "rechecked", _("Re-checked under the clinic's thresholds")
        HANDED_OVER = "handed_over", _("Handed over")
        ENDED_WITH_EPISODE = "episode_closed", _("Episode closed")
        ENDED_WITH_RECORD = "patient_archived", _("Record archived")
        TOLD = "told", _("The clinician was told")
        TAKEN_BACK = "taken_back", _("A tick was taken back")
        LAPSED = "lapsed", _("Reasons have lapsed")

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

    @property
    def decided(self):
        """What was decided at a visit, in words; empty for any other event."""
        decision = self.about.get("decision")
        return f"{Decision(decision).label}." if decision else ""
