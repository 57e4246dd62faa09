"""People under care, the region they are treated for, and what a clinician found on a day."""

import uuid
import zoneinfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Clinic, Language, Membership, User, validate_time_zone
from exercises.vocabulary import Region, Stage

PAIN = [MinValueValidator(0), MaxValueValidator(10)]
EPISODE_REGIONS = [choice for choice in Region.choices if choice[0] != Region.GENERAL]
PAIN_SITES = {
    "neck": _("neck"),
    "back": _("back"),
    "chest": _("breastbone and chest"),
    "shoulder": _("shoulder"),
    "hand": _("arm or hand"),
}


def treated(user, prefix=""):
    """Rows whose clinic (at `prefix`clinic) `user` works at as a clinician."""
    return Q(**{f"{prefix}clinic__in": Clinic.objects.worked_at_by(user, Membership.Role.CLINICIAN)})


def known(user, prefix=""):
    """Rows whose clinic `user` works at in any role."""
    return Q(**{f"{prefix}clinic__in": Clinic.objects.worked_at_by(user)})


def followed(user, prefix=""):
    """Rows whose patient (at `prefix`) `user` is, or helps: one list, since two conditions on a join read all rows."""
    own = Patient.objects.filter(user=user).order_by().values("pk")
    helped = user.helps.filter(ended_at=None).order_by().values("patient")
    return Q(**{f"{prefix}pk__in": own.union(helped)})


class PatientQuerySet(models.QuerySet):
    def treated_by(self, user):
        """Patients of the clinics where `user` is a clinician. Clinical content may be shown."""
        return self.filter(treated(user))

    def owned_by(self, user):
        """The records of `user` as a patient."""
        return self.filter(user=user)

    def followed_by(self, user):
        """The records of `user` as a patient, and of the people `user` helps: what is due and marking it, no more."""
        return self.filter(followed(user))

    def registered_with(self, user):
        """Patients of the clinics where `user` has any role. Only the register may be shown to a mere admin."""
        return self.filter(known(user))

    def visible_to(self, user):
        """Everyone whose existence `user` may know: treated by, registered with, or being `user`."""
        return self.filter(known(user) | Q(user=user))

    def present(self):
        return self.filter(archived_at=None)

    def named_like(self, words):
        """Patients whose name or record number contains `words`, in any script and case."""
        return self.filter(Q(name__icontains=words) | Q(record_number__icontains=words))


class Patient(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients", verbose_name=_("clinic"))
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="records")
    name = models.CharField(_("name"), max_length=200)
    birth_date = models.DateField(_("birth date"))
    record_number = models.CharField(_("record number"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    # None until asked; an empty list is the answer "none".
    conditions = ArrayField(models.CharField(max_length=40), null=True, blank=True)
    conditions_since = models.JSONField(default=dict, blank=True)
    responsible = models.ForeignKey(
        User, models.PROTECT, related_name="responsible_for", verbose_name=_("responsible clinician")
    )
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "record_number"],
                name="record_number_unique_in_clinic",
                violation_error_message=_("This record number is already used in this clinic."),
            )
        ]
        indexes = [models.Index(fields=["clinic", "birth_date"])]

    def __str__(self):
        return self.name

    def today(self, now):
        """The calendar date where the patient lives, at the instant `now`."""
        return now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    def age_on(self, day):
        """Completed years of life on `day`."""
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)


class EpisodeQuerySet(models.QuerySet):
    def treated_by(self, user):
        return self.filter(treated(user, "patient__"))

    def owned_by(self, user):
        return self.filter(patient__user=user)

    def visible_to(self, user):
        return self.filter(known(user, "patient__") | Q(patient__user=user))

    def readable_by(self, user):
        """Episodes whose clinical content `user` may read: as a clinician of the clinic, or as the patient."""
        return self.filter(treated(user, "patient__") | Q(patient__user=user))

    def open(self):
        return self.filter(closed_on=None)

    def with_stage(self):
        """Annotate `stage`: that of the newest assessment, or None."""
        newest = Assessment.objects.filter(episode=OuterRef("pk")).order_by("-assessed_at", "-recorded_at")
        return self.annotate(stage=Subquery(newest.values("stage")[:1]))


class Episode(models.Model):
    """Care for one region, from the first assessment to discharge. Its stage is its newest assessment's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="episodes")
    region = models.CharField(_("region"), max_length=10, choices=EPISODE_REGIONS)
    diagnosis_code = models.CharField(_("diagnosis code (ICD-10)"), max_length=20, blank=True)
    diagnosis_text = models.CharField(_("diagnosis"), max_length=500, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(region=Region.GENERAL), name="an_episode_has_one_spinal_region"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="an_episode_closes_after_it_opens"
            ),
        ]

    def __str__(self):
        return f"{self.get_region_display()}, {self.opened_on}"

    @property
    def named_cause(self):
        return self.diagnosis_text or self.diagnosis_code


class AssessmentQuerySet(models.QuerySet):
    def treated_by(self, user):
        return self.filter(treated(user, "episode__patient__"))

    def newest_first(self):
        return self.order_by("-assessed_at", "-recorded_at")


class Assessment(models.Model):
    """What a clinician found on a day. Never rewritten, never deleted: the database refuses both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="assessments")
    assessed_at = models.DateTimeField(default=timezone.now)
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    pain_now = models.PositiveSmallIntegerField(_("pain now"), null=True, blank=True, validators=PAIN)
    pain_on_movement = models.PositiveSmallIntegerField(_("pain on movement"), null=True, blank=True, validators=PAIN)
    inflammation_settled = models.BooleanField(_("inflammation has settled"), default=False)
    symptoms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    pain_sites = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    red_flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    red_flags_screened = models.BooleanField(default=False)
    red_flags_cleared = models.JSONField(default=list, blank=True)
    # None until the clinician has answered (rule S-05).
    collar = models.BooleanField(_("collar while walking"), null=True, blank=True)
    collar_reason = models.TextField(_("why no collar"), blank=True)
    collar_until = models.DateField(_("collar until"), null=True, blank=True)
    systolic = models.PositiveSmallIntegerField(_("systolic"), null=True, blank=True)
    diastolic = models.PositiveSmallIntegerField(_("diastolic"), null=True, blank=True)
    posture_deviation = models.BooleanField(_("posture deviates"), default=False)
    supervised_session = models.BooleanField(_("a supervised session was held"), default=False)
    note = models.TextField(_("note"), blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_at", "-recorded_at"]
        indexes = [models.Index(fields=["episode", "-assessed_at", "-recorded_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(pain_now=None) | Q(pain_now__range=(0, 10)), name="pain_now_is_0_to_10"),
            models.CheckConstraint(
                condition=Q(pain_on_movement=None) | Q(pain_on_movement__range=(0, 10)),
                name="pain_on_movement_is_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(systolic=None, diastolic=None)
                | Q(systolic__range=(50, 300), diastolic__range=(20, 200), systolic__gt=F("diastolic")),
                name="blood_pressure_is_a_pair",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}, {self.assessed_at:%Y-%m-%d}"


def day_where_patient_lives(now, time_zone="time_zone"):
    """An expression: the calendar date at the instant `now` in the IANA zone of the column `time_zone`."""
    local = Func(F(time_zone), Value(now, models.DateTimeField()), function="timezone")
    return Func(local, function="date", output_field=models.DateField())
