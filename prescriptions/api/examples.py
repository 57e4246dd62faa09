"""One example for each call that takes a body. They stand in the document, and a test sends every one of them."""

from datetime import date

EPISODE = "0b6f3c52-5d0c-4d6c-9a55-6f1d0f3e7a10"
ITEM = "5f0a4b1e-3f57-4c8e-8d57-1c5f2b7f9e21"
NECK = "cervical-resisted-rotation"

EXAMPLES = {
    "patients_create": {
        "name": "Vera Lindqvist",
        "birth_date": "1957-05-14",
        "record_number": "P-20482",
        "conditions": ["hypertension"],
    },
    "patients_change": {"phone": "01632 960 482", "conditions": []},
    "episodes_create": {"region": "cervical", "diagnosis_code": "M42.1", "diagnosis_text": "Osteochondrosis"},
    "episodes_change": {"diagnosis_text": "Adult osteochondrosis of the spine"},
    "assessments_create": {
        "stage": "recovery",
        "pain_now": 2,
        "pain_on_movement": 3,
        "inflammation_settled": True,
        "pain_sites": ["neck"],
        "red_flags": [],
        "red_flags_screened": True,
        "systolic": 132,
        "diastolic": 84,
        "note": "Turns the head freely again.",
    },
    "plan_create": {
        "episode": EPISODE,
        "items": [{"exercise": NECK, "dose": {"repetitions": 3, "hold_seconds": 5}, "note": "Softly."}],
        "note": "Rest a day when the neck feels tired.",
    },
    "plan_change": {"items": [{"exercise": NECK, "dose": {"weekdays": [1, 3, 5]}}]},
    "plan_issue": {"overrides": [{"rule": "C-42c", "reason": "Conditions are asked at the next visit."}]},
    "plan_hold": {"reason": "Fever since yesterday."},
    "plan_resume": {"note": "Fever is gone."},
    "plan_stop": {"reason": "Treatment goes on elsewhere."},
    "item_resume": {"note": "Wrist no longer hurts."},
    "completion_create": {"item": ITEM, "date": "2026-11-23", "outcome": "done", "pain_during": 1, "difficulty": 2},
    "check_in_create": {"date": "2026-11-23", "kind": "before", "pain": 2, "symptoms": []},
    "alert_acknowledge": {"note": "Called: the numbness came from sleeping on the arm, and is gone."},
    "completion_change": {"outcome": "partly", "reason": "tired"},
}


def add_examples(result, generator, request, public):
    """A drf-spectacular hook: put each example with its call."""
    for methods in result["paths"].values():
        for operation in methods.values():
            if example := EXAMPLES.get(operation["operationId"]):
                operation["requestBody"]["content"]["application/json"]["example"] = example
    return result


def with_real_ids(example, *, episode, item, today: date):
    """`example` with ids and the date that exist, as the test sends it."""
    known = {EPISODE: str(episode), ITEM: str(item), "2026-11-23": today.isoformat()}
    return {name: known.get(value, value) if isinstance(value, str) else value for name, value in example.items()}
