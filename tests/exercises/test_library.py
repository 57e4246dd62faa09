"""The shipped library says what the article says. Facts are typed here from the article, not read from the files."""

from collections import Counter

import pytest

from exercises.dosage import EVERY_DAY, Dose
from exercises.models import Exercise
from exercises.vocabulary import LIBRARY, Method, Stage, bibliography, matrix, words

# The line of the article in which each movement stands, by set and in order.
LINES = {
    "classical-cervical-acute": [53, 53, 53, 53, 54],
    "classical-cervical": [56, 57, 58, 59],
    "classical-thoracic": [63, 64, 65, 65, 66, 67],
    "classical-lumbar": [70, 71, 72, 73],
    "norbekov-warm-up": [84, 85, 85, 85],
    "norbekov-cervical": [90, 91, 92, 93, 94],
    "norbekov-thoracic": [97, 98, 99],
    "norbekov-lumbar": [102, 103, 104, 105, 106, 107],
}
# All the numbers the article states: field -> value, by exercise.
STATED = {
    "acute-arm-tense-relax": {"hold_seconds": 5, "relax_seconds": 5},
    "acute-leg-tense-relax": {"hold_seconds": 5, "relax_seconds": 5},
    "acute-whole-body-tense-relax": {"hold_seconds": 5, "relax_seconds": 5},
    "cervical-occiput-press-supine": {"hold_seconds": 5, "weekdays": EVERY_DAY},
    "cervical-resisted-rotation": {"hold_seconds": 5, "repetitions": 3, "per_side": True, "weekdays": EVERY_DAY},
    "cervical-forehead-press-supine": {"repetitions": 3, "weekdays": EVERY_DAY},
    "cervical-nod-forward-back-sitting": {"weekdays": EVERY_DAY},
}
# Words of the article that a stage rests on, by line.
STAGE_WORDS = {
    53: {"At the stage of a severe exacerbation of the disease", "Breathing practice is also recommended."},
    54: {"you can make neat turns of your head to the left"},
    55: {"then the load can be increased"},
    61: {"reduces muscle spasm in the spine"},
    75: {"can be done only after pain and inflammation in the back"},
    83: {"begins with a general warm-up"},
    86: {
        "Followed by special sets of exercises",
        "Followed by special sets of exercises for the cervical, thoracic and lumbar",
    },
}


def of_article(shipped):
    return [record for record in shipped.exercises if Method(record.method).from_article]


def test_the_library_is_complete(shipped):
    assert len(of_article(shipped)) == 37
    assert len(shipped.exercises) == 137
    assert Counter(record.key.startswith("starter-") for record in shipped.sets) == {False: 8, True: 4}
    assert len(shipped.advice) == 25
    assert (len(shipped.contraindications), len(shipped.sources)) == (35, 41)


def test_the_library_is_divided_as_the_article_and_the_evidence_are(shipped):
    assert Counter((record.method, record.region) for record in shipped.exercises) == {
        ("classical", "cervical"): 9,
        ("classical", "thoracic"): 6,
        ("classical", "lumbar"): 4,
        ("norbekov", "general"): 4,
        ("norbekov", "cervical"): 5,
        ("norbekov", "thoracic"): 3,
        ("norbekov", "lumbar"): 6,
        ("evidence-based", "cervical"): 26,
        ("evidence-based", "thoracic"): 18,
        ("evidence-based", "lumbar"): 45,
        ("evidence-based", "general"): 11,
    }
    assert Counter(stage for record in shipped.exercises for stage in record.stages) == {
        "acute": 29,
        "recovery": 119,
        "maintenance": 123,
    }


def test_each_set_of_the_article_holds_its_lines_in_order(shipped, exercise_of):
    sets = {record.key: record for record in shipped.sets if record.key in LINES}
    found = {key: [exercise_of(name).source["article_line"] for name in sets[key].exercises] for key in LINES}
    assert found == LINES
    for key in LINES:
        placed = [(exercise_of(name).set_key, exercise_of(name).order_in_set) for name in sets[key].exercises]
        assert placed == [(key, place) for place in range(1, len(LINES[key]) + 1)]


def test_no_number_is_called_the_articles_but_those_it_states(shipped):
    found = {
        record.key: {
            name: getattr(record.dose, name) for name, origin in record.dose_source.items() if origin == "article"
        }
        for record in shipped.exercises
    }
    assert {key: numbers for key, numbers in found.items() if numbers} == STATED


def test_every_number_of_a_dose_has_an_origin(shipped):
    for record in shipped.exercises:
        present = {name for name, value in record.dose.as_json().items() if value is not None}
        assert set(record.dose_source) == present
        assert set(record.dose_source.values()) <= {"article", "default"}


