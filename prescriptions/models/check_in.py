"""What a patient said of pain and symptoms: before and after a session, the next morning, or at any time."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models import PAIN
from prescriptions.models.alert import Alert
from prescriptions.models.plan import Plan


class CheckInKind(models.TextChoices):
    BEFORE = "before", _("Before the exercises")
    AFTER = "after", _("After the exercises")
    NEXT_DAY = "next_day", _("The day after")
    REPORT = "report", _("Reported")


ONCE_A_SESSION = (CheckInKind.BEFORE, CheckInKind.AFTER)


class CheckInQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Check-ins of plans whose content `user` may read."""
        return self.filter(plan__in=Plan.objects.readable_by(user))

    def visible_to(self, user):
        """Check-ins of plans whose existence `user` may know."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def owned_by(self, user):
        """What was said under the plans that `user` was given."""
        return self.filter(plan__in=Plan.objects.owned_by(user))


class CheckIn(models.Model):
    """One report: a fact, never refused by a rule. `date` is the patient's; of the next day, that of the session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="check_ins")
    date = models.DateField()
    kind = models.CharField(max_length=8, choices=CheckInKind)
    occurrence = models.PositiveSmallIntegerField(default=1)
    pain = models.PositiveSmallIntegerField(null=True, blank=True, validators=PAIN)
    # None: not asked; an empty list is the answer "none".
    symptoms = ArrayField(models.CharField(max_length=40), null=True, blank=True)
    # Ticked by accident, and taken back by who ticked it.
    taken_back = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    discomfort = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # the alert its symptoms raised: once answered, these symptoms are known
    alert = models.ForeignKey(Alert, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-recorded_at"]
        indexes = [models.Index(fields=["plan", "-date"])]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "date", "kind", "occurrence"],
                condition=Q(kind__in=["before", "after"]),
                name="one_check_in_before_and_after",
            ),
            models.CheckConstraint(condition=Q(occurrence__range=(1, 12)), name="session_is_1_to_12"),
            models.CheckConstraint(
                condition=Q(kind="report", pain=None) | Q(pain__range=(0, 10)), name="a_check_in_says_its_pain"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.date}"
