"""The only writers of records, episodes and assessments.

Each is keyword-only, takes `by`, locks the patient's row before it judges, and refuses with NotYours (403), Refused
(409) or a ValidationError that names the field (400). Live plans are judged again by the callers in
`prescriptions.actions.care`: this app knows nothing of plans.
"""

from datetime import timedelta
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import is_clinician
from accounts.refusals import NotYours, Refused
from patients.duty import clinicians_of, settle_duty
from patients.models import PAIN_SITES, Assessment, Episode, Patient
from patients.vocabulary import OUTCOMES, clearable_words, condition_words, red_flag_words, symptom_words

RECORD_FIELDS = frozenset(
    ("name", "birth_date", "record_number", "email", "phone", "language", "time_zone", "conditions", "responsible")
)
EPISODE_FIELDS = frozenset(("region", "diagnosis_code", "diagnosis_text", "opened_on", "closed_on"))
ASSESSMENT_FIELDS = frozenset(
    (
        *("assessed_at", "assessed_by", "stage", "pain_now", "pain_on_movement", "inflammation_settled", "symptoms"),
        *("pain_sites", "red_flags", "red_flags_screened", "red_flags_cleared", "collar", "collar_reason"),
        *("collar_until", "systolic", "diastolic", "posture_deviation", "supervised_session", "note"),
    )
)
OLDEST_PERSON_YEARS = 130
LATEST_RECORDING = timedelta(days=30)
LONGEST_COLLAR = timedelta(days=366)
SHORTEST_REASON = 10
LONGEST_REASON = 2_000
LONGEST_NOTE = 10_000
NOT_A_CLINICIAN = gettext_lazy("The responsible clinician must be an active clinician of this clinic.")


# --- records ------------------------------------------------------------------------------------------------


@transaction.atomic
def open_record(*, by, clinic, patient, episode, today):
    """Create a patient of `clinic` from the dict `patient`, and the first episode from `episode` unless None.

    Language and time zone default to the clinic's, the responsible clinician to `by`.
    """
    _require_clinician(by, clinic)
    own = {"language": clinic.language, "time_zone": clinic.time_zone, "responsible": by}
    record = Patient(clinic=clinic)
    _apply(record, own | patient, RECORD_FIELDS | {"id"})
    _date_conditions(record, today)
    check(record, _record_problems(record, today))
    _insert(record)
    if episode is not None:
        _add_episode(record, episode, today)
    return record


@transaction.atomic
def change_record(*, by, patient, changes, now):
    """Change the named fields of a record; `archived_at` is an instant, or None to bring the record back."""
    record = locked(patient.pk)
    _require_clinician(by, record.clinic)
    today = record.today(now)
    _apply(record, changes, RECORD_FIELDS | {"archived_at"})
    if "conditions" in changes:
        _date_conditions(record, today)
    check(record, chain(_record_problems(record, today, given=changes), _archive_problems(record, now)))
    _save(record)
    return record


def _date_conditions(record, today):
    """Remember the date each condition was first recorded, in the order given, none twice."""
    if record.conditions is not None:
        record.conditions = list(dict.fromkeys(record.conditions))
    known = record.conditions_since
    record.conditions_since = {word: known.get(word, today.isoformat()) for word in record.conditions or ()}


def _record_problems(record, today, given=RECORD_FIELDS):
    if record.birth_date > today:
        yield "birth_date", _("The birth date lies in the future.")
    if today.year - record.birth_date.year > OLDEST_PERSON_YEARS:
        yield "birth_date", _("The birth date lies more than %(years)s years back.") % {"years": OLDEST_PERSON_YEARS}
    if "conditions" in given:
        yield from _unknown_words("conditions", record.conditions or (), condition_words())
    if "responsible" in given and not clinicians_of(record.clinic).filter(pk=record.responsible_id).exists():
        yield "responsible", NOT_A_CLINICIAN


