"""Who came to work at a clinic and how: invitations, and what happened to memberships, append-only."""

import hashlib
import secrets
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InvitationQuerySet(models.QuerySet):
    def open(self, now):
        """Those that can still be accepted at `now`."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def with_secret(self, secret):
        return self.filter(digest=Invitation.digest_of(secret))


class Invitation(models.Model):
    """An offer to work at a clinic, mailed as a link. Only the link's digest is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey("accounts.Clinic", models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=200)
    roles = ArrayField(models.CharField(max_length=10))
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invited_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="an_accepted_invitation_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["clinic", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self):
        return self.email

    @staticmethod
    def new_secret():
        return secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(secret):
        return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class MembershipChange(models.Model):
    """What happened to a person's place at a clinic. Append-only: the database refuses a change."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        JOINED = "joined", _("Joined")
        ROLES = "roles", _("Roles changed")
        AWAY = "away", _("Away")
        BACK = "back", _("Back")
        LEFT = "left", _("Left the clinic")

    clinic = models.ForeignKey("accounts.Clinic", models.PROTECT, related_name="membership_changes")
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    about = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
