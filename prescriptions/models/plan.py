"""The plan as a working form (items) and as paper (the sheet), and the reasons its warnings were passed with."""

import uuid
from datetime import timedelta
from functools import reduce
from operator import or_

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
from patients.models import Assessment, Episode, day_where_patient_lives, followed, known, treated


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

    def followed_by(self, user):
        """What `user` as a patient was given, and what the people `user` helps were given: never drafts."""
        return self.filter(followed(user, "episode__patient__") & ~Q(status=Status.DRAFT))

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

    def held_by_restore(self):
        """Plans that wait because the records were restored, and nobody has looked at them since."""
        return self.filter(status=Status.HELD, restored_to__isnull=False)

    def judged_otherwise(self, clinics):
        """Current plans of `clinics` that keep other thresholds than the clinic's. See also `Plan.keeps_other`."""
        alike = [Q(episode__patient__clinic=clinic, thresholds=clinic.thresholds.as_json()) for clinic in clinics]
        return self.current().filter(episode__patient__clinic__in=clinics).exclude(reduce(or_, alike, Q(pk=None)))

    def for_reading(self):
        return self.select_related(
            "episode__patient__clinic", "episode__patient__responsible", "issued_by", "created_by"
        )

    def with_items(self):
        """Fetch items with their exercises, in one query for any number of plans."""
        return self.prefetch_related(items_with_exercises())


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
    # the episode's newest assessment at issue: the baseline of what follows
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="+")
    held_reason = models.TextField(blank=True)
    # Held since the records were restored as they were at this time, until a clinician has looked.
    restored_to = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=20, choices=EndedReason, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # The plan as it was issued, word for word. Nothing writes it again.
    sheet = models.JSONField(null=True, blank=True)
    # What the rules said when they last judged the issued plan; a draft is judged whenever it is read.
    findings = models.JSONField(default=list, blank=True)
    # The thresholds it was issued under, or re-checked under since: a looser setting of the clinic does not reach it.
    thresholds = models.JSONField(default=dict, blank=True)
    # The newest day with something done, and the newest of which anything was recorded: kept by the database.
    done_on = models.DateField(null=True, editable=False)
    heard_on = models.DateField(null=True, editable=False)
    # Reasons a clinician has typed into a draft but not yet issued with: rule -> text.
    reasons = models.JSONField(default=dict, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["updated_at"]),
            models.Index(fields=["restored_to"], condition=Q(restored_to__isnull=False), name="plans_a_restore_holds"),
        ]
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

    def keeps_other(self, thresholds):
        """The names of the settings it was judged under that are not those of `thresholds`, the clinic's."""
        now = thresholds.as_json()
        return [name for name, value in self.thresholds.items() if now.get(name) != value]

    def sheet_line(self, item_id):
        """The line of the sheet for the item `item_id`."""
        return next(line for line in self.sheet["items"] if line["id"] == str(item_id))


class PlanItemQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Items of plans whose content `user` may read."""
        return self.filter(plan__in=Plan.objects.readable_by(user))

    def visible_to(self, user):
        """Items of plans whose existence `user` may know."""
        return self.filter(plan__in=Plan.objects.visible_to(user))


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

    objects = PlanItemQuerySet.as_manager()

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


REASON_COUNTS = timedelta(days=28)


class OverrideQuerySet(models.QuerySet):
    def counting(self, now):
        """Reasons that count at `now` (C-52). See also `Override.lapse`."""
        return self.filter(lapsed_at=None, given_at__date__gte=(now - REASON_COUNTS).date())


class Override(models.Model):
    """A clinician's written reason to pass a warning of one rule, for the whole plan or one exercise of it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="overrides")
    rule = models.CharField(max_length=10)
    exercise = models.ForeignKey(Exercise, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    rule_version = models.CharField(max_length=20)
    # Why it counts no longer before its 28 days are over (C-52).
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_because = models.TextField(blank=True)

    objects = OverrideQuerySet.as_manager()

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

    def lapse(self, today):
        """Why this reason counts no longer on the date `today`, or nothing. See also `OverrideQuerySet.counting`."""
        return lapse_of(self.given_at, self.lapsed_because, today)


def lapse_of(given_at, lapsed_because, today):
    """Why a reason given at `given_at` counts no longer, or nothing: its 28 days are over, or the facts changed."""
    old = today - given_at.date() > REASON_COUNTS
    return lapsed_because or (_("It is older than %(days)s days.") % {"days": REASON_COUNTS.days} if old else "")


def items_with_exercises():
    """What to prefetch on plans for their items with exercises, in one query."""
    return Prefetch("items", PlanItem.objects.select_related("exercise"))
