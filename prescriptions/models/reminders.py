"""What a patient wants to be told, when and where: times of day, mail, and the address of their calendar feed."""

import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.models import Patient


class RemindersQuerySet(models.QuerySet):
    def owned_by(self, user):
        """The choices of `user` as a patient."""
        return self.filter(patient__user=user)

    def with_feed(self, secret):
        """Those whose calendar is read under `secret`: one, or none once it is revoked."""
        return self.filter(feed_digest=Reminders.digest_of(secret))

    def reachable(self):
        """Those with an address that its owner has confirmed, of records that are in use."""
        return self.filter(email_confirmed_at__isnull=False, patient__archived_at=None)


class Reminders(models.Model):
    patient = models.OneToOneField(Patient, models.CASCADE, primary_key=True, related_name="reminders")
    # When the first, second … session of a day begins, by the clock where the patient is.
    times = ArrayField(models.TimeField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=0)  # raised with the times: calendars take a change by it
    by_mail = models.BooleanField(_("Remind me by e-mail"), default=False)
    news = models.BooleanField(_("Tell me by e-mail when my plan changes"), default=False)
    email = models.EmailField(_("E-mail"), blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    # 256 random bits need no slow hash; the address itself is shown once.
    feed_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    feed_made_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = RemindersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by_mail=False, news=False) | ~Q(email=""), name="mail_wants_an_address"),
            models.CheckConstraint(
                condition=Q(email_confirmed_at=None) | ~Q(email=""), name="only_an_address_is_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(feed_digest=None, feed_made_at=None)
                | Q(feed_digest__isnull=False, feed_made_at__isnull=False),
                name="a_feed_says_since_when",
            ),
        ]

    def __str__(self):
        return f"{self.patient}"

    @staticmethod
    def new_secret():
        return secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(secret):
        return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