def _archive_problems(record, now):
    if record.archived_at and record.archived_at > now:
        yield "archived_at", _("A record cannot be archived in the future.")


# --- episodes -----------------------------------------------------------------------------------------------


@transaction.atomic
def open_episode(*, by, patient, facts, today):
    """Open an episode of care for a patient whose record is not archived; it opens on `today` unless told when."""
    record = locked(patient.pk)
    _require_clinician(by, record.clinic)
    require_present(record)
    return _add_episode(record, facts, today)


@transaction.atomic
def change_episode(*, by, episode, changes, now):
    """Change an episode; `closed_on` closes it, None opens it again. Its region is fixed by the first assessment."""
    record = locked(episode.patient_id)
    _require_clinician(by, record.clinic)
    require_present(record)
    row = Episode.objects.select_for_update().get(pk=episode.pk)
    if changes.get("region", row.region) != row.region and row.assessments.exists():
        raise Refused(_("The region cannot change any more: there is an assessment. Open another episode."))
    _apply(row, changes, EPISODE_FIELDS)
    row.patient = record
    check(row, _episode_problems(row, record.today(now)))
    _save(row)
    return row


def _add_episode(record, facts, today):
    row = Episode(patient=record)
    _apply(row, {"opened_on": today} | facts, EPISODE_FIELDS | {"id"})
    check(row, _episode_problems(row, today))
    return _insert(row)


def _episode_problems(row, today):
    if row.opened_on > today:
        yield "opened_on", _("An episode cannot open in the future.")
    if row.opened_on < row.patient.birth_date:
        yield "opened_on", _("An episode cannot open before the birth date.")
    if row.closed_on and row.closed_on > today:
        yield "closed_on", _("An episode cannot close in the future.")
    if row.closed_on and row.closed_on < row.opened_on:
        yield "closed_on", _("An episode cannot close before it opened.")


# --- assessments --------------------------------------------------------------------------------------------


@transaction.atomic
def store_assessment(*, by, episode, facts, now):
    """Store what was found, for good, on an open episode of a record that is not archived.

    A red flag named among the symptoms is also stored as a red flag.
    """
    record = locked(episode.patient_id)
    _require_clinician(by, record.clinic)
    require_present(record)
    row = Assessment(episode=Episode.objects.get(pk=episode.pk), recorded_at=now)
    if row.episode.closed_on is not None:
        raise Refused(_("This episode of care is closed."))
    _apply(row, {"assessed_at": now, "assessed_by": by} | facts, ASSESSMENT_FIELDS | {"id"})
    flags = set(red_flag_words())
    row.red_flags = list(dict.fromkeys([*row.red_flags, *(word for word in row.symptoms if word in flags)]))
    check(row, _assessment_problems(row, record, now))
    return _insert(row)


def _assessment_problems(row, record, now):
    if row.assessed_at > now:
        yield "assessed_at", _("An assessment cannot lie in the future.")
    if record.today(row.assessed_at) < record.today(now) - LATEST_RECORDING:
        yield "assessed_at", _("An assessment is recorded within %(days)s days.") % {"days": LATEST_RECORDING.days}
    if not clinicians_of(record.clinic).filter(pk=row.assessed_by_id).exists():
        yield "assessed_by", _("An assessment is made by an active clinician of this clinic.")
    yield from _unknown_words("symptoms", row.symptoms, symptom_words())
    yield from _unknown_words("pain_sites", row.pain_sites, PAIN_SITES)
    yield from _unknown_words("red_flags", row.red_flags, red_flag_words())
    yield from _cleared_problems(row.red_flags_cleared)
    yield from _collar_problems(row, record)
    yield from _pressure_problems(row.systolic, row.diastolic)
    if len(row.note) > LONGEST_NOTE:
        yield "note", _("Write at most %(most)s characters.") % {"most": LONGEST_NOTE}


