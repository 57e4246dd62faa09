from datetime import UTC, datetime

import pytest

from exercises.models import Advice, Exercise
from tests.factories import make_exercise

pytestmark = pytest.mark.usefixtures("library")

HELD_TURN = {
    "key": "cervical-resisted-rotation",
    "title": "Head turn held by the hand",
    "method": "classical",
    "method_label": "Classical",
    "region": "cervical",
    "stages": ["recovery", "maintenance"],
    "position": "sitting",
    "alternative_positions": ["standing"],
    "steps": [
        "Sit or stand tall with relaxed shoulders.",
        "Lay the right palm against the right temple.",
        "Try to turn the face to the right while the palm keeps the head still.",
        "Hold the balanced effort for 5 seconds, then let go gradually.",
        "Complete 3 holds, then change hands and do the left side.",
    ],
    "purpose": "Strengthens the turning muscles of the neck while the joints stay still.",
    "breathing": "Breathe evenly and calmly; never stop the breath during effort.",
    "mental_imagery": None,
    "cautions": [
        "Gentle and slow; no jerks.",
        "Stop with dizziness, visual change, faintness or new arm symptoms.",
        "The head must not move; start and stop the effort gradually.",
    ],
    "equipment": ["chair"],
    "laterality": "each-side",
    "movement_direction": ["isometric", "rotation"],
    "muscles": ["neck-rotators"],
    "goals": ["isometric-strength"],
    "difficulty": 2,
    "supervision": "none",
    "traits": ["cx-isometric", "isometric-light"],
    "dose": {
        "sets": 1,
        "repetitions": 3,
        "hold_seconds": 5,
        "relax_seconds": 5,
        "rest_seconds": None,
        "duration_minutes": None,
        "intensity_percent": 30,
        "per_side": True,
        "times_per_day": 1,
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
    },
    "dose_source": {
        "sets": "default",
        "repetitions": "article",
        "hold_seconds": "article",
        "relax_seconds": "default",
        "intensity_percent": "default",
        "per_side": "article",
        "times_per_day": "default",
        "weekdays": "article",
    },
    "contraindications": [
        {"condition": "cervical-arterial-disease", "level": "warn", "rule": "C-20"},
        {"condition": "cervical-instability", "level": "warn", "rule": "C-21"},
        {"condition": "spinal-surgery-recent", "level": "warn", "rule": "C-28"},
        {"condition": "hypertension", "level": "advise", "rule": "C-32"},
        {"condition": "cardiac-stable", "level": "advise", "rule": "C-32"},
        {"condition": "inflammatory-flare", "level": "warn", "rule": "C-39"},
    ],
    "progression": [],
    "regression": [],
    "set": "classical-cervical",
    "source": {
        "article_line": 57,
        "stage_line": 55,
        "stage_quote": "then the load can be increased",
        "stage_basis": {
            "acute": "not allowed: this set starts once the condition permits more load",
            "recovery": "explicit: shown when the state of health allows it",
            "maintenance": "implied: daily performance advised, prevention asks for lifelong exercise",
        },
        "reading": [
            (
                "Line 57: who resists whom? The head tries to turn towards the hand, the same-side hand stops it; "
                "no movement. 3 holds of 5 s for each direction."
            )
        ],
        "sources": ["SEED"],
        "certainty": "article",
        "dose_lines": {"weekdays": 60},
    },
    "clinic": None,
    "retired_at": None,
}


@pytest.fixture
def call(api, clinician):
    client = api(clinician)
    return lambda key: client.get(f"/api/v1/exercises/{key}/")


def test_one_exercise_is_all_that_the_contract_names(call):
    body = call("cervical-resisted-rotation").json()
    advice, figure_url = body.pop("advice"), body.pop("figure_url")
    assert body == HELD_TURN
    assert figure_url.startswith("/figures/cervical-resisted-rotation.")
    assert {tuple(each) for each in advice} == {("key", "title", "text")}


