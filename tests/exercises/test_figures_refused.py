"""Pose data that cannot be taken: refused with file, exercise and reason."""

import pytest

from exercises.catalogue import LibraryError
from exercises.figures import check_figures

FILE = "figures/classical-lumbar.toml"
RAISE = "{ lean = -116, neck_bend = 26 }"


def refusal(folder):
    with pytest.raises(LibraryError) as caught:
        check_figures(folder.path)
    return str(caught.value)


def test_the_shipped_figures_are_taken(folder):
    assert len(check_figures(folder.path)) == 146


def test_a_library_without_figures_has_none(tmp_path):
    assert check_figures(tmp_path) == {}


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ("{ tail_wag = 20 }", 'field "frames[1].tail_wag": is no joint of the body'),
        ("{ knee = -20 }", 'field "frames[1].knee_r": -20 is beyond what the joint can do (0 to 158)'),
        ("{ elbow = 190 }", 'field "frames[1].elbow_r": 190 is beyond what the joint can do (0 to 158)'),
        ('{ lean = "far" }', 'field "frames[1].lean": is not a number'),
        ('{ hand = "moon" }', 'field "frames[1].hand_r": there is no place "moon"'),
        ("{ foot_r = 7 }", "cannot be read"),
        ("{ move = [-60, 0, 0] }", "leaves its place by"),
        ("{ lean = -70, neck_bend = -60 }", "into the floor"),
        ("{ neck_twist = 45, head_twist = 45 }", "neck_twist and head_twist together come to 90 (at most 85)"),
    ],
)
def test_an_impossible_frame_is_refused_by_file_figure_and_reason(folder, frame, said):
    folder.replace(FILE, RAISE, frame)
    message = refusal(folder)
    assert message.startswith('classical-lumbar.toml, figure "lumbar-pelvic-raise"')
    assert said in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"frames = [{{}}, {RAISE}]", "frames = []", 'field "frames": is missing'),
        (f"frames = [{{}}, {RAISE}]", f"frames = [{{}}, {RAISE}]\nplay = [0, 2]", "speaks of a frame that is missing"),
        ('base = "supine-bent"\nalt', 'base = "floating"\nalt', 'field "base": there is no base "floating"'),
        ('anchor = "spine4"\nframes', 'anchor = "hat"\nframes', 'field "anchor": "hat" is no part that can stay'),
        (
            'base = "supine-bent"\nalt',
            'base = "supine-bent"\nview = "within"\nalt',
            '"within" is no view',
        ),
        ('base = "supine-bent"\nalt', 'base = "supine-bent"\nhat = 1\nalt', 'field "hat": is not known here'),
        ('arrows = [{ at = "pelvis"', 'arrows = [{ at = "moon"', "cannot be drawn"),
        ("arrows = [{ at", "arrows = [{ frame = 7, at", "cannot be drawn"),
        ("arrows = [{ at", "arrows = [{ of = 8, at", 'field "arrows[0].of": is not known here'),
        (
            "arrows = [{",
            'props = [{ kind = "sofa" }]\narrows = [{',
            'field "props[0]": there is no prop "sofa"; there are ball',
        ),
        (
            "arrows = [{",
            'props = [{ kind = "chair", hight = 40 }]\narrows = [{',
            'field "props[0].hight": is not known here',
        ),
        (
            "arrows = [{",
            "seconds = 5\narrows = [{",
            'field "seconds": a motion takes more than 0 and at most 4.7 seconds',
        ),
        (
            "arrows = [{",
            "seconds = 0\narrows = [{",
            'field "seconds": a motion takes more than 0 and at most 4.7 seconds',
        ),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(folder, old, new, said):
    folder.replace(FILE, old, new)
    message = refusal(folder)
    assert message.startswith('classical-lumbar.toml, figure "lumbar-pelvic-raise"')
    assert said in message


def test_a_figure_without_words_is_refused(folder):
    folder.replace(FILE, 'alt = "Lying on the back with bent knees, the pelvis', 'alt = ""\n# "')
    assert refusal(folder) == 'classical-lumbar.toml, figure "lumbar-pelvic-raise", field "alt": is missing'


def test_a_figure_of_no_exercise_is_refused(folder):
    folder.replace(FILE, 'key = "lumbar-pelvic-raise"', 'key = "lumbar-somersault"')
    assert refusal(folder) == 'classical-lumbar.toml, figure "lumbar-somersault": there is no such exercise'


def test_an_exercise_drawn_twice_is_refused(folder):
    folder.replace(FILE, 'key = "lumbar-supine-trunk-twist"', 'key = "lumbar-pelvic-raise"')
    assert refusal(folder) == 'classical-lumbar.toml, figure "lumbar-pelvic-raise": is drawn twice'


def test_an_exercise_of_a_complete_file_needs_a_figure(folder):
    folder.replace(FILE, 'key = "lumbar-pelvic-raise"', 'key = "cat-camel"')
    (folder.path / "figures" / "evidence-based-lumbar-mobility.toml").unlink()
    assert refusal(folder) == (
        'bases.toml, exercise "lumbar-pelvic-raise": has no figure, and classical-lumbar is listed as complete'
    )


def test_a_file_that_is_not_toml_is_refused(folder):
    folder.add(FILE, "\n[[figure\n")
    assert refusal(folder).startswith("classical-lumbar.toml: ")


def test_a_knee_held_bent_backwards_is_refused(folder):
    folder.replace(FILE, RAISE, "{ lean = -116, neck_bend = 26, knee_way = [-1, 0, -0.2] }")
    assert "are twisted beyond a joint" in refusal(folder)
