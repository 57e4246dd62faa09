"""Who signs in, where they work, and the keys their record systems use."""

import functools
import hashlib
import secrets
import uuid
import zoneinfo
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.call_counts import CallCount  # noqa: F401 - a model registers here
from accounts.jobs import JobRun  # noqa: F401 - as above
from accounts.staff import Invitation, MembershipChange  # noqa: F401 - models register here
from accounts.thresholds import ThresholdChange, ThresholdColumns, Thresholds  # noqa: F401 - a model registers here


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    RUSSIAN = "ru", _("Russian")


# Files beside the zones that name no place; PostgreSQL does not know the first.
NO_ZONES = {"localtime", "Factory"}


@functools.cache
def time_zones():
    """The names people may live in; reading the folder of all zones takes a while."""
    return frozenset(zoneinfo.available_timezones()) - NO_ZONES


def validate_time_zone(name):
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in time_zones():
        raise ValidationError(_("“%(name)s” is not a time zone. Write it like Europe/London."), params={"name": name})


class UserManager(BaseUserManager):
    def create_user(self, email=None, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None for a patient or a helper who comes in by a link or a code.
    email = models.EmailField(  # noqa: DJ001 - unique, so "" would let only one person be without
        _("e-mail"), unique=True, null=True, error_messages={"unique": _("This e-mail is already in use.")}
    )
    name = models.CharField(_("name"), max_length=200)
    # What they chose for themselves. Empty: that of their record, else of their clinic.
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # When a patient or helper agreed to what is recorded and who reads it, and which wording they saw.
    agreed_at = models.DateTimeField(null=True, editable=False)
    agreed_to = models.CharField(max_length=20, editable=False, default="", blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_is_lower_case")]

    def __str__(self):
        return self.name or self.email or ""

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        """The first word of the name, to speak to the person."""
        return (self.name.split() or [""])[0]


class ClinicQuerySet(models.QuerySet):
    def worked_at_by(self, user, *roles):
        """Clinics where `user` has one of `roles`, or any role when none is named."""
        where = {"memberships__role__in": roles} if roles else {}
        return self.filter(memberships__user=user, **where)


class Clinic(ThresholdColumns):
    """A place of work, its emergency number, and the thresholds its rules are judged by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("phone"), max_length=40)
    emergency_number = models.CharField(_("emergency number"), max_length=20, default="112")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    objects = ClinicQuerySet.as_manager()

    class Meta(ThresholdColumns.Meta):
        abstract = False

    def __str__(self):
        return self.name

    @property
    def thresholds(self):
        return Thresholds.of(self)

    def today(self, now):
        """The calendar date where the clinic is, at the instant `now`."""
        return now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class Membership(models.Model):
    """One role of one person at one clinic. A person who is clinician and admin has two rows."""

    class Role(models.TextChoices):
        CLINICIAN = "clinician", _("clinician")
        ADMIN = "admin", _("admin")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    # the first and the last day away, and who answers for this clinician's patients on these days
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    deputy = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stands_in_for", verbose_name=_("deputy")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "clinic", "role"], name="one_membership_per_role"),
            models.CheckConstraint(
                condition=models.Q(away_from=None, away_until=None, deputy=None)
                | models.Q(away_from__isnull=False, away_until__isnull=False, deputy__isnull=False, role="clinician"),
                name="who_is_away_has_a_deputy",
            ),
            models.CheckConstraint(
                condition=models.Q(away_until__gte=models.F("away_from")), name="an_absence_begins_before_it_ends"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("user")), name="nobody_is_their_own_deputy"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.clinic}"

    def is_away(self, day):
        """True on every day from the first to the last of the absence. See also `patients.duty.absences_at`."""
        return self.away_until is not None and self.away_from <= day <= self.away_until

    def absence_stands(self, day):
        """True while the absence lasts or is to come on `day`."""
        return self.away_until is not None and day <= self.away_until

    def will_be_away(self, day):
        """True while the absence is still to come on `day`."""
        return self.away_from is not None and day < self.away_from


class Scope(models.TextChoices):
    CATALOGUE_READ = "catalogue:read", _("read the catalogue")
    PATIENTS_READ = "patients:read", _("read patients, episodes and assessments")
    PATIENTS_WRITE = "patients:write", _("write patients, episodes and assessments")
    PLANS_READ = "plans:read", _("read plans")
    PLANS_WRITE = "plans:write", _("write plans")
    LOG_WRITE = "log:write", _("record completions and check-ins")


class ApiTokenQuerySet(models.QuerySet):
    def valid(self, now):
        """Tokens that may be used at `now`: neither revoked nor expired, of a person who is active."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)

    def with_secret(self, secret):
        return self.filter(digest=ApiToken.digest_of(secret))


class ApiToken(models.Model):
    """A key for a record system. Only its digest is stored: 256 random bits need no slow hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(_("last used"), null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="token_expires_after_creation"
            )
        ]

    def __str__(self):
        return self.name

    @staticmethod
    def digest_of(secret):
        return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

    @staticmethod
    def new_secret():
        return f"pl_{secrets.token_urlsafe(32)}"

    def used_at(self, now):
        """Remember the use, to the minute: a write on every read would cost more than it tells."""
        if self.last_used_at is None or now - self.last_used_at > timedelta(minutes=1):
            ApiToken.objects.filter(pk=self.pk).update(last_used_at=now)


class RepeatableWrite(models.Model):
    """The answer to a write that carried a client-made id or an Idempotency-Key, kept to be given again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    etag = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self):
        return self.key


class QueuedMail(models.Model):
    """A mail to be sent once: written together with what it tells of, sent later by `accounts.outbox.send_queued`."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        IN_DOUBT = "in_doubt", _("perhaps sent")
        GIVEN_UP = "given_up", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)  # what it is about: no second mail is queued for the same
    to = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    headers = models.JSONField(default=dict, blank=True)
    # When nobody knows whether it went out: send it again (an alarm), or leave it (a reminder).
    rather_twice = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["queued", "sending"]), name="mail_to_send")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent") ^ models.Q(sent_at=None), name="sent_mail_says_when"
            ),
            models.CheckConstraint(
                condition=models.Q(state="queued") | models.Q(claimed_at__isnull=False) | models.Q(state="given_up"),
                name="a_mail_is_claimed_before_it_is_sent",
            ),
        ]

    def __str__(self):
        return self.key