def test_the_advice_is_what_speaks_of_method_region_and_stage(call):
    assert [each["key"] for each in call("cervical-resisted-rotation").json()["advice"]] == [
        "advice-doctor-first",
        "advice-prescribed-by-clinician",
        "advice-stop-and-consult",
        "advice-gentle-neck",
        "advice-load-when-ready",
        "advice-every-day",
        "advice-any-time-of-day",
        "advice-loose-clothing",
        "advice-breathing-even",
        "prevention-child-workplace",
        "prevention-posture-check",
        "prevention-lifelong-exercise",
        "prevention-diet",
        "prevention-weight",
        "prevention-carrying",
    ]
    assert [each["key"] for each in call("acute-gentle-head-turn").json()["advice"]] == [
        "advice-doctor-first",
        "advice-prescribed-by-clinician",
        "advice-stop-and-consult",
        "advice-gentle-neck",
        "advice-collar-walking",
        "advice-load-when-ready",
        "advice-any-time-of-day",
        "advice-loose-clothing",
        "advice-breathing-even",
    ]


def test_an_advice_has_its_words(call):
    assert call("acute-gentle-head-turn").json()["advice"][4] == {
        "key": "advice-collar-walking",
        "title": "Collar while walking in the acute stage",
        "text": "During a severe flare-up of the neck, support the neck with the collar your clinician gave you "
        "when you walk.",
    }


def test_advice_about_one_exercise_stays_with_it(call):
    def advised(key):
        return "advice-chair-height" in [each["key"] for each in call(key).json()["advice"]]

    assert (advised("thoracic-chair-backbend"), advised("thoracic-arm-circles")) == (True, False)


def test_retired_advice_is_not_given(call):
    before = call("cervical-resisted-rotation").json()["advice"]
    Advice.objects.filter(key="advice-gentle-neck").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    after = call("cervical-resisted-rotation").json()["advice"]
    assert after == [each for each in before if each["key"] != "advice-gentle-neck"]
    assert len(after) == len(before) - 1


def test_progression_regression_set_and_imagery_are_given_where_there_are_any(call):
    tuck, lean, nod = (
        call(key).json() for key in ("chin-tuck-wall", "thoracic-side-lean-arms-down", "norbekov-cervical-up-down")
    )
    assert (tuck["regression"], tuck["progression"], tuck["set"]) == (["chin-tuck-sitting"], [], None)
    assert (lean["progression"], lean["set"]) == (["thoracic-side-lean-arms-up"], "classical-thoracic")
    assert nod["mental_imagery"].startswith("Picture the spine section from the inside")
    assert nod["method_label"] == "Norbekov: traditional method, no proof of cure"


def test_a_retired_exercise_keeps_its_address(call):
    Exercise.objects.filter(key="cat-camel").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert call("cat-camel").json()["retired_at"] == "2026-11-01T00:00:00Z"


def test_a_clinics_own_exercise_is_for_its_people_alone(api, clinician, stranger, patient_user, clinic):
    make_exercise(key="our-own-stretch", clinic=clinic)
    path = "/api/v1/exercises/our-own-stretch/"
    assert api(clinician).get(path).json()["clinic"] == str(clinic.pk)
    for person in (stranger, patient_user):
        answer, nothing = api(person).get(path), api(person).get("/api/v1/exercises/not-there/")
        assert (answer.status_code, answer.content) == (404, nothing.content)


def test_a_patient_reads_it_without_the_articles_words(api, patient_user, clinician):
    path = "/api/v1/exercises/cervical-resisted-rotation/"
    theirs, clinicians = api(patient_user).get(path).json(), api(clinician).get(path).json()
    assert clinicians["source"].pop("stage_quote") == "then the load can be increased"
    assert clinicians["source"].pop("reading") == HELD_TURN["source"]["reading"]
    assert theirs == clinicians


def test_the_scope_is_needed(api, client, clinician):
    path = "/api/v1/exercises/cat-camel/"
    assert api(clinician, "catalogue:read").get(path).status_code == 200
    assert api(clinician, "plans:read").get(path).status_code == 403
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(api, clinician, method):
    assert getattr(api(clinician), method)("/api/v1/exercises/cat-camel/", {}).status_code == 405


def test_it_takes_five_queries(call, django_assert_num_queries):
    call("cat-camel")  # the first call of a minute also notes that the token was used
    with django_assert_num_queries(5):
        call("cervical-resisted-rotation")
