"""The only writers of a clinic's own exercises and sets. The shared library is written by `exercises.actions` alone.

Each is keyword-only and takes `by`; NotYours is raised for who is no clinician of the clinic, ValidationError names
the field. What breaks a PUBLISH rule (`exercises.safety`) is not stored. A plan keeps what was issued: nothing here
changes it.
"""

from copy import copy
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.refusals import NotYours
from exercises.dosage import DOSE_FIELDS, Dose
from exercises.models import Exercise, ExerciseSet, SetItem
from exercises.safety import promises_cure, publishing_faults
from exercises.vocabulary import Method

TEXTS = ("title", "steps", "purpose", "breathing", "cautions")
WORDS = ("region", "stages", "position", "equipment", "laterality", "movement_direction", "difficulty", "supervision")
FACTS = (*TEXTS, *WORDS, "traits", "figure", "language")
MOST_LINES = 40


@dataclass(frozen=True)
class Place:
    """An exercise in a set, at its dose there."""

    exercise: Exercise
    dose: Dose


# --- exercises ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_exercise(*, by, clinic, facts, dose):
    """A new exercise of `clinic` from the dict `facts` (names in FACTS) and its Dose."""
    _require_clinician(by, clinic)
    exercise = Exercise(key=_new_key(facts["title"]), clinic=clinic, method=Method.EVIDENCE_BASED)
    return _write_exercise(exercise, facts, dose, by=by, force_insert=True)


@transaction.atomic
def change_exercise(*, by, exercise, facts, dose):
    """Change an own exercise. Drafts show it from now on; issued plans keep what they were issued with."""
    exercise = Exercise.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=exercise.pk)
    _require_clinician(by, exercise.clinic)
    return _write_exercise(exercise, facts, dose, by=by)


@transaction.atomic
def retire_exercise(*, by, exercise, now):
    """Take an own exercise out of use. Plans and records keep it."""
    _require_clinician(by, exercise.clinic)
    exercise.retired_at = now
    exercise.save(update_fields=["retired_at"])


def _write_exercise(exercise, facts, dose, *, by, **how):
    for name in FACTS:
        setattr(exercise, name, facts[name])
    exercise.texts = {}
    exercise.dose = dose
    exercise.dose_source = {name: "clinician" for name in DOSE_FIELDS if getattr(dose, name) is not None}
    exercise.source = {"written_by": str(by)}
    exercise.full_clean(exclude=["key", "clinic"], validate_unique=False, validate_constraints=False)
    refuse_faults(publishing_faults(exercise))
    _require_figure(exercise.figure)
    exercise.save(**how)
    return exercise


def refuse_faults(faults, *, field=None):
    """Raise ValidationError with every Fault beside its field, or all beside `field`."""
    errors = {}
    for fault in faults:
        words = _("Rule %(rule)s: %(what)s.") % {"rule": fault.rule, "what": fault.message}
        errors.setdefault(field or fault.field, []).append(words)
    if errors:
        raise ValidationError(errors)


def _require_figure(key):
    if key and not Exercise.objects.filter(key=key, clinic=None).exists():
        raise ValidationError({"figure": [_("Choose a picture of the library.")]})


# --- sets ---------------------------------------------------------------------------------------------------


@transaction.atomic
def add_set(*, by, clinic, title, region, stages, places, shared, language):
    """A new set of `clinic` from `places` in their order; `shared` with the clinic, or for `by` alone."""
    _require_clinician(by, clinic)
    kept = ExerciseSet(key=_new_key(title), clinic=clinic, method=_method_of(places), region=region, language=language)
    return _write_set(kept, title, stages, places, owner=None if shared else by, force_insert=True)


@transaction.atomic
def change_set(*, by, kept, title, stages, places, shared):
    """Change an own set: title, stages, exercises with their doses, and whether it is shared."""
    kept = _locked_set(by, kept)
    if kept.owner is None and not shared:
        raise ValidationError({"shared": [_("Colleagues use it already: a shared set stays shared.")]})
    return _write_set(kept, title, stages, places, owner=None if shared else by)


@transaction.atomic
def retire_set(*, by, kept, now):
    """Take an own set out of use. Plans made with it are not touched."""
    kept = _locked_set(by, kept)
    kept.retired_at = now
    kept.save(update_fields=["retired_at"])


def _locked_set(by, kept):
    kept = ExerciseSet.objects.select_for_update(of=("self",)).select_related("clinic", "owner").get(pk=kept.pk)
    _require_clinician(by, kept.clinic)
    if kept.owner not in (None, by):
        raise NotYours(_("This set belongs to somebody else."))
    return kept


def _write_set(kept, title, stages, places, *, owner, **how):
    kept.title, kept.stages, kept.owner = title, stages, owner
    kept.full_clean(exclude=["key", "clinic", "owner"], validate_unique=False, validate_constraints=False)
    _require_places(kept, places)
    kept.save(**how)
    kept.items.all().delete()
    SetItem.objects.bulk_create(
        SetItem(exercise_set=kept, position=position, exercise=place.exercise, dose=difference(place))
        for position, place in enumerate(places, 1)
    )
    return kept


def _require_places(kept, places):
    if not kept.stages:
        raise ValidationError({"stages": [_("Tick at least one stage.")]})
    if not 1 <= len(places) <= MOST_LINES:
        raise ValidationError({"exercises": [_("A set has from 1 to %(most)d exercises.") % {"most": MOST_LINES}]})
    if promises_cure(kept.title, language=kept.language):
        raise ValidationError({"title": [_("Rule S-24: promises a cure.")]})
    retired = [place.exercise.title for place in places if place.exercise.retired_at]
    if retired:
        words = _("No longer in the catalogue: %(titles)s.") % {"titles": ", ".join(retired)}
        raise ValidationError({"exercises": [words]})
    refuse_faults((fault for place in places for fault in _faults_at(place)), field="exercises")


def _faults_at(place):
    """What the exercise would break at the dose of the set."""
    dosed = copy(place.exercise)
    dosed.dose = place.dose
    return publishing_faults(dosed)


def difference(place):
    """The fields of the dose in which a set differs from the exercise."""
    own, given = place.exercise.dose.as_json(), place.dose.as_json()
    return {name: given[name] for name in DOSE_FIELDS if given[name] != own[name]}


def places_of(kept):
    """The Places of a set whose items and exercises are fetched."""
    return [Place(item.exercise, item.exercise.dose.overlaid(item.dose)) for item in kept.items.all()]


def _method_of(places):
    """The method all its exercises share; a mixture counts as evidence-based."""
    methods = {place.exercise.method for place in places}
    return methods.pop() if len(methods) == 1 else Method.EVIDENCE_BASED


# --- both ---------------------------------------------------------------------------------------------------


def _require_clinician(by, clinic):
    if clinic is None or not is_clinician(by, clinic_id=clinic.pk):
        raise NotYours(_("Only a clinician of this clinic may do this."))


def _new_key(title):
    """A key that no library takes by chance: the title in plain letters, and a few random ones."""
    return f"{slugify(title)[:60] or 'own'}-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}"
