"""What a clinician must look at."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models import Patient, known, treated
from prescriptions.models.plan import Plan


class AlertQuerySet(models.QuerySet):
    def treated_by(self, user):
        """Alerts about patients of the clinics where `user` is a clinician."""
        return self.filter(treated(user, "patient__"))

    def visible_to(self, user):
        """Alerts whose existence `user` may know: those of the clinics where they work in any role."""
        return self.filter(known(user, "patient__"))

    def open(self):
        return self.filter(acknowledged_at=None)


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
    # the gravest rule and what it says; `rules` are all that spoke while the alert was open
    rule = models.CharField(max_length=10, blank=True)
    rules = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    level = models.CharField(max_length=6)
    severity = models.CharField(max_length=9, default="none")
    count = models.PositiveIntegerField(default=1)
    message = models.TextField()
    # what the patient ticked: known, and so no longer new, once the alert is answered
    symptoms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    last_raised_at = models.DateTimeField(default=timezone.now)
    escalated_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

    objects = AlertQuerySet.as_manager()

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
