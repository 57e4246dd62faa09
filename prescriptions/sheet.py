"""The plan as paper: one JSON document with everything a patient or an API client is shown, frozen at issue."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from exercises.vocabulary import Position

COLLAR_ADVICE = "advice-collar-walking"


def sheet_of(plan, items, advice, *, collar=False):
    """The sheet of `plan` with its `items` (exercises fetched) and `advice` records, in the patient's language.

    An exercise without words in that language stands in its own; each line says which (C-57 asks before issuing).
    `collar`: the newest assessment ordered a collar; then every walking item carries the collar advice (S-05).
    """
    patient = plan.episode.patient
    told = {record.key: record.in_language(patient.language) for record in advice}
    collar_text = told[COLLAR_ADVICE].text if collar and COLLAR_ADVICE in told else ""
    return {
        "version": plan.version,
        "stage": plan.stage,
        "region": plan.episode.region,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "review_on": plan.review_on.isoformat() if plan.review_on else None,
        "note": plan.note,
        "patient": {"name": patient.name, "birth_date": patient.birth_date.isoformat(), "language": patient.language},
        "clinic": {
            "name": patient.clinic.name,
            "phone": patient.clinic.phone,
            "emergency_number": patient.clinic.emergency_number,
        },
        "items": [_line(item, collar_text, patient.language) for item in items],
        "advice": [{"key": key, "title": words.title, "text": words.text} for key, words in told.items()],
    }


def _line(item, collar_text, language):
    exercise = item.exercise
    words = exercise.in_language(language)
    walking = (item.alternative or exercise.position) == Position.WALKING
    return {
        "id": str(item.pk),
        "position": item.position,
        "exercise": exercise.key,
        "language": words.language,
        "title": words.title,
        "steps": words.steps,
        "cautions": [*words.cautions, *([collar_text] if walking and collar_text else [])],
        "breathing": words.breathing or _calm_breathing(words.language),
        "mental_imagery": words.mental_imagery,
        "purpose": words.purpose,
        "method": exercise.method,
        "laterality": exercise.laterality,
        "figure": exercise.figure,
        "equipment": exercise.equipment,
        "body_position": item.alternative or exercise.position,
        "side": item.side or None,
        "alternative": item.alternative or None,
        "dose": item.dose.as_json(),
        "dose_source": item.dose_source,
        "note": item.note,
    }


def _calm_breathing(language):
    """S-16: even calm breathing is shown with every exercise."""
    with override(language):
        return _("Breathe evenly and calmly. Do not hold the breath.")
