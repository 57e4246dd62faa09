"""What a clinician may get wrong in a file, and the one line that says so."""

import pytest

from exercises.catalogue import LibraryError, read_library

NECK, LUMBAR, GENERAL = "classical-cervical.toml", "classical-lumbar.toml", "evidence-based-general.toml"
HELD_TURN = 'exercise "cervical-resisted-rotation"'
PRESS = 'exercise "cervical-occiput-press-supine"'
WALK = 'exercise "walking-programme"'
KEY = 'key = "cervical-resisted-rotation"\n'
PRESS_TITLE = 'title = "Occiput press into a pillow"\n'
PRESS_PLACE = f'{PRESS_TITLE}method = "classical"\nregion = "cervical"'
PRESS_KEY = 'key = "cervical-occiput-press-supine"\n'


def fault(folder):
    with pytest.raises(LibraryError) as refused:
        read_library(folder.path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_the_copy_that_these_tests_break_is_sound(folder):
    assert len(read_library(folder.path).exercises) == 137


def test_a_fault_carries_file_record_field_and_reason(folder):
    folder.replace(NECK, "hold_seconds = 5\nper_side", "hold_seconds = 500\nper_side")
    with pytest.raises(LibraryError) as refused:
        read_library(folder.path)
    error = refused.value
    assert (error.file, error.record, error.field, error.reason) == (
        NECK,
        HELD_TURN,
        "dose.hold_seconds",
        "500 is outside 0 to 300",
    )
    assert str(error) == (
        'classical-cervical.toml, exercise "cervical-resisted-rotation", field "dose.hold_seconds": '
        "500 is outside 0 to 300"
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("hold_seconds = 5", 'hold_seconds = "5"', "dose.hold_seconds", "must be a whole number without quotes"),
        ("hold_seconds = 5", "hold_seconds = 5.5", "dose.hold_seconds", "must be a whole number without quotes"),
        ("hold_seconds = 5", "hold_seconds = true", "dose.hold_seconds", "must be a whole number without quotes"),
        ("hold_seconds = 5", "hold_seconds = -1", "dose.hold_seconds", "-1 is outside 0 to 300"),
        ("hold_seconds = 5", "hold_second = 5", "dose.hold_second", 'is not known here; did you mean "hold_seconds"?'),
        ("days_per_week = 7", "days_per_week = 8", "dose.days_per_week", "8 is outside 1 to 7"),
        ("sets = 1", "sets = 0", "dose_default.sets", "0 is outside 1 to 10"),
        ("repetitions = 3", "repetitions = 101", "dose_default.repetitions", "101 is outside 1 to 100"),
        ("relax_seconds = 5", "relax_seconds = 301", "dose_default.relax_seconds", "301 is outside 0 to 300"),
        ("relax_seconds = 5", "rest_seconds = 601", "dose_default.rest_seconds", "601 is outside 0 to 600"),
        ("relax_seconds = 5", "duration_minutes = 121", "dose_default.duration_minutes", "121 is outside 1 to 120"),
        ("intensity_percent = 30", "intensity_percent = 0", "dose_default.intensity_percent", "0 is outside 1 to 100"),
        ("times_per_day = 1", "times_per_day = 13", "dose_default.times_per_day", "13 is outside 1 to 12"),
        ("per_side = false", 'per_side = "no"', "dose_default.per_side", "must be true or false, without quotes"),
        ("repetitions = 3\n", "", "dose_default", "needs repetitions or duration_minutes"),
        (
            "relax_seconds = 5",
            "relax_seconds = 5\nhold_seconds = 4",
            "dose_default.hold_seconds",
            "is stated in dose as well; keep one of the two",
        ),
        ("days_per_week = 60", "repetitions = 60", "dose_lines.repetitions", "is not stated in dose"),
        ('title = "Occiput press into a pillow"', "title = 5", "title", "must be text in quotes"),
        ('title = "Occiput press into a pillow"', 'title = " "', "title", "is empty"),
        ('title = "Occiput press into a pillow"', f'title = "{"x" * 201}"', "title", "is longer than 200 characters"),
        (
            'title = "Occiput press into a pillow"',
            'title = "Press\\u0000"',
            "title",
            "must stand on one line, without control characters",
        ),
        ('title = "Occiput press into a pillow"\n', "", "title", "is missing"),
        (
            'title = "Occiput press into a pillow"\n',
            'titel = "Occiput press"\n',
            "titel",
            'is not known here; did you mean "title"?',
        ),
        (
            'position = "supine"',
            'position = "suspine"',
            "position",
            '"suspine" is not a known word; did you mean "supine"?',
        ),
        ('position = "supine"', 'position = ["supine"]', "position", "must be one word in quotes"),
        (f'{PRESS_TITLE}method = "classical"', f'{PRESS_TITLE}method = "yoga"', "method", '"yoga" is not a known word'),
        (f"{PRESS_PLACE}\n", f'{PRESS_PLACE[:-10]}"neck"\n', "region", '"neck" is not a known word'),
        (
            'laterality = "midline"',
            'laterality = "middle"',
            "laterality",
            '"middle" is not a known word; did you mean "midline"?',
        ),
        ('supervision = "none"', 'supervision = "some"', "supervision", '"some" is not a known word'),
        ("difficulty = 1", "difficulty = 5", "difficulty", "5 is outside 1 to 4"),
        ('["pillow", "bed"]', '["pillow", "sofa"]', "equipment", '"sofa" is not a known word'),
        ('["pillow", "bed"]', '["pillow", "pillow"]', "equipment", 'names "pillow" twice'),
        ('["pillow", "bed"]', '"pillow"', "equipment", "must be a list in square brackets"),
        ('["pillow", "bed"]', "[]", "equipment", "is empty"),
        (
            '["recovery", "maintenance"]\nposition',
            '["late"]\nposition',
            "stages",
            '"late" is not a known word; did you mean "acute"?',
        ),
        ('["recovery", "maintenance"]\nposition', "[]\nposition", "stages", "is empty"),
        (
            '["cx-isometric", "isometric-light", "supine"]',
            '["cx-isometrc"]',
            "traits",
            '"cx-isometrc" is not a known word; did you mean "cx-isometric"?',
        ),
        ('traits = ["cx-isometric", "isometric-light", "supine"]\n', "", "traits", "is missing"),
        ('["neck-extensors", "suboccipitals"]', '["heart"]', "muscles", '"heart" is not a known word'),
        ('["isometric-strength"]', '["beauty"]', "goals", '"beauty" is not a known word'),
        ('["isometric", "extension"]', '["isometric", "wobble"]', "movement_direction", '"wobble" is not a known word'),
        ('sources = ["SEED"]', 'sources = ["SEEDS"]', "sources", '"SEEDS" is not a known word; did you mean "SEED"?'),
        ('certainty = "article"', 'certainty = "sure"', "certainty", '"sure" is not a known word'),
        ("article_line = 56\n", "", "article_line", "is missing; an exercise of the article says where it stands"),
        ("stage_line = 55\n", "", "stage_line", "is missing; an exercise of the article says where it stands"),
        ("article_line = 56", "article_line = 0", "article_line", "0 is outside 1 to 1000"),
        (
            '"then the load can be increased"',
            f'"{"one " * 13}"',
            "stage_quote",
            "quotes more than 12 words",
        ),
        (
            "[exercise.stage_basis]\nacute",
            "[exercise.stage_basis]\nlate",
            "stage_basis.late",
            'is not known here; did you mean "acute"?',
        ),
        (
            'key = "cervical-occiput-press-supine"',
            'key = "Occiput Press"',
            "key",
            '"Occiput Press" is not written like chin-tuck-sitting (small letters, digits and hyphens)',
        ),
        ('certainty = "article"', 'certainty = "article"\nprogression = "nothing-known"', "progression", None),
        ('certainty = "article"', 'certainty = "article"\nregression = "nothing-known"', "regression", None),
        ('certainty = "article"', 'certainty = "article"\nrelated = ["nothing-known"]', "related", None),
    ],
)
def test_a_fault_in_an_exercise_names_its_field(folder, old, new, field, reason):
    folder.replace(NECK, old, new)
    record = 'exercise "Occiput Press"' if "Occiput Press" in new else PRESS
    reason = reason or 'there is no exercise "nothing-known"'
    assert fault(folder) == f'{NECK}, {record}, field "{field}": {reason}'