def test_the_daily_neck_set_rests_on_its_own_line(shipped):
    lines = {record.key: record.source.get("dose_lines") for record in shipped.exercises}
    assert {key: line for key, line in lines.items() if line} == {
        key: {"weekdays": 60} for key, numbers in STATED.items() if "weekdays" in numbers
    }


def test_a_dose_is_the_default_overlaid_by_the_article(exercise_of):
    assert exercise_of("cervical-forehead-press-supine").dose == Dose(
        sets=1, repetitions=3, hold_seconds=5, relax_seconds=5, intensity_percent=30
    )
    assert exercise_of("acute-breathing-practice").dose == Dose(sets=1, duration_minutes=3, times_per_day=3)
    assert exercise_of("kettlebell-deadlift").dose == Dose(sets=2, repetitions=8, intensity_percent=60, weekdays=(1, 4))


def test_every_exercise_of_the_article_says_where_each_stage_comes_from(shipped):
    for record in of_article(shipped):
        assert record.source["stage_quote"] in STAGE_WORDS[record.source["stage_line"]], record.key
        assert len(record.source["stage_quote"].split()) <= 12
        assert list(record.source["stage_basis"]) == Stage.values
        assert (record.source["sources"], record.source["certainty"]) == (["SEED"], "article")


def test_every_quote_of_an_advice_is_short_and_has_its_line(shipped):
    for record in shipped.advice:
        assert len(record.source["quote"].split()) <= 12
        assert record.source["article_line"] in range(1, 117)


def test_only_the_neck_has_an_acute_set_in_the_article(shipped):
    acute = [record.key for record in of_article(shipped) if "acute" in record.stages]
    assert acute == [
        "acute-arm-tense-relax",
        "acute-leg-tense-relax",
        "acute-whole-body-tense-relax",
        "acute-breathing-practice",
        "acute-gentle-head-turn",
    ]


def test_the_lower_back_of_the_article_is_gated_and_supervised_at_first(shipped):
    gates = {record.key: record.source.get("gate", {}).get("rule") for record in of_article(shipped)}
    lumbar = {record.key: record.method for record in of_article(shipped) if record.region == "lumbar"}
    expected = {key: {"classical": "S-13", "norbekov": "S-14"}[method] for key, method in lumbar.items()}
    assert {key: rule for key, rule in gates.items() if rule} == expected
    assert {record.supervision for record in of_article(shipped) if record.region == "lumbar"} == {"initial"}
    assert {record.supervision for record in of_article(shipped) if record.region != "lumbar"} == {"none"}


def test_lumbar_exercises_for_the_acute_stage_ask_for_a_reason(shipped):
    asked = {record.key for record in shipped.exercises if record.source.get("gate", {}).get("rule") == "S-30"}
    acute = {r.key for r in shipped.exercises if r.region == "lumbar" and "acute" in r.stages}
    assert asked == acute
    assert len(asked) == 13


@pytest.mark.parametrize(
    ("key", "first", "then"),
    [
        ("cervical-resisted-rotation", "right", "left"),
        ("acute-gentle-head-turn", "to the left", "to the right"),
        ("thoracic-shoulder-raises", "left", "right"),
        ("thoracic-side-lean-arms-down", "left", "right"),
        ("thoracic-side-lean-arms-up", "left", "right"),
        ("lumbar-side-lying-knee-to-belly", "left leg", "other leg"),
        ("norbekov-cervical-chin-chest-turns", "left", "right"),
        ("norbekov-cervical-ear-to-shoulder", "left", "right"),
        ("norbekov-cervical-chin-to-shoulders", "left", "right"),
        ("norbekov-cervical-eyes-lead-turn", "right", "left"),
        ("norbekov-thoracic-arm-twist", "to the right", "to the left"),
        ("norbekov-lumbar-side-tilts", "right", "left"),
        ("thoracic-arm-circles", "clockwise", "counter-clockwise"),
    ],
)
def test_sides_come_in_the_articles_order(exercise_of, key, first, then):
    steps = " ".join(exercise_of(key).steps)
    assert -1 < steps.index(first) < steps.index(then)


