"""The plan as paper: one JSON document with everything a patient or an API client is shown, frozen at issue."""

from django.utils.translation import gettext as _

from exercises.vocabulary import Position

COLLAR_ADVICE = "advice-collar-walking"


def sheet_of(plan, items, advice, *, collar=False):
    """The sheet of `plan` with its `items` (exercises fetched) and `advice` records.

    `collar`: the newest assessment ordered a collar; then every walking item carries the collar advice (S-05).
    """
    patient = plan.episode.patient
    collar_text = next((record.text for record in advice if record.key == COLLAR_ADVICE), "") if collar else ""
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
        "items": [_line(item, collar_text) for item in items],
        "advice": [{"key": record.key, "title": record.title, "text": record.text} for record in advice],
    }


def _line(item, collar_text):
    exercise = item.exercise
    walking = (item.alternative or exercise.position) == Position.WALKING
    return {
        "id": str(item.pk),
        "position": item.position,
        "exercise": exercise.key,
        "title": exercise.title,
        "steps": exercise.steps,
        "cautions": [*exercise.cautions, *([collar_text] if walking and collar_text else [])],
        "breathing": exercise.breathing or _("Breathe evenly and calmly. Do not hold the breath."),
        "mental_imagery": exercise.mental_imagery,
        "purpose": exercise.purpose,
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