def test_an_exercise_cannot_lead_to_itself(folder):
    folder.replace(NECK, KEY, f'{KEY}progression = "cervical-resisted-rotation"\n')
    assert fault(folder) == f'{NECK}, {HELD_TURN}, field "progression": names the exercise itself'


def test_a_near_miss_of_another_key_is_suggested(folder):
    folder.replace(GENERAL, 'progression = "brisk-walking"', 'progression = "brisk-walkin"')
    assert fault(folder) == (
        f'{GENERAL}, {WALK}, field "progression": there is no exercise "brisk-walkin"; did you mean "brisk-walking"?'
    )


def test_a_key_stands_once_in_all_files(folder):
    folder.replace(NECK, KEY, 'key = "walking-programme"\n')
    assert fault(folder) == f'{GENERAL}, {WALK}, field "key": stands twice, also in {NECK}'


def test_an_exercise_without_a_key_is_called_by_its_place(folder):
    folder.replace(NECK, KEY, "")
    assert fault(folder) == f'{NECK}, exercise number 2, field "key": is missing'


def test_only_the_articles_exercises_have_a_stated_dose(folder):
    folder.replace(GENERAL, "[exercise.dose_default] #", "[exercise.dose] #")
    assert fault(folder) == (
        f'{GENERAL}, {WALK}, field "dose": only an exercise of the article has a stated dose; use dose_default'
    )


