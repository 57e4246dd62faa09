"""What the API takes."""

from datetime import timedelta

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import Day, Key, Strict, Text, Whole, Word, Words, YesNo
from exercises.dosage import BOUNDS, EVERY_DAY
from exercises.models import Exercise
from exercises.vocabulary import Laterality, Method, Position, Side
from prescriptions.actions import Line
from prescriptions.models import CheckInKind, Outcome, Status
from prescriptions.suggestion import default_side

LONGEST_NOTE = 10_000
LONGEST_REASON = 2_000


def _bounded(name):
    low, high = BOUNDS[name]
    return Whole(min_value=low, max_value=high, allow_null=name != "times_per_day", required=False)


class DoseIn(Strict):
    """Fields that are given overlay the exercise's own; null takes a number away."""

    sets = _bounded("sets")
    repetitions = _bounded("repetitions")
    hold_seconds = _bounded("hold_seconds")
    relax_seconds = _bounded("relax_seconds")
    rest_seconds = _bounded("rest_seconds")
    duration_minutes = _bounded("duration_minutes")
    intensity_percent = _bounded("intensity_percent")
    per_side = YesNo(required=False)
    times_per_day = _bounded("times_per_day")
    weekdays = serializers.ListField(
        child=Whole(min_value=EVERY_DAY[0], max_value=EVERY_DAY[-1]), allow_empty=False, max_length=7, required=False
    )


class ItemIn(Strict):
    exercise = Text(max_length=100)
    side = Word(choices=Side.choices, required=False, allow_null=True)
    alternative = Word(choices=Position.choices, required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    dose = DoseIn(required=False)

    def validate(self, facts):
        exercise = self.context["exercises"].get(facts["exercise"])
        if exercise is None:
            raise serializers.ValidationError({"exercise": [_("There is no such exercise.")]})
        return Line(
            exercise=exercise,
            dose=self._dose(exercise, facts.get("dose", {})),
            side=self._side(exercise, facts.get("side")),
            alternative=self._alternative(exercise, facts.get("alternative")),
            note=facts.get("note", ""),
        )

    def _dose(self, exercise, given):
        dose = exercise.dose.overlaid(given)
        if dose.repetitions is None and dose.duration_minutes is None:
            raise serializers.ValidationError({"dose": {"repetitions": [_("A dose needs repetitions or a duration.")]}})
        return dose

    def _side(self, exercise, side):
        if side and exercise.laterality in (Laterality.MIDLINE, Laterality.BILATERAL):
            raise serializers.ValidationError({"side": [_("This exercise has no sides: leave it null.")]})
        return side or default_side(exercise)

    def _alternative(self, exercise, alternative):
        if alternative and alternative not in exercise.alternative_positions:
            raise serializers.ValidationError({"alternative": [_("This exercise is not offered in that position.")]})
        return alternative or ""


class DraftFields(Strict):
    """What a draft may be given, at creation and later."""

    items = ItemIn(many=True, required=False, max_length=100)
    starts_on = Day(required=False)
    ends_on = Day(required=False)
    review_on = Day(required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)

    def validate_starts_on(self, day):
        today = self.context["today"]
        if not today - timedelta(days=366) <= day <= today + timedelta(days=366):
            raise serializers.ValidationError(_("Choose a day within a year of today."))
        return day

    def check_dates(self, starts_on, ends_on, review_on):
        """Errors of the dates as they would stand after the change."""
        latest = starts_on + timedelta(days=366)
        if ends_on and not starts_on <= ends_on <= latest:
            raise serializers.ValidationError({"ends_on": [_("Choose a day from the start to a year after it.")]})
        if review_on and not starts_on <= review_on <= latest:
            raise serializers.ValidationError({"review_on": [_("Choose a day from the start to a year after it.")]})


class PlanIn(DraftFields):
    id = Key(required=False)
    episode = Key()
    method = Word(choices=Method.choices, required=False, allow_null=True)

    def validate(self, facts):
        self.check_dates(facts.get("starts_on", self.context["today"]), facts.get("ends_on"), facts.get("review_on"))
        return facts


class PlanChange(DraftFields):
    def validate(self, facts):
        plan = self.context["plan"]
        stand = {name: facts.get(name, getattr(plan, name)) for name in ("starts_on", "ends_on", "review_on")}
        self.check_dates(**stand)
        return facts


def exercises_named_in(data, user):
    """The exercises that the request's items name and `user` may prescribe, by key. One query."""
    items = data.get("items") if isinstance(data, dict) else None
    named = [item.get("exercise") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    keys = {key for key in named if isinstance(key, str) and len(key) <= 100 and "\x00" not in key}
    return Exercise.objects.visible_to(user).current().in_bulk(keys) if keys else {}


class OverrideIn(Strict):
    rule = Text(max_length=10)
    exercise = Text(max_length=100, required=False, allow_null=True)
    reason = Text(min_length=10, max_length=LONGEST_REASON)


class IssueIn(Strict):
    overrides = OverrideIn(many=True, required=False, max_length=500)


class ReasonIn(Strict):
    reason = Text(max_length=LONGEST_REASON)


class NoteIn(Strict):
    note = Text(max_length=LONGEST_REASON)


class CompletionFacts(Strict):
    outcome = Word(choices=Outcome.choices)
    pain_during = Whole(min_value=0, max_value=10, required=False, allow_null=True)
    difficulty = Whole(min_value=1, max_value=5, required=False, allow_null=True)
    discomfort = YesNo(required=False)
    spreading = YesNo(required=False)
    reason = Text(required=False, allow_blank=True, max_length=500)


class CompletionIn(CompletionFacts):
    id = Key(required=False)
    item = Key()
    date = Day()
    occurrence = Whole(min_value=1, max_value=12, required=False)


class CheckInIn(Strict):
    id = Key(required=False)
    date = Day()
    kind = Word(choices=CheckInKind.choices)
    occurrence = Whole(min_value=1, max_value=12, required=False)
    pain = Whole(min_value=0, max_value=10, required=False, allow_null=True)
    symptoms = Words(child=Text(max_length=40), required=False, allow_null=True, max_length=50)
    discomfort = YesNo(required=False)
    comment = Text(required=False, allow_blank=True, max_length=LONGEST_REASON)


class AlertQuery(serializers.Serializer):
    """The filter of `GET alerts/`."""

    open = Word(choices=["true", "false"], required=False)


class PlanQuery(serializers.Serializer):
    """The filters of `GET plans/`."""

    patient = Key(required=False)
    episode = Key(required=False)
    status = Word(choices=Status.choices, required=False)
    updated_since = serializers.DateTimeField(required=False)


class SuggestionQuery(serializers.Serializer):
    method = Word(choices=Method.choices, required=False)


class EpisodeNamed(serializers.Serializer):
    """The one field of a new plan that must be known before the others can be judged."""

    episode = Key()


class PageQuery(serializers.Serializer):
    page = serializers.IntegerField(required=False, min_value=1)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=200)
