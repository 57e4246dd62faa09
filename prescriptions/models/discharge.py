"""The end of an episode of care, with its summary as it was told."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models import Episode, treated


class DischargeReason(models.TextChoices):
    REACHED = "reached", _("Goals reached")
    ENOUGH = "enough", _("Goes on alone")
    NO_CHANGE = "no_change", _("No further change expected")
    STOPPED = "stopped", _("Stopped by the patient")
    REFERRED = "referred", _("Referred to somebody else")


class DischargeQuerySet(models.QuerySet):
    def treated_by(self, user):
        """Discharges of patients of the clinics where `user` is a clinician."""
        return self.filter(treated(user, "episode__patient__"))

    def owned_by(self, user):
        """What `user` as a patient was given at the end."""
        return self.filter(episode__patient__user=user)


class Discharge(models.Model):
    """Why an episode was closed, and what is said of it. `summary` holds the figures as they were on that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="discharges")
    reason = models.CharField(_("reason"), max_length=10, choices=DischargeReason)
    note = models.TextField(_("note for the record"), blank=True)
    advice = models.TextField(_("words for the patient"), blank=True)
    summary = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = DischargeQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.get_reason_display()}, {self.at:%Y-%m-%d}"
