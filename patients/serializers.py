"""What the API shows of records, episodes and assessments, and what it takes."""

import re

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.access import is_clinician
from accounts.api.fields import Day, Key, Person, Strict, Text, Whole, Word, YesNo, words_from
from accounts.models import Language, validate_time_zone
from exercises.vocabulary import Stage
from patients.actions import LONGEST_NOTE, LONGEST_REASON
from patients.models import EPISODE_REGIONS, PAIN_SITES
from patients.vocabulary import OUTCOMES, clearable_words, condition_words, red_flag_words, symptom_words

NOT_FOR_THE_REGISTER = {"email": "", "phone": "", "language": None, "time_zone": None}
NOT_FOR_THE_REGISTER |= {"conditions": None, "conditions_since": {}}


class Instant(serializers.DateTimeField):
    """A moment with its offset from UTC: without one nobody could say which day it was where the patient lives."""

    default_error_messages = {"offset": _("Write the offset from UTC too, for example 2026-11-22T09:30:00Z.")}

    def to_internal_value(self, data):
        moment = super().to_internal_value(data)
        if not re.search(r"(Z|[+-]\d\d:?\d\d)$", str(data).strip(), re.IGNORECASE):
            self.fail("offset")
        return moment


class YesOrNo(Word):
    """A decision: "yes", "no", or null while nobody has made it."""

    def __init__(self, **options):
        super().__init__(choices=["yes", "no"], allow_null=True, **options)

    def to_internal_value(self, data):
        return super().to_internal_value(data) == "yes"

    def to_representation(self, value):
        return "yes" if value else "no"


class ClinicAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    phone = serializers.CharField()
    emergency_number = serializers.CharField()
    time_zone = serializers.CharField()
    language = Word(choices=Language.values)


class PatientAnswer(serializers.Serializer):
    """A record. Who may see the register alone gets the rest as null or empty."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    name = serializers.CharField()
    birth_date = serializers.DateField()
    record_number = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    language = Word(choices=Language.values, allow_null=True)
    time_zone = serializers.CharField(allow_null=True)
    conditions = words_from(condition_words(), allow_null=True, help_text=_("null: not asked; []: asked, none"))
    conditions_since = serializers.DictField(child=serializers.DateField())
    responsible = Person()
    archived_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, patient):
        user = self.context["request"].user
        shown = super().to_representation(patient)
        if patient.user_id == user.pk or is_clinician(user, clinic_id=patient.clinic_id):
            return shown
        return shown | NOT_FOR_THE_REGISTER


class PatientWrite(Strict):
    id = Key(required=False)
    clinic = Key(required=False, help_text=_("Required only for people who treat at several clinics; never changes."))
    name = Text(max_length=200)
    birth_date = Day()
    record_number = Text(max_length=40)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    phone = Text(required=False, allow_blank=True, max_length=40)
    language = Word(choices=Language.values, required=False)
    time_zone = Text(required=False, validators=[validate_time_zone], max_length=64)
    conditions = words_from(condition_words(), required=False, allow_null=True)
    responsible = Key(required=False)
    archived_at = Instant(required=False, allow_null=True)


class EpisodeAnswer(serializers.Serializer):
    """An episode with `stage` and `current_plan`, which the query annotates."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField(source="patient_id")
    region = Word(choices=EPISODE_REGIONS)
    diagnosis_code = serializers.CharField(allow_blank=True)
    diagnosis_text = serializers.CharField(allow_blank=True)
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    stage = Word(choices=Stage.values, allow_null=True)
    current_plan = serializers.UUIDField(allow_null=True)


class EpisodeWrite(Strict):
    id = Key(required=False)
    region = Word(choices=EPISODE_REGIONS)
    diagnosis_code = Text(required=False, allow_blank=True, max_length=20)
    diagnosis_text = Text(required=False, allow_blank=True, max_length=500)
    opened_on = Day(required=False)
    closed_on = Day(required=False, allow_null=True)


class ClearedFlag(Strict):
    flag = Word(choices=clearable_words())
    outcome = Word(choices=list(OUTCOMES))
    note = Text(max_length=LONGEST_REASON)


class AssessmentAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    assessed_at = serializers.DateTimeField()
    assessed_by = Person()
    stage = Word(choices=Stage.values)
    pain_now = serializers.IntegerField(min_value=0, max_value=10, allow_null=True)
    pain_on_movement = serializers.IntegerField(min_value=0, max_value=10, allow_null=True)
    inflammation_settled = serializers.BooleanField()
    symptoms = words_from(symptom_words())
    pain_sites = words_from(PAIN_SITES)
    red_flags = words_from(red_flag_words())
    red_flags_screened = serializers.BooleanField()
    red_flags_cleared = ClearedFlag(many=True)
    collar = YesOrNo()
    collar_reason = serializers.CharField(allow_blank=True)
    collar_until = serializers.DateField(allow_null=True)
    systolic = serializers.IntegerField(allow_null=True)
    diastolic = serializers.IntegerField(allow_null=True)
    posture_deviation = serializers.BooleanField()
    supervised_session = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)


class AssessmentWrite(Strict):
    id = Key(required=False)
    assessed_at = Instant(required=False)
    assessed_by = Key(required=False)
    stage = Word(choices=Stage.values)
    pain_now = Whole(min_value=0, max_value=10, required=False, allow_null=True)
    pain_on_movement = Whole(min_value=0, max_value=10, required=False, allow_null=True)
    inflammation_settled = YesNo(required=False)
    symptoms = words_from(symptom_words(), required=False)
    pain_sites = words_from(PAIN_SITES, required=False)
    red_flags = words_from(red_flag_words(), required=False)
    red_flags_screened = YesNo(required=False)
    red_flags_cleared = ClearedFlag(many=True, required=False)
    collar = YesOrNo(required=False)
    collar_reason = Text(required=False, allow_blank=True, max_length=LONGEST_REASON)
    collar_until = Day(required=False, allow_null=True)
    systolic = Whole(min_value=50, max_value=300, required=False, allow_null=True)
    diastolic = Whole(min_value=20, max_value=200, required=False, allow_null=True)
    posture_deviation = YesNo(required=False)
    supervised_session = YesNo(required=False)
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)
