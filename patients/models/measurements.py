"""Outcome measures as they were filled in: the raw answers, never rewritten."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models.records import Episode, treated


class MeasurementQuerySet(models.QuerySet):
    def treated_by(self, user):
        return self.filter(treated(user, "episode__patient__"))

    def owned_by(self, user):
        return self.filter(episode__patient__user=user)


class Measurement(models.Model):
    """One measure filled in on one of the patient's days. The database refuses to change or delete it."""

    class Mode(models.TextChoices):
        WITH_CLINICIAN = "with_clinician", _("with the clinician")
        BY_PATIENT = "by_patient", _("by the patient")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="measurements")
    measure = models.CharField(max_length=20)
    version = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    mode = models.CharField(max_length=14, choices=Mode)
    answers = models.JSONField()
    score = models.DecimalField(max_digits=5, decimal_places=2)
    on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        indexes = [models.Index(fields=["episode", "measure", "on"])]

    def __str__(self):
        return f"{self.measure} {self.score}"