def test_a_gate_names_a_rule_and_what_it_wants(folder):
    folder.replace(LUMBAR, 'rule = "S-13"', 'rule = "13"')
    assert fault(folder) == (
        f'{LUMBAR}, exercise "lumbar-pelvic-raise", field "gate.rule": "13" is not written like S-13 or C-15'
    )


def test_a_dose_must_be_a_table(folder):
    folder.replace(NECK, PRESS_KEY, f"{PRESS_KEY}dose_lines = 60\n")
    folder.replace(
        NECK, "[exercise.dose_lines] # stated elsewhere than in the line of the movement\ndays_per_week = 60\n", ""
    )
    assert fault(folder) == f'{NECK}, {PRESS}, field "dose_lines": must be a table'


@pytest.mark.parametrize(
    ("new", "field", "reason"),
    [
        ("Hold your breath while pressing.", "steps", "S-16: asks to hold the breath"),
        ("You will be cured by this.", "steps", "S-24: promises a cure"),
        ("Swing the head to the left.", "steps", "S-09: asks for a jerking, swinging or fast movement of the neck"),
    ],
)
def test_what_may_not_be_published_is_refused(folder, new, field, reason):
    folder.replace(NECK, "Relax fully before the next push.", new)
    assert fault(folder) == f'{NECK}, {PRESS}, field "{field}": {reason}'


def test_a_held_effort_without_rest_is_refused(folder):
    folder.replace(NECK, "relax_seconds = 5\n", "")
    assert fault(folder) == (
        f'{NECK}, {PRESS}, field "dose": S-25: holds an effort of 5 seconds or more without relax_seconds'
    )


def test_advice_may_not_promise_a_cure(folder):
    folder.replace("advice.toml", "Wear loose clothes", "This heals: wear loose clothes")
    assert fault(folder) == 'advice.toml, advice "advice-loose-clothing", field "text": S-24: promises a cure'


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ('kind = "safety"', 'kind = ""', "kind", "is empty"),
        ('rule = "S-01"', 'rule = "rule one"', "rule", '"rule one" is not written like S-13 or C-15'),
        ('methods = ["classical", "norbekov"]', 'methods = ["magic"]', "methods", '"magic" is not a known word'),
        ('stages = ["acute", "recovery", "maintenance"]\n', "", "stages", "is missing"),
        ("article_line = 116", 'article_line = "116"', "article_line", "must be a whole number without quotes"),
        ("article_line = 116", 'exercises = ["nothing-known"]', "exercises", 'there is no exercise "nothing-known"'),
    ],
)
def test_a_fault_in_advice_names_its_field(folder, old, new, field, reason):
    folder.replace("advice.toml", old, new)
    assert fault(folder) == f'advice.toml, advice "advice-doctor-first", field "{field}": {reason}'


def test_a_list_may_only_name_exercises_there_are(folder):
    folder.replace("starter-lists.toml", '"ninety-ninety-rest"', '"ninety-nine"')
    assert fault(folder).startswith(
        'starter-lists.toml, set "starter-lumbar-acute", field "exercises": there is no exercise "ninety-nine"'
    )


def test_a_list_names_an_exercise_once(folder):
    folder.replace("starter-lists.toml", '"ninety-ninety-rest"', '"walking-programme"')
    assert fault(folder) == (
        'starter-lists.toml, set "starter-lumbar-acute", field "exercises": names "walking-programme" twice'
    )


def test_a_set_that_heads_its_file_does_not_name_its_exercises(folder):
    folder.replace(NECK, "order_strict = false\n", 'order_strict = false\nexercises = ["chin-tuck-sitting"]\n')
    assert fault(folder) == f'{NECK}, set "classical-cervical", field "exercises": is not known here'


def test_a_set_says_whether_its_order_is_strict(folder):
    folder.replace(NECK, "order_strict = false\n", "")
    assert fault(folder) == f'{NECK}, set "classical-cervical", field "order_strict": is missing'