def test_positions_and_props_are_those_of_the_article(exercise_of):
    found = {
        key: (exercise_of(key).position, exercise_of(key).alternative_positions, exercise_of(key).equipment)
        for key in (
            "cervical-occiput-press-supine",
            "cervical-resisted-rotation",
            "cervical-forehead-press-supine",
            "cervical-nod-forward-back-sitting",
            "thoracic-chair-backbend",
            "lumbar-pelvic-raise",
            "lumbar-side-lying-knee-to-belly",
            "lumbar-four-point-arching",
        )
    }
    assert found == {
        "cervical-occiput-press-supine": ("supine", [], ["pillow", "bed"]),
        "cervical-resisted-rotation": ("sitting", ["standing"], ["chair"]),
        "cervical-forehead-press-supine": ("supine", [], ["pillow", "bed"]),
        "cervical-nod-forward-back-sitting": ("sitting", [], ["chair"]),
        "thoracic-chair-backbend": ("sitting", [], ["chair-back-scapula-height"]),
        "lumbar-pelvic-raise": ("supine", [], ["mat"]),
        "lumbar-side-lying-knee-to-belly": ("side-lying", [], ["mat"]),
        "lumbar-four-point-arching": ("quadruped", ["prone"], ["mat"]),
    }


def test_arching_starts_on_the_belly_so_it_is_barred_late_in_pregnancy(exercise_of):
    record = exercise_of("lumbar-four-point-arching")
    assert "lying on the belly" in record.steps[0]
    barred = [
        row
        for row in Exercise(key=record.key, traits=record.traits).contraindications()
        if row["condition"] == "pregnancy-2-3"
    ]
    assert barred == [{"condition": "pregnancy-2-3", "level": "hard", "rule": "C-30"}]


def test_every_norbekov_exercise_has_its_imagery_and_no_other_has(shipped):
    with_imagery = {record.method for record in shipped.exercises if record.mental_imagery}
    without = {record.method for record in shipped.exercises if not record.mental_imagery}
    assert (with_imagery, without) == ({"norbekov"}, {"classical", "evidence-based"})


def test_the_starter_lists_are_the_four_of_the_specification(shipped):
    lists = {record.key: record for record in shipped.sets if record.key.startswith("starter-")}
    assert {key: record.title for key, record in lists.items()} == {
        "starter-lumbar-acute": "Starter list: lower back, acute stage",
        "starter-thoracic-acute": "Starter list: upper back, acute stage",
        "starter-lumbar-recovery": "Starter list: lower back, recovery stage",
        "starter-lumbar-maintenance": "Starter list: lower back, maintenance stage",
    }
    assert {record.method for record in lists.values()} == {"evidence-based"}
    assert lists["starter-lumbar-acute"].exercises == [
        "walking-programme",
        "ninety-ninety-rest",
        "pelvic-tilt-supine",
        "lower-trunk-rotation",
        "abdominal-drawing-in",
    ]


def test_a_starter_list_holds_only_what_its_stage_allows(shipped, exercise_of):
    for record in shipped.sets:
        if record.key.startswith("starter-"):
            for key in record.exercises:
                assert record.stages[0] in exercise_of(key).stages, (record.key, key)
                assert exercise_of(key).supervision == "none"
                assert "neural-tension" not in exercise_of(key).traits


def test_the_norbekov_sets_keep_their_order_and_the_classical_need_not(shipped):
    strict = {record.key: record.order_strict for record in shipped.sets if record.key in LINES}
    assert strict == {key: key.startswith("norbekov") for key in LINES}
    assert {record.key: record.frequency for record in shipped.sets if record.frequency} == {
        "classical-cervical": "every day",
        "norbekov-warm-up": "before every session of this method",
    }


def test_the_vocabularies_are_complete():
    sizes = {
        name: len(words(name))
        for name in ("equipment", "movement_direction", "muscles", "goals", "difficulty", "breathing")
    }
    assert sizes == {
        "equipment": 28,
        "movement_direction": 25,
        "muscles": 36,
        "goals": 20,
        "difficulty": 4,
        "breathing": 6,
    }
    assert (len(words("exercise_traits")), len(words("patient_conditions")), len(words("red_flags"))) == (42, 30, 15)


def test_every_condition_of_the_matrix_is_one_a_patient_may_have():
    assert len(matrix()) == 35
    assert {row["level"] for row in matrix()} == {"hard", "warn", "advise"}
    ruled_elsewhere = {"spinal-surgery-uncleared", "pregnancy-warning-signs"}  # C-27 and C-29: every item
    assert set(words("patient_conditions")) - {row["condition"] for row in matrix()} == ruled_elsewhere


def test_every_source_an_exercise_names_can_be_printed(shipped):
    for record in shipped.exercises:
        assert all(bibliography()[name]["citation"] for name in record.source["sources"])


def test_every_file_begins_by_saying_how_to_edit_it():
    for path in LIBRARY.glob("*.toml"):
        opening = path.read_text().split("\n\n")[0]
        assert opening.startswith("# ")
        assert "# How to edit" in opening, path.name
        assert "load_catalogue" in opening, path.name
