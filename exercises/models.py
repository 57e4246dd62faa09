"""The catalogue: what can be prescribed. It knows nothing of patients."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Clinic, User
from exercises.dosage import Dosage
from exercises.languages import Translated
from exercises.vocabulary import Laterality, Method, Position, Region, Stage, Supervision, matrix


def words_field(**options):
    """A list of short words from a closed vocabulary; the loader and the forms check them."""
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, **options)


def lines_field():
    """A list of sentences, in order."""
    return ArrayField(models.TextField(), default=list, blank=True)


class CatalogueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The shared library and the own entries of the clinics where `user` has a role."""
        return self.filter(Q(clinic=None) | Q(clinic__in=Clinic.objects.worked_at_by(user)))

    def current(self):
        return self.filter(retired_at=None)

    def from_neck_down(self):
        """In the order a clinician looks for it: neck, upper back, lower back, general; then as the article has it."""
        regions = [When(region=region, then=place) for place, region in enumerate(Region.values)]
        return self.order_by(Case(*regions), *self.model._meta.ordering[1:], "key")


class Exercise(Translated, Dosage):
    """One exercise. Contraindications are never typed: they follow from its traits by the matrix."""

    TEXTS = ("title", "steps", "purpose", "breathing", "mental_imagery", "cautions")

    key = models.SlugField(max_length=100, primary_key=True)
    clinic = models.ForeignKey(Clinic, models.CASCADE, null=True, blank=True, related_name="exercises")
    title = models.CharField(_("title"), max_length=200)
    region = models.CharField(_("region"), max_length=10, choices=Region)
    method = models.CharField(_("method"), max_length=20, choices=Method)
    stages = ArrayField(models.CharField(max_length=12, choices=Stage), verbose_name=_("stages"))
    position = models.CharField(_("position"), max_length=12, choices=Position)
    alternative_positions = words_field()
    steps = lines_field()
    purpose = models.TextField(_("purpose"), blank=True)
    breathing = models.TextField(_("breathing"), blank=True)
    mental_imagery = models.TextField(_("imagery"), blank=True)
    cautions = lines_field()
    equipment = words_field()
    laterality = models.CharField(max_length=20, choices=Laterality)
    movement_direction = words_field()
    muscles = words_field()
    goals = words_field()
    difficulty = models.PositiveSmallIntegerField(_("difficulty"))
    supervision = models.CharField(max_length=10, choices=Supervision, default=Supervision.NONE)
    traits = words_field()
    progression = models.SlugField(max_length=100, blank=True)
    regression = models.SlugField(max_length=100, blank=True)
    dose_source = models.JSONField(default=dict)
    set_key = models.SlugField(max_length=100, blank=True)
    order_in_set = models.PositiveSmallIntegerField(null=True, blank=True)
    # Where it comes from, for clinicians: article_line, stage_line, stage_quote, stage_basis, gate, sources,
    # certainty, certainty_note.
    source = models.JSONField(default=dict)
    # Of a clinic's own exercise: the library exercise whose drawing it starts from; empty, that of its position.
    figure = models.SlugField(_("figure"), max_length=100, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta(Dosage.Meta):
        abstract = False
        ordering = ["region", "method", "set_key", "order_in_set", "title"]
        constraints = [
            *Dosage.Meta.constraints,
            models.CheckConstraint(condition=Q(difficulty__range=(1, 4)), name="difficulty_is_1_to_4"),
            models.CheckConstraint(
                condition=Q(figure="") | Q(clinic__isnull=False), name="only_a_clinics_exercise_borrows_a_figure"
            ),
        ]

    def __str__(self):
        return self.words.title

    def contraindications(self):
        """Rows of the matrix this exercise's traits meet, the strongest level per condition and rule."""
        strength = {"hard": 3, "warn": 2, "advise": 1}
        met = {}
        for row in matrix():
            known = met.get((row["condition"], row["rule"]))
            if row["traits"].intersection(self.traits) and (
                known is None or strength[row["level"]] > strength[known["level"]]
            ):
                met[row["condition"], row["rule"]] = {name: row[name] for name in ("condition", "level", "rule")}
        return list(met.values())


class ExerciseSetQuerySet(CatalogueQuerySet):
    def visible_to(self, user):
        """The library's sets, those a clinic of `user` shares, and the personal ones of `user`."""
        return super().visible_to(user).filter(Q(owner=None) | Q(owner=user))


class ExerciseSet(Translated):
    """An ordered protocol: a set of the article, a starter list, or a clinic's own, shared or of one person."""

    TEXTS = ("title", "precondition", "frequency")

    key = models.SlugField(max_length=100, primary_key=True)
    clinic = models.ForeignKey(Clinic, models.CASCADE, null=True, blank=True, related_name="exercise_sets")
    title = models.CharField(_("title"), max_length=200)
    method = models.CharField(_("method"), max_length=20, choices=Method)
    region = models.CharField(_("region"), max_length=10, choices=Region)
    stages = ArrayField(models.CharField(max_length=12, choices=Stage))
    order_strict = models.BooleanField(default=False)
    precondition = models.TextField(blank=True)
    frequency = models.TextField(blank=True)
    # Of a clinic's own: who keeps it to themselves; None: everybody of the clinic has it.
    owner = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="exercise_sets")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ExerciseSetQuerySet.as_manager()

    class Meta:
        ordering = ["region", "method", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(clinic__isnull=False), name="the_library_owns_its_sets")
        ]

    def __str__(self):
        return self.words.title


class SetItem(models.Model):
    """An exercise's place in a set. `dose` holds only the fields in which the set differs from the exercise."""

    exercise_set = models.ForeignKey(ExerciseSet, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    dose = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["exercise_set", "position"], name="one_place_each_in_a_set")]

    def __str__(self):
        return f"{self.position}. {self.exercise_id}"


class Advice(Translated):
    """Words that travel with a plan: clothing, breathing, supervision, prevention. An empty list means any."""

    TEXTS = ("title", "text")

    key = models.SlugField(max_length=100, primary_key=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=20)
    rule = models.CharField(max_length=10, blank=True)
    methods = words_field()
    regions = words_field()
    stages = words_field()
    exercises = ArrayField(models.SlugField(max_length=100), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.JSONField(default=dict)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self):
        return self.words.title

    def concerns(self, exercise):
        """True if this advice belongs to `exercise` in any stage it is meant for; see also `speaks_of`."""
        return any(self.speaks_of(exercise, stage=stage) for stage in exercise.stages)

    def speaks_of(self, exercise, *, stage):
        """True if this advice belongs to `exercise` prescribed in `stage`."""
        return (
            stage in self.stages
            and (not self.methods or exercise.method in self.methods)
            and (not self.regions or exercise.region in self.regions)
            and (not self.exercises or exercise.key in self.exercises)
        )
