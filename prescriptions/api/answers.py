"""The shapes of the answers, for the OpenAPI document; shapes.py builds them."""

from rest_framework import serializers

from accounts.api.fields import Person
from exercises.api import AdviceSerializer, DoseSerializer
from exercises.vocabulary import Position, Side
from prescriptions.models import CheckInKind, EndedReason, Outcome, Status
from prescriptions.safety import Level
from prescriptions.safety.finding import URGENCIES


def page_of(row):
    """The serializer of a page of `row`s, for the document."""
    fields = {
        "count": serializers.IntegerField(),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": row(many=True),
    }
    return type(f"{row.__name__.removesuffix('Out')}Page", (serializers.Serializer,), fields)


class FindingOut(serializers.Serializer):
    rule = serializers.CharField()
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    item = serializers.UUIDField(allow_null=True)
    exercise = serializers.CharField(allow_null=True)
    message = serializers.CharField()
    patient_message = serializers.CharField()
    urgency = serializers.ChoiceField(choices=URGENCIES)
    clears_by = serializers.CharField()


class SuggestedItem(serializers.Serializer):
    exercise = serializers.CharField()
    side = serializers.ChoiceField(choices=Side.choices, allow_null=True)
    alternative = serializers.ChoiceField(choices=Position.choices, allow_null=True)
    note = serializers.CharField()
    dose = DoseSerializer()


class LeftOut(serializers.Serializer):
    exercise = serializers.CharField()
    findings = FindingOut(many=True)


class SuggestionOut(serializers.Serializer):
    stage = serializers.CharField()
    region = serializers.CharField()
    items = SuggestedItem(many=True)
    left_out = LeftOut(many=True)
    findings = FindingOut(many=True)
    advice = AdviceSerializer(many=True)


class PlanItemOut(SuggestedItem):
    id = serializers.UUIDField()
    position = serializers.IntegerField()
    title = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    cautions = serializers.ListField(child=serializers.CharField())
    breathing = serializers.CharField()
    dose_source = serializers.DictField(child=serializers.ChoiceField(choices=["article", "default", "clinician"]))
    paused = serializers.BooleanField()
    figure_url = serializers.CharField(allow_null=True)
    findings = FindingOut(many=True)


class OverrideOut(serializers.Serializer):
    rule = serializers.CharField()
    exercise = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    given_by = Person()
    given_at = serializers.DateTimeField()
    lapsed = serializers.CharField(allow_null=True)


class PlanOut(serializers.Serializer):
    id = serializers.UUIDField()
    episode = serializers.UUIDField()
    patient = serializers.UUIDField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    stage = serializers.CharField()
    region = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    review_on = serializers.DateField(allow_null=True)
    issued_at = serializers.DateTimeField(allow_null=True)
    issued_by = Person(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_reason = serializers.ChoiceField(choices=EndedReason.choices, allow_null=True)
    superseded_by = serializers.UUIDField(allow_null=True)
    updated_at = serializers.DateTimeField()
    note = serializers.CharField()
    items = PlanItemOut(many=True)
    advice = AdviceSerializer(many=True)
    findings = FindingOut(many=True)
    overrides = OverrideOut(many=True)
    handout_url = serializers.CharField(allow_null=True, help_text="The plan on paper (PDF); null for a draft.")


class CompletionOut(serializers.Serializer):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    date = serializers.DateField()
    occurrence = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    pain_during = serializers.IntegerField(allow_null=True)
    difficulty = serializers.IntegerField(allow_null=True)
    discomfort = serializers.BooleanField()
    spreading = serializers.BooleanField()
    reason = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    recorded_by = Person()
    against_advice = serializers.BooleanField()


class CompletionAnswer(CompletionOut):
    findings = FindingOut(many=True)
    item_paused = serializers.BooleanField()
    plan_status = serializers.ChoiceField(choices=Status.choices)


class CheckInOut(serializers.Serializer):
    id = serializers.UUIDField()
    date = serializers.DateField()
    kind = serializers.ChoiceField(choices=CheckInKind.choices)
    occurrence = serializers.IntegerField()
    pain = serializers.IntegerField(allow_null=True)
    symptoms = serializers.ListField(child=serializers.CharField(), allow_null=True)
    discomfort = serializers.BooleanField()
    comment = serializers.CharField()
    recorded_by = Person()


class CheckInAnswer(CheckInOut):
    findings = FindingOut(many=True)
    plan_status = serializers.ChoiceField(choices=Status.choices)


class AlertOut(serializers.Serializer):
    id = serializers.UUIDField()
    patient = serializers.UUIDField()
    plan = serializers.UUIDField(allow_null=True)
    rule = serializers.CharField(allow_null=True)
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    severity = serializers.ChoiceField(choices=URGENCIES)
    count = serializers.IntegerField()
    message = serializers.CharField()
    raised_at = serializers.DateTimeField()
    last_raised_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = Person(allow_null=True)
    note = serializers.CharField()


class StartOut(serializers.Serializer):
    allowed = serializers.BooleanField()
    findings = FindingOut(many=True)


class OccurrenceOut(serializers.Serializer):
    occurrence = serializers.IntegerField()
    completion = CompletionOut(allow_null=True)


class TaskOut(serializers.Serializer):
    item = serializers.UUIDField()
    exercise = serializers.CharField()
    title = serializers.CharField()
    dose = DoseSerializer()
    allowed = serializers.BooleanField()
    paused = serializers.BooleanField()
    findings = FindingOut(many=True)
    occurrences = OccurrenceOut(many=True)


class DayOut(serializers.Serializer):
    date = serializers.DateField()
    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    start = StartOut()
    items = TaskOut(many=True)


class PlanDayOut(DayOut):
    plan = serializers.UUIDField()


class MyDayOut(DayOut):
    plans = PlanDayOut(many=True)


class MyRecord(serializers.Serializer):
    id = serializers.UUIDField()
    clinic = serializers.UUIDField()
    name = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()


class MeOut(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    patients = MyRecord(many=True)
