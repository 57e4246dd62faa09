"""Every figure of the library: a sound body in every moment, a small distinct picture, and words for it."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from exercises.figures import body
from exercises.figures.data import read_figures
from exercises.figures.inks import MEANINGFUL, PAPER
from exercises.figures.inspection import faults_of
from exercises.figures.motion import STEPS, Motion
from exercises.figures.skeleton import Goal
from exercises.figures.space import distance
from exercises.figures.svg import moving_svg, still_svg
from exercises.figures.weight import MOST, weight_of
from exercises.vocabulary import LIBRARY, Position

FIGURES = read_figures(LIBRARY / "figures")
BONES = {
    ("hip", "knee"): body.THIGH,
    ("knee", "ankle"): body.SHIN,
    ("ankle", "toe"): body.FOOT,
    ("shoulder", "elbow"): body.UPPER_ARM,
    ("elbow", "wrist"): body.FOREARM,
    ("wrist", "finger"): body.HAND,
}
REACHED = {"foot": "ankle", "hand": "palm", "knee": "knee"}
every_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)


def moments(figure):
    motion = Motion(figure)
    for first, second in sorted(set(pairwise(figure.play)) | {figure.shown}):
        for step in range(STEPS + 1):
            yield motion, first, second, motion.at(first, second, step / STEPS)


def luminance(ink):
    channels = [int(ink[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def without_words(svg):
    return re.sub(r"<title>.*?</title>", "", svg)


def test_every_exercise_of_the_library_has_a_figure_and_nothing_else_has(shipped):
    positions = [f"position-{word}" for word in Position.values]
    assert sorted(FIGURES) == sorted([record.key for record in shipped.exercises] + positions)


def test_the_articles_exercises_are_drawn(shipped):
    article = [record.key for record in shipped.exercises if record.method in ("classical", "norbekov")]
    assert len(article) == 37
    assert [key for key in article if key not in FIGURES] == []


@every_figure
def test_no_joint_goes_further_than_a_joint_can_no_contact_slides_and_nothing_sinks(figure):
    assert list(faults_of(figure)) == []


@every_figure
def test_bones_keep_their_length(figure):
    for _motion, first, second, bone in moments(figure):
        for (one, other), long in BONES.items():
            for side in body.SIDES:
                found = distance(bone.points[f"{one}_{side}"], bone.points[f"{other}_{side}"])
                assert found == pytest.approx(long, abs=0.01), f"{one} to {other} between {first} and {second}"


@every_figure
def test_what_rests_on_the_floor_all_along_stays_within_one_percent(figure):
    for motion, first, second, bone in moments(figure):
        for limb, goal in motion.poses[first].goals.items():
            if goal == Goal("floor") and all(pose.goals.get(limb) == goal for pose in motion.poses):
                joint = REACHED[limb[:-2]] + limb[-2:]
                moved = distance(bone.points[joint], motion.start.points[joint])
                assert moved <= 0.01 * body.TALL, f"{limb} between {first} and {second}"


@every_figure
@pytest.mark.parametrize("moving", [False, True], ids=["still", "moving"])
def test_a_picture_is_small_and_soon_drawn(figure, moving):
    weight = weight_of(figure, moving=moving)
    for times in (40, 400):  # the machine was busy: look longer for a quiet moment
        if weight.seconds > MOST.seconds:
            weight = weight_of(figure, moving=moving, times=times)
    assert [name for name in weight._fields if getattr(weight, name) > getattr(MOST, name)] == []


def test_the_bar_of_a_picture_is_twelve_kilobytes_four_packed_and_five_milliseconds():
    assert MOST == (12_000, 4_000, 0.005)


@every_figure
def test_the_still_picture_is_well_formed_and_always_the_same(figure):
    drawn = still_svg(figure)
    assert ElementTree.fromstring(drawn)[0].text == figure.alt  # noqa: S314
    assert " id=" not in drawn
    assert drawn == still_svg(figure)


@every_figure
def test_the_moving_picture_is_short_and_ends_where_it_began(figure):
    drawn = moving_svg(figure)
    root = ElementTree.fromstring(drawn)  # noqa: S314
    for animation in root.iter("{http://www.w3.org/2000/svg}animate"):
        values = animation.get("values").split(";")
        assert values[0] == values[-1]
        assert float(animation.get("dur").removesuffix("s")) <= 5
        assert animation.get("repeatCount") is None
    assert drawn == moving_svg(figure)


def test_parts_of_moving_pictures_have_names_of_their_own():
    names = [name for figure in FIGURES.values() for name in re.findall(r' id="([^"]+)"', moving_svg(figure))]
    assert len(names) > 1000
    assert len(set(names)) == len(names)


def test_whoever_asked_for_less_motion_sees_the_still_body():
    drawn = moving_svg(FIGURES["lumbar-pelvic-raise"])
    assert "@media (prefers-reduced-motion:reduce){.move{display:none}}" in drawn
    assert "@media not (prefers-reduced-motion:reduce){.still{display:none}}" in drawn
    assert drawn.count('class="still"') == drawn.count('class="move"') == 1


def test_no_two_figures_are_the_same_drawing():
    drawings = {without_words(still_svg(figure)) for figure in FIGURES.values()}
    assert len(drawings) == len(FIGURES)


def test_each_figure_says_its_movement_in_words_of_its_own():
    words = [figure.alt for figure in FIGURES.values()]
    assert all(len(alt.split()) >= 3 and alt.endswith(".") for alt in words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("paper", PAPER.values(), ids=PAPER)
@pytest.mark.parametrize("ink", MEANINGFUL.values(), ids=MEANINGFUL)
def test_every_ink_that_carries_meaning_stands_out_from_the_paper(ink, paper):
    assert contrast(ink, paper) >= 3


def test_contrast_is_measured_as_wcag_measures_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