def _cleared_problems(cleared):
    flags = [entry["flag"] for entry in cleared]
    yield from _unknown_words("red_flags_cleared", flags, clearable_words())
    if len(set(flags)) < len(flags):
        yield "red_flags_cleared", _("Each flag is cleared once.")
    for entry in cleared:
        if entry["outcome"] not in OUTCOMES:
            yield "red_flags_cleared", _("A flag is cleared as excluded or as treated.")
        if not entry["note"].strip() or len(entry["note"]) > LONGEST_REASON:
            words = _("Each cleared flag needs a note of at most %(most)s characters.")
            yield "red_flags_cleared", words % {"most": LONGEST_REASON}


def _collar_problems(row, record):
    if row.collar is False and len(row.collar_reason.strip()) < SHORTEST_REASON:
        words = _("Write why no collar is needed, in %(least)s characters or more.")
        yield "collar_reason", words % {"least": SHORTEST_REASON}
    if len(row.collar_reason) > LONGEST_REASON:
        yield "collar_reason", _("Write at most %(most)s characters.") % {"most": LONGEST_REASON}
    day = record.today(row.assessed_at)
    if row.collar_until and not day <= row.collar_until <= day + LONGEST_COLLAR:
        yield "collar_until", _("The collar ends on a day from the assessment to a year after it.")


def _pressure_problems(systolic, diastolic):
    if (systolic is None) != (diastolic is None):
        yield "diastolic" if diastolic is None else "systolic", _("Give both values of the blood pressure, or neither.")
    elif systolic is not None:
        if not 50 <= systolic <= 300:
            yield "systolic", _("The upper value lies between 50 and 300.")
        if not 20 <= diastolic <= 200:
            yield "diastolic", _("The lower value lies between 20 and 200.")
        if systolic <= diastolic:
            yield "systolic", _("The upper value must be higher than the lower one.")


# --- steps of every writer ----------------------------------------------------------------------------------

TAKEN = {
    "record_number_unique_in_clinic": "record_number",
    "patients_patient_pkey": "id",
    "patients_episode_pkey": "id",
    "patients_assessment_pkey": "id",
    "responsible_is_an_active_clinician": "responsible",
}


def locked(patient_id):
    """The record, locked until the end of the transaction: whatever is judged about a person is judged under it."""
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient_id)


def _require_clinician(by, clinic):
    if not is_clinician(by, clinic_id=clinic.pk):
        raise NotYours(_("Only a clinician of this clinic may do this."))


def require_present(record):
    """Raise Refused for an archived record."""
    if record.archived_at is not None:
        raise Refused(_("This record is archived."))


def _apply(row, values, allowed):
    if unknown := set(values) - allowed:
        raise TypeError(f"{type(row).__name__} has no {', '.join(sorted(unknown))} to set")
    for name, value in values.items():
        setattr(row, name, value)


def _unknown_words(field, given, known):
    for word in given:
        if word not in known:
            yield field, _("“%(word)s” is not one of the known words.") % {"word": word}


def check(row, problems):
    """Raise ValidationError for what the fields refuse; only values of the right kind reach `problems`."""
    row.clean_fields(exclude={"clinic", "user", "responsible", "patient", "episode", "assessed_by"})
    errors = {}
    for field, message in problems:
        errors.setdefault(field, []).append(message)
    if errors:
        raise ValidationError(errors)


def _insert(row):
    _save(row, force_insert=True)
    return row


def _save(row, **how):
    """Write the row. The database says what is taken, so two at once cannot both pass a check made before."""
    try:
        with transaction.atomic():
            row.save(**how)
            settle_duty()
    except IntegrityError as error:
        field = TAKEN.get(error.__cause__.diag.constraint_name)
        if field is None:
            raise
        raise ValidationError({field: _taken(field)}) from error


def _taken(field):
    if field == "id":
        return ValidationError(_("This id is already in use."), code="unique")
    if field == "responsible":
        return ValidationError(NOT_A_CLINICIAN)
    return ValidationError(_("This record number is already used in this clinic."), code="unique")
