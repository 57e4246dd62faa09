"""How patients and their helpers come in without a password, and how often somebody tried in vain."""

import hashlib
import secrets
import uuid

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.models.records import Patient, treated

# Letters and digits that nobody takes for another: no 0 or O, no 1 or I. 32 of them, so 12 carry 60 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12
LINK_BYTES = 18


class HelperQuerySet(models.QuerySet):
    def treated_by(self, user):
        return self.filter(treated(user, "patient__"))

    def owned_by(self, user):
        """The helpers of `user` as a patient."""
        return self.filter(patient__user=user)

    def current(self):
        return self.filter(ended_at=None)


class Helper(models.Model):
    """A relative or friend who looks at the exercises and marks them for a patient, with an account of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="helpers")
    user = models.ForeignKey(User, models.PROTECT, related_name="helps")
    name = models.CharField(_("name"), max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HelperQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "user"], name="one_helper_row_per_account"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_helper_says_who_and_when",
            ),
        ]

    def __str__(self):
        return self.name


class WayInQuerySet(models.QuerySet):
    def treated_by(self, user):
        return self.filter(treated(user, "patient__"))

    def owned_by(self, user):
        """The ways in of `user` as a patient, those of the helpers among them."""
        return self.filter(patient__user=user)

    def open_at(self, now):
        """Ways that let their holder in at `now`. See also `WayIn.is_open_at`."""
        return self.filter(
            Q(helper=None) | Q(helper__ended_at=None), revoked_at=None, expires_at__gt=now, patient__archived_at=None
        )


class WayIn(models.Model):
    """A personal link or a code for paper. Only a digest is kept: the secret is shown once, when it is made."""

    class Kind(models.TextChoices):
        LINK = "link", _("link")
        CODE = "code", _("code")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="ways_in")
    helper = models.ForeignKey(Helper, models.CASCADE, null=True, blank=True, related_name="ways_in")
    kind = models.CharField(max_length=4, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = WayInQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="a_way_in_expires_after_it_was_made"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revoked_way_in_says_who_and_when",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.made_at:%Y-%m-%d}"

    @property
    def holder(self):
        """The name of the person who comes in by it."""
        return self.helper.name if self.helper else self.patient.name

    def is_open_at(self, now):
        """True if it lets its holder in at `now`. See also `WayInQuerySet.open_at`."""
        ended = self.helper is not None and self.helper.ended_at is not None
        return self.revoked_at is None and self.expires_at > now and not ended and self.patient.archived_at is None

    @staticmethod
    def new_secret(kind):
        """144 random bits for a link, 60 in readable characters for a code."""
        if kind == WayIn.Kind.LINK:
            return secrets.token_urlsafe(LINK_BYTES)
        return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))

    @staticmethod
    def digest_of(kind, secret):
        """Keyed with the server's secret: 60 bits alone could be searched through by whoever holds a copy."""
        return salted_hmac(
            f"patients.WayIn.{kind}", secret.encode("utf-8", "surrogatepass"), algorithm="sha256"
        ).hexdigest()


class Opening(models.Model):
    """A session that began by a way in: it ends on the server when the way is revoked."""

    way = models.ForeignKey(WayIn, models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)
    session_key = models.CharField(max_length=40)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"


class TryCountManager(models.Manager):
    COUNT = """
        INSERT INTO patients_trycount (key, hour, lasting, tries) VALUES {rows}
        ON CONFLICT (key) DO UPDATE SET
            tries = CASE WHEN patients_trycount.hour = EXCLUDED.hour OR patients_trycount.lasting
                         THEN patients_trycount.tries + 1 ELSE 1 END,
            hour = EXCLUDED.hour
        RETURNING key, tries
    """
    LASTING_HOURS = 30 * 24

    def count_tries(self, keys, *, hour):
        """Count a try under each of `keys` (key -> lasting) in `hour` (hours since 1970): {key: tries so far}.

        Exact over all workers: one statement, the rows always in the same order, so that two never wait in a circle.
        """
        rows = [(self.key_of(key), hour, lasting) for key, lasting in keys.items()]
        rows.sort()
        sql = self.COUNT.format(rows=", ".join(["(%s, %s, %s, 1)"] * len(rows)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for row in rows for value in row])
            found = dict(cursor.fetchall())
        return {key: found[self.key_of(key)] for key in keys}

    def take_back(self, keys):
        """It was no wrong try: what lasts begins anew, what counts by the hour loses one."""
        plain = [self.key_of(key) for key, lasting in keys.items() if not lasting]
        self.filter(key__in=plain, tries__gt=0).update(tries=F("tries") - 1)
        self.filter(key__in=[self.key_of(key) for key, lasting in keys.items() if lasting]).delete()

    def forget_before(self, hour):
        """Drop what no longer counts in `hour`."""
        self.filter(Q(lasting=False, hour__lt=hour) | Q(hour__lt=hour - self.LASTING_HOURS)).delete()

    @staticmethod
    def key_of(words):
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class TryCount(models.Model):
    """Wrong tries of one kind in the current hour, or since the last right one where they last.

    The table is unlogged (migration 0004): a count costs no disk write, and a crash may forget it.
    """

    key = models.CharField(primary_key=True, max_length=64)
    hour = models.PositiveIntegerField()
    lasting = models.BooleanField(default=False)
    tries = models.PositiveIntegerField()

    objects = TryCountManager()

    def __str__(self):
        return f"{self.tries} in hour {self.hour}"
