"""A patient goes to another clinic with the record: offered by one, decided by the other."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Clinic, User
from patients.models.records import Patient


class Transfer(models.Model):
    class Status(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="transfers")
    source = models.ForeignKey(Clinic, models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(Clinic, models.PROTECT, related_name="transfers_in")
    note = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.OFFERED)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(status="offered"), name="one_open_offer_per_patient"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="a_transfer_goes_elsewhere"),
            models.CheckConstraint(
                condition=Q(status="offered", decided_by=None, decided_at=None)
                | (~Q(status="offered") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="a_decided_transfer_says_who_and_when",
            ),
        ]

    def __str__(self):
        return f"{self.patient}: {self.source} → {self.target}"
