"""Rows that make one rule speak over the API: what is assessed, what is prescribed, and what is asked."""

from datetime import UTC, date, datetime, timedelta

from exercises.dosage import Dose
from tests import factories
from tests.prescriptions.safety.codes import FLAGS, URGENCIES
from tests.prescriptions.safety.matrix_rows import ROWS
from tests.prescriptions.safety.people import STRENGTH

LUMBAR = {"region": "lumbar", "supervised": 3}
ACUTE = {"stage": "acute"}
ARTICLE_DOSE = Dose(sets=1, repetitions=3, hold_seconds=5, relax_seconds=5)
STATED = {"repetitions": "article", "hold_seconds": "article", "relax_seconds": "article"}
EVERY_OTHER_DAY = Dose(repetitions=3, weekdays=(1, 3, 5))
NORBEKOV = {"method": "norbekov", "dose": Dose(repetitions=3)}
FLAGGED = {codes[0]: flag for flag, codes in reversed(FLAGS.items())} | {"S-27": "heart-area-pain"}


def _exercises(count):
    return [{"region": "general"} for _ in range(count)]


def _of_matrix():
    for rule, condition, _level, traits in sorted(ROWS, key=lambda row: STRENGTH[row[2]]):
        yield rule, {"patient": {"conditions": [condition]}, "exercises": [{"traits": [traits.split()[0]]}]}


# code -> what differs from a calm recovery of the neck with one plain exercise. Exercises are fields of a new one, or a
# key of the library; `items` are fields of the API's item beside it.
SAVED = {
    "S-01": {"episode": {"diagnosis_text": ""}, "assessed": {"pain_now": 3}},
    "S-03": {"assessed": ACUTE, "exercises": [{"method": "classical", "stages": ["recovery"]}]},
    "S-04": {"exercises": [{"stages": ["acute"]}]},
    "S-05": {"assessed": ACUTE | {"collar": None, "collar_reason": ""}},
    "S-06": {"assessed": ACUTE, "exercises": [{"traits": ["cx-isometric"]}]},
    "S-08": {
        "exercises": [{"method": "classical", "dose": ARTICLE_DOSE, "dose_source": STATED}],
        "items": {"dose": {"hold_seconds": 6}},
    },
    "S-09": {"exercises": [{"traits": ["ballistic"]}]},
    "S-10": {"exercises": [{"set_key": "classical-cervical", "order_in_set": 90, "dose": EVERY_OTHER_DAY}]},
    "S-12": {"region": "thoracic", "exercises": ["thoracic-chair-backbend"]},
    "S-13": LUMBAR | {"assessed": {"pain_now": 1}, "exercises": ["lumbar-pelvic-raise"]},
    "S-14": LUMBAR
    | {
        "assessed": {"pain_now": 1},
        "exercises": [NORBEKOV | {"region": "lumbar", "set_key": "norbekov-lumbar", "order_in_set": 90}],
    },
    "S-15": {"region": "lumbar", "exercises": ["lumbar-pelvic-raise"]},
    "S-15b": {"region": "lumbar", "supervised": 2, "exercises": ["lumbar-pelvic-raise"]},
    "S-20": {"patient": {"conditions": ["ear-condition"]}, "exercises": ["norbekov-cervical-up-down"]},
    "S-21": {
        "exercises": [
            NORBEKOV | {"region": "thoracic", "set_key": "norbekov-thoracic", "order_in_set": 90},
            NORBEKOV | {"set_key": "norbekov-cervical", "order_in_set": 90},
        ]
    },
    "S-23": {
        "assessed": ACUTE,
        "exercises": [NORBEKOV | {"region": "general", "set_key": "norbekov-warm-up", "order_in_set": 90}],
    },
    "S-26": {"exercises": [{"laterality": "each-side"}], "items": {"side": "left"}},
    "S-26b": {"exercises": [{"laterality": "affected-side"}]},
    "S-28": {"patient": {"birth_date": date(2012, 1, 1)}},
    "S-30": {"region": "lumbar", "assessed": ACUTE},
    **{code: {"assessed": {"red_flags": [flag]}} for code, flag in FLAGGED.items() if code not in ("S-27", "C-12")},
    "S-27": {"assessed": {"symptoms": ["heart-area-pain"]}},
    "C-12": {"assessed": {"systolic": 180, "diastolic": 90}},
    "C-18": LUMBAR | {"days_ago": 8, "exercises": ["lumbar-pelvic-raise"]},
    "C-19": {"assessed": {"collar": True}},
    **dict(_of_matrix()),
    "C-27": {"patient": {"conditions": ["spinal-surgery-uncleared"]}},
    "C-29": {"patient": {"conditions": ["pregnancy-warning-signs"]}},
    "C-42": {"screened": False},
    "C-42b": {"days_ago": 29},
    "C-42c": {"patient": {"conditions": None}},
    "C-43": {"exercises": _exercises(9)},
    "C-44": {
        "exercises": [
            {"method": "classical", "set_key": "classical-cervical", "order_in_set": 90},
            NORBEKOV | {"set_key": "norbekov-cervical", "order_in_set": 90},
        ]
    },
    "C-46": {"plan": {"review_on": None}},
    "C-49": {"patient": {"birth_date": date(1940, 1, 1)}},
    "C-50": {"assessed": ACUTE, "exercises": [{"difficulty": 3}]},
    "C-50b": {"exercises": [{"difficulty": 4}]},
    "C-51": {"exercises": [{"supervision": "initial"}]},
    "C-57": {"patient": {"language": "ru"}},
    "C-56": {"exercises": [{"region": "thoracic"}]},
}
ISSUED_FIRST = ["C-45"]  # asks about the plan a draft revises
URGENCY_OF = {code: urgency for urgency, codes in URGENCIES.items() for code in codes}


def set_the_scene(
    *,
    clinic,
    by,
    region="cervical",
    patient=None,
    episode=None,
    assessed=None,
    supervised=0,
    days_ago=0,
    screened=True,
    **_rest,
):
    """The patient and the assessed episode of a scene; returns the episode."""
    person = factories.make_patient(clinic, responsible=by, **(patient or {}))
    now = datetime.now(UTC) - timedelta(days=days_ago)
    care = factories.make_episode(person, region=region, opened_on=now.date() - timedelta(days=60), **(episode or {}))
    for number in range(supervised):
        at = now - timedelta(hours=1 + number)
        factories.make_assessment(care, by=by, at=at, supervised_session=True, screened=False)
    factories.make_assessment(care, by=by, at=now, screened=screened, **(assessed or {}))
    return care


def items_of(*, region="cervical", exercises=None, items=None, **_rest):
    """What is posted as the plan's items."""
    made = [
        each if isinstance(each, str) else factories.make_exercise(**{"region": region} | each).key
        for each in exercises or [{}]
    ]
    return [{"exercise": key, **(items or {})} for key in made]
