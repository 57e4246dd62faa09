"""The PUBLISH rules: what may not be shown as an exercise, whoever wrote it."""

from types import SimpleNamespace

import pytest

from exercises.dosage import Dose
from exercises.safety import asks_to_hold_breath, promises_cure, publishing_faults


def exercise(**fields):
    sound = {
        "title": "Chin tuck",
        "region": "cervical",
        "traits": [],
        "steps": ["Sit tall.", "Draw the chin in slowly."],
        "cautions": ["No jerks."],
        "purpose": "Trains the neck.",
        "breathing": "Breathe evenly.",
        "mental_imagery": "",
        "movement_direction": ["retraction"],
        "dose": Dose(repetitions=5),
    }
    return SimpleNamespace(**sound | fields)


def faults(**fields):
    return [(fault.rule, fault.field) for fault in publishing_faults(exercise(**fields))]


def test_a_sound_exercise_has_no_fault():
    assert faults() == []


def test_the_whole_library_may_be_published(shipped):
    assert [record.key for record in shipped.exercises if list(publishing_faults(record))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Hold your breath",
        "hold the breath for 5 seconds",
        "Holding a breath, press",
        "Press. Hold breath. Release",
        "Stop the breath while you lift",
        "stop breathing for a moment",
        "Use breath-holding to brace",
        "Keep the breath in",
        "Do not move; hold your breath",
    ],
)
def test_asking_to_hold_the_breath_is_seen(text):
    assert asks_to_hold_breath(text)


@pytest.mark.parametrize(
    "text",
    [
        "Do not hold the breath",
        "Breathe evenly, no breath-holding",
        "never stop the breath during effort",
        "Breathe evenly and calmly throughout, no holding",
        "Hold with quiet breathing",
        "Hold and breathe",
        "Hold while breathing",
        "Keep breathing",
        "Hold lightly and go on breathing",
        "Don't hold your breath",
    ],
)
def test_forbidding_it_or_holding_a_position_passes(text):
    assert not asks_to_hold_breath(text)


@pytest.mark.parametrize("field", ["steps", "cautions"])
def test_s16_is_found_in_every_line(field):
    assert faults(**{field: ["Sit tall.", "Hold your breath."]}) == [("S-16", field)]


@pytest.mark.parametrize("field", ["title", "purpose", "breathing", "mental_imagery"])
def test_s16_is_found_in_every_text(field):
    assert faults(**{field: "Hold your breath."}) == [("S-16", field)]


@pytest.mark.parametrize("breathing", ["", "  "])
def test_s16_wants_words_about_breathing(breathing):
    assert faults(breathing=breathing) == [("S-16", "breathing")]


@pytest.mark.parametrize("text", ["This cures the spine", "Heals the discs", "You will be healed", "a cure for pain"])
def test_s24_no_text_promises_a_cure(text):
    assert promises_cure(text)
    assert faults(purpose=text) == [("S-24", "purpose")]


@pytest.mark.parametrize(
    "text", ["traditional method, no proof of cure", "It does not cure", "Feel secure", "healthy back"]
)
def test_s24_lets_sober_words_pass(text):
    assert not promises_cure(text)


@pytest.mark.parametrize(
    "step",
    ["Jerk the head back.", "Swing the arm.", "Turn quickly.", "Nod fast.", "Make a sudden turn.", "Bounce gently."],
)
def test_s09_no_rough_movement_of_the_neck(step):
    assert faults(steps=["Sit tall.", step]) == [("S-09", "steps")]
    assert faults(steps=["Sit tall.", step], region="lumbar") == []


@pytest.mark.parametrize("step", ["Turn slowly, no jerks.", "Never swing the head.", "Turn without sudden movement."])
def test_s09_lets_its_prohibition_pass(step):
    assert faults(steps=[step]) == []


def test_s09_no_springy_neck_exercise():
    assert faults(traits=["ballistic"]) == [("S-09", "traits")]
    assert faults(traits=["ballistic"], region="lumbar") == []


@pytest.mark.parametrize("direction", ["isometric", "co-contraction"])
@pytest.mark.parametrize(
    ("hold", "relax", "expected"),
    [
        (5, None, [("S-25", "dose")]),
        (5, 0, [("S-25", "dose")]),
        (30, None, [("S-25", "dose")]),
        (5, 1, []),
        (4, None, []),
        (None, None, []),
    ],
)
def test_s25_a_held_effort_is_followed_by_rest(direction, hold, relax, expected):
    dose = Dose(repetitions=3, hold_seconds=hold, relax_seconds=relax)
    assert faults(movement_direction=[direction, "flexion"], dose=dose) == expected


def test_s25_is_about_effort_only():
    assert faults(movement_direction=["lateral-flexion"], dose=Dose(repetitions=2, hold_seconds=20)) == []


def test_all_faults_are_reported():
    found = faults(
        breathing="", steps=["Jerk the head and hold your breath."], purpose="Cures all.", traits=["ballistic"]
    )
    assert found == [
        ("S-09", "traits"),
        ("S-09", "steps"),
        ("S-16", "breathing"),
        ("S-24", "purpose"),
        ("S-16", "steps"),
    ]
