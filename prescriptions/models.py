"""The plan as a working form (items), as paper (the sheet), what was done with it, and what happened to it."""

import uuid

from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exercises.dosage import Dosage
from exercises.models import Exercise
from exercises.vocabulary import Method, Position, Side, Stage
from patients.models import PAIN, Assessment, Episode, Patient, day_where_patient_lives, known, treated


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    HELD = "held", _("On hold")
    ENDED = "ended", _("Ended")
    SUPERSEDED = "superseded", _("Superseded")


CURRENT = (Status.ISSUED, Status.HELD)


def _given_to(user):
    return Q(episode__patient__user=user) & ~Q(status=Status.DRAFT)


class EndedReason(models.TextChoices):
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")
    EPISODE_CLOSED = "episode_closed", _("Episode closed")
    PATIENT_ARCHIVED = "patient_archived", _("Record archived")


class PlanQuerySet(models.QuerySet):
    def treated_by(self, user):
        """Plans, drafts among them, of the clinics where `user` is a clinician."""
        return self.filter(treated(user, "episode__patient__"))

    def owned_by(self, user):
        """What `user` as a patient was given: never drafts."""
        return self.filter(_given_to(user))

    def visible_to(self, user):
        """Plans whose existence `user` may know: their clinics' and their own."""
        return self.filter(known(user, "episode__patient__") | _given_to(user))

    def readable_by(self, user):
        """Plans whose content `user` may read: as a clinician of the clinic, or as the patient."""
        return self.filter(treated(user, "episode__patient__") | _given_to(user))

    def with_shown_status(self, now):
        """Annotate `shown_status`: a current plan past its end reads as ended. See also `Plan.status_on`."""
        finished = When(
            status__in=CURRENT,
            ends_on__lt=day_where_patient_lives(now, "episode__patient__time_zone"),
            then=Value(Status.ENDED),
        )
        return self.annotate(shown_status=Case(finished, default=F("status")))

    def current(self):
        return self.filter(status__in=CURRENT)

    def for_reading(self):
        return self.select_related(
            "episode__patient__clinic", "episode__patient__responsible", "issued_by", "created_by"
        )

    def with_items(self):
        """Fetch items with their exercises, in one query for any number of plans."""
        return self.prefetch_related(Prefetch("items", PlanItem.objects.select_related("exercise")))


class Plan(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    method = models.CharField(max_length=20, choices=Method, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    review_on = models.DateField(_("review on"), null=True, blank=True)
    note = models.TextField(_("note for the patient"), blank=True)
    revises = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="revisions")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="+")
    held_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=20, choices=EndedReason, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # The plan as it was issued, word for word. Nothing writes it again.
    sheet = models.JSONField(null=True, blank=True)
    # What the rules said when they last judged the issued plan; a draft is judged whenever it is read.
    findings = models.JSONField(default=list, blank=True)
    # Reasons a clinician has typed into a draft but not yet issued with: rule -> text.
    reasons = models.JSONField(default=dict, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["updated_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=Q(status__in=["issued", "held"]), name="one_current_plan_per_episode"
            ),
            models.UniqueConstraint(fields=["episode", "version"], name="plan_versions_count_up"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status="draft", sheet__isnull=True, issued_at=None, issued_by=None)
                | (~Q(status="draft") & Q(sheet__isnull=False, issued_at__isnull=False, issued_by__isnull=False)),
                name="an_issued_plan_has_its_sheet",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "issued", "held"], ended_at=None, ended_reason="")
                | (Q(status="ended", ended_at__isnull=False) & ~Q(ended_reason=""))
                | Q(status="superseded", ended_at__isnull=False, superseded_by__isnull=False, ended_reason=""),
                name="an_ended_plan_says_when_and_why",
            ),
        ]

    def __str__(self):
        return _("Plan %(version)s") % {"version": self.version}

    @property
    def is_draft(self):
        return self.status == Status.DRAFT

    def status_on(self, today):
        """The status as it reads on the patient's date `today`. See also `PlanQuerySet.with_shown_status`."""
        return Status.ENDED if self.status in CURRENT and today > self.ends_on else Status(self.status)

    def sheet_line(self, item_id):
        """The line of the sheet for the item `item_id`."""
        return next(line for line in self.sheet["items"] if line["id"] == str(item_id))


class PlanItem(Dosage):
    """An exercise's place in a plan. While the plan is a draft this is its content; later only `paused` lives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    side = models.CharField(max_length=5, choices=Side, blank=True)
    alternative = models.CharField(max_length=12, choices=Position, blank=True)
    note = models.TextField(blank=True)
    dose_source = models.JSONField(default=dict, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.TextField(blank=True)

    class Meta(Dosage.Meta):
        abstract = False
        ordering = ["position"]
        constraints = [
            *Dosage.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "position"], name="one_place_each_in_a_plan", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.exercise_id}"

    @property
    def paused(self):
        return self.paused_at is not None


class Override(models.Model):
    """A clinician's written reason to pass a warning of one rule, for the whole plan or one exercise of it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="overrides")
    rule = models.CharField(max_length=10)
    exercise = models.ForeignKey(Exercise, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    rule_version = models.CharField(max_length=20)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "rule", "exercise"], name="one_reason_per_rule_and_exercise", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), 10), name="a_reason_has_ten_characters"
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.reason}"


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    SKIPPED = "skipped", _("Skipped")


class Completion(models.Model):
    """One occurrence of one item on one of the patient's days: a fact, never refused by a rule."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="completions")
    date = models.DateField()
    occurrence = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=8, choices=Outcome)
    pain_during = models.PositiveSmallIntegerField(null=True, blank=True, validators=PAIN)
    difficulty = models.PositiveSmallIntegerField(null=True, blank=True)
    discomfort = models.BooleanField(default=False)
    spreading = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    against_advice = models.BooleanField(default=False)

    class Meta:
        ordering = ["-date", "item", "occurrence"]
        constraints = [
            models.UniqueConstraint(fields=["item", "date", "occurrence"], name="one_completion_per_occurrence"),
            models.CheckConstraint(condition=Q(occurrence__range=(1, 12)), name="occurrence_is_1_to_12"),
            models.CheckConstraint(
                condition=Q(pain_during=None) | Q(pain_during__range=(0, 10)), name="pain_during_is_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__range=(1, 5)), name="felt_difficulty_is_1_to_5"
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}, {self.date}"


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
    rule = models.CharField(max_length=10, blank=True)
    level = models.CharField(max_length=6)
    severity = models.CharField(max_length=9, default="none")
    count = models.PositiveIntegerField(default=1)
    message = models.TextField()
    raised_at = models.DateTimeField(default=timezone.now)
    last_raised_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

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


class PlanEvent(models.Model):
    """What happened to a plan, who did it and why. Append-only: the database refuses a change."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Draft made")
        CHANGED = "changed", _("Draft changed")
        ISSUED = "issued", _("Issued")
        SUPERSEDED = "superseded", _("Superseded")
        HELD = "held", _("Put on hold")
        RESUMED = "resumed", _("Resumed")
        ITEM_PAUSED = "item_paused", _("Exercise paused")
        ITEM_RESUMED = "item_resumed", _("Exercise resumed")
        STOPPED = "stopped", _("Stopped")
        FINISHED = "finished", _("Finished")
        ENDED_WITH_EPISODE = "episode_closed", _("Episode closed")
        ENDED_WITH_RECORD = "patient_archived", _("Record archived")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    about = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
