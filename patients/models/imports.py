"""Files of patients: what was checked, what was written, and what it looked like, so that it can be taken back."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Clinic, User
from patients.models.records import Patient


class Import(models.Model):
    """A file of patients of one clinic. Its content is kept only until it is imported."""

    class Status(models.TextChoices):
        WRONG = "wrong", _("has errors")
        CHECKED = "checked", _("checked")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status)
    count = models.PositiveIntegerField()
    content = models.BinaryField(default=b"")
    responsible = models.ForeignKey(User, models.PROTECT, related_name="+")
    wrong = models.JSONField(default=list)
    wrong_count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["wrong", "checked"], imported_at=None, undone_at=None)
                | Q(status="imported", imported_at__isnull=False, undone_at=None)
                | Q(status="undone", imported_at__isnull=False, undone_at__isnull=False, undone_by__isnull=False),
                name="an_import_says_what_became_of_it",
            )
        ]

    def __str__(self):
        return self.file_name


class ImportedRow(models.Model):
    """A patient as the import wrote them: while the digest is that of the row, nobody has touched it."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    patient = models.OneToOneField(Patient, models.CASCADE, related_name="imported")
    digest = models.CharField(max_length=32)

    def __str__(self):
        return str(self.patient_id)
