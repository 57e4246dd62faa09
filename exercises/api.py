"""The catalogue for record systems: exercises and sets, to be read only."""

from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers

from accounts.access import memberships_of
from accounts.models import Scope
from exercises.figures import figure_url, picture_of
from exercises.filters import ExerciseFilter, ExerciseSetFilter
from exercises.models import Advice, Exercise, ExerciseSet

CATALOGUE_SCOPES = {"GET": Scope.CATALOGUE_READ}
# The article's own words, and what was made of them, are for clinicians; a patient's token reads the rest.
FOR_CLINICIANS = ("stage_quote", "reading")


class DoseSerializer(serializers.Serializer):
    """A dose as the contract writes it; an absent number is null."""

    sets = serializers.IntegerField(allow_null=True)
    repetitions = serializers.IntegerField(allow_null=True)
    hold_seconds = serializers.IntegerField(allow_null=True)
    relax_seconds = serializers.IntegerField(allow_null=True)
    rest_seconds = serializers.IntegerField(allow_null=True)
    duration_minutes = serializers.IntegerField(allow_null=True)
    intensity_percent = serializers.IntegerField(allow_null=True)
    per_side = serializers.BooleanField()
    times_per_day = serializers.IntegerField()
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7))


class ContraindicationSerializer(serializers.Serializer):
    condition = serializers.CharField()
    level = serializers.ChoiceField(choices=["hard", "warn", "advise"])
    rule = serializers.CharField()


class AdviceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Advice
        fields = ["key", "title", "text"]
        read_only_fields = fields


class ExerciseSerializer(serializers.ModelSerializer):
    method_label = serializers.CharField(source="get_method_display", read_only=True)
    mental_imagery = serializers.SerializerMethodField()
    dose = serializers.SerializerMethodField()
    dose_source = serializers.DictField(
        child=serializers.ChoiceField(choices=["article", "default", "clinician"]), read_only=True
    )
    contraindications = serializers.SerializerMethodField()
    advice = serializers.SerializerMethodField()
    progression = serializers.SerializerMethodField()
    regression = serializers.SerializerMethodField()
    set = serializers.SerializerMethodField()
    figure_url = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField()

    class Meta:
        model = Exercise
        fields = [
            *("key", "title", "method", "method_label", "region", "stages", "position", "alternative_positions"),
            *("steps", "purpose", "breathing", "mental_imagery", "cautions", "equipment", "laterality"),
            *("movement_direction", "muscles", "goals", "difficulty", "supervision", "traits", "dose", "dose_source"),
            *("contraindications", "advice", "progression", "regression", "set", "figure_url", "source", "clinic"),
            "retired_at",
        ]
        read_only_fields = fields

    def to_representation(self, exercise):
        """In the language the call asks for, English unless it does."""
        words = exercise.words
        return super().to_representation(exercise) | {
            "title": words.title,
            "steps": words.steps,
            "purpose": words.purpose,
            "breathing": words.breathing,
            "mental_imagery": words.mental_imagery or None,
            "cautions": words.cautions,
        }

    def get_mental_imagery(self, exercise) -> str | None:
        return exercise.mental_imagery or None

    @extend_schema_field(AdviceSerializer(many=True))
    def get_advice(self, exercise):
        concerned = [advice for advice in self.context["advice"] if advice.concerns(exercise)]
        return [{"key": advice.key, "title": advice.words.title, "text": advice.words.text} for advice in concerned]

    @extend_schema_field(DoseSerializer)
    def get_dose(self, exercise):
        return exercise.dose.as_json()

    @extend_schema_field(ContraindicationSerializer(many=True))
    def get_contraindications(self, exercise):
        return exercise.contraindications()

    def get_progression(self, exercise) -> list[str]:
        return [exercise.progression] if exercise.progression else []

    def get_regression(self, exercise) -> list[str]:
        return [exercise.regression] if exercise.regression else []

    def get_set(self, exercise) -> str | None:
        return exercise.set_key or None

    def get_figure_url(self, exercise) -> str | None:
        return figure_url(picture_of(exercise.key, figure=exercise.figure))

    def get_source(self, exercise) -> dict:
        if memberships_of(self.context["request"].user):
            return exercise.source
        return {name: value for name, value in exercise.source.items() if name not in FOR_CLINICIANS}


class SetItemSerializer(serializers.Serializer):
    exercise = serializers.CharField(source="exercise_id")
    dose = serializers.SerializerMethodField()

    @extend_schema_field(DoseSerializer)
    def get_dose(self, item):
        return item.exercise.dose.overlaid(item.dose).as_json()


class ExerciseSetSerializer(serializers.ModelSerializer):
    precondition = serializers.SerializerMethodField()
    items = SetItemSerializer(many=True, read_only=True)

    class Meta:
        model = ExerciseSet
        fields = ["key", "title", "method", "region", "stages", "order_strict", "precondition", "items"]
        read_only_fields = fields

    def to_representation(self, exercise_set):
        words = exercise_set.words
        told = {"title": words.title, "precondition": words.precondition or None}
        return super().to_representation(exercise_set) | told

    def get_precondition(self, exercise_set) -> str | None:
        return exercise_set.precondition or None


class _Exercises:
    """What both exercise endpoints share: the scope, the words, and the advice read once for all rows."""

    scope_for = CATALOGUE_SCOPES
    serializer_class = ExerciseSerializer
    lookup_field = "key"

    def get_queryset(self):
        return Exercise.objects.visible_to(self.request.user)

    def get_serializer_context(self):
        return super().get_serializer_context() | {"advice": list(Advice.objects.filter(retired_at=None))}


class ExerciseList(_Exercises, generics.ListAPIView):
    """The exercises in use, filtered. `region` also gives those for any region."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = ExerciseFilter

    def get_queryset(self):
        return super().get_queryset().current().from_neck_down()


class ExerciseDetail(_Exercises, generics.RetrieveAPIView):
    """One exercise, retired ones too: plans made with it still name it."""


class _ExerciseSets:
    scope_for = CATALOGUE_SCOPES
    serializer_class = ExerciseSetSerializer
    lookup_field = "key"

    def get_queryset(self):
        return ExerciseSet.objects.visible_to(self.request.user).prefetch_related("items__exercise")


class ExerciseSetList(_ExerciseSets, generics.ListAPIView):
    """The ordered protocols in use: the sets of the article, the starter lists, a clinic's own."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = ExerciseSetFilter

    def get_queryset(self):
        return super().get_queryset().current().from_neck_down()


class ExerciseSetDetail(_ExerciseSets, generics.RetrieveAPIView):
    """One set, with its exercises in order and the dose each has in it."""
