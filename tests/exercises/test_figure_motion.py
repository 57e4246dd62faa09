"""What a moving picture does between its key frames: nothing collapses, jumps, slides or flashes."""

import re
from itertools import pairwise
from math import hypot
from xml.etree import ElementTree

import pytest

from exercises.figures import body
from exercises.figures.joints import faults
from exercises.figures.motion import Motion
from exercises.figures.paths import reach
from exercises.figures.picture import Picture
from exercises.figures.space import distance, times
from exercises.figures.svg import moving_svg, still_svg
from tests.exercises.test_figures import FIGURES

NUMBER = re.compile(r"-?\d+")
LARGE = 45  # units of the picture: larger than a hand, which may point at the eye on its way
moving = pytest.mark.parametrize(
    "figure", [figure for figure in FIGURES.values() if figure.moves], ids=lambda figure: figure.key
)


def animations(figure):
    root = ElementTree.fromstring(moving_svg(figure))  # noqa: S314
    return list(root.iter("{http://www.w3.org/2000/svg}animate"))


def halfway(one, other):
    """What a browser draws in the middle between two paths: each number halfway."""
    numbers = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    middles = iter([(int(a) + int(b)) / 2 for a, b in numbers])
    return NUMBER.sub(lambda _: f" {next(middles):g} ", one)


def size(d):
    points = list(reach(d))
    return max(hypot(a - c, b - e) for a, b in points for c, e in points)


def smallest_share(ways):
    """How much of its size a path keeps between two moments, at the worst."""
    shares = [1.0]
    for one, other in pairwise(ways):
        least = min(size(one), size(other))
        if one != other and least > LARGE:
            shares.append(size(halfway(one, other)) / least)
    return min(shares)


def test_a_path_that_turns_over_is_seen_to_collapse():
    assert smallest_share(["M0 0l90 0", "M90 0l-90 0"]) == 0
    assert smallest_share(["M0 0l90 0", "M0 0l64 64"]) > 0.9


@moving
def test_no_part_collapses_on_its_way(figure):
    kept = {share for share in (smallest_share(a.get("values").split(";")) for a in animations(figure)) if share < 0.6}
    assert kept == set()


@moving
def test_every_path_keeps_its_kind_from_moment_to_moment(figure):
    for animation in animations(figure):
        kinds = {re.sub(r"[-\d ]+", " ", way) for way in animation.get("values").split(";")}
        assert len(kinds) == 1


@moving
def test_only_shapes_move_so_nothing_flashes_and_all_has_ended_within_five_seconds(figure):
    assert {animation.get("attributeName") for animation in animations(figure)} == {"d"}
    for animation in animations(figure):
        assert float(animation.get("begin").removesuffix("s")) + float(animation.get("dur").removesuffix("s")) <= 5


@moving
def test_no_step_is_so_coarse_that_a_turn_is_cut_short(figure):
    moments = {animation.get("values").count(";") for animation in animations(figure)}
    assert len(moments) == 1
    assert moments.pop() >= 2 * (len(figure.play) - 1)


@moving
def test_what_strokes_one_place_of_the_body_stays_on_the_line_between_its_two_contacts(figure):
    motion = Motion(figure)
    reached = {"foot": "ankle", "hand": "palm", "knee": "knee"}
    for first, second in set(pairwise(figure.play)):
        a, b = figure.poses[first].goals, figure.poses[second].goals
        for limb in a.keys() & b.keys():
            if a[limb].place == b[limb].place not in ("floor", "world"):
                bone = motion.at(first, second, 0.5)
                place = bone.place(a[limb].place)
                spans = [distance((0, 0, 0), goal.offset) for goal in (a[limb], b[limb])]
                assert distance(bone.points[f"{reached[limb[:-2]]}{limb[-2:]}"], place) <= max(spans) + 1


@pytest.mark.parametrize("key", ["norbekov-warmup-hands", "norbekov-cervical-eyes-lead-turn"])
def test_a_figure_with_its_start_beside_moves_alone_and_larger(key):
    figure = FIGURES[key]
    assert "translate(" in still_svg(figure)
    assert "translate(" not in moving_svg(figure)
    assert Picture(figure.alone()).box[2] < 0.7 * Picture(figure).box[2]
    assert len(figure.alone().arrows) == len(figure.arrows) - 1


def test_a_moment_that_is_passed_twice_is_drawn_alike():
    film = Picture(FIGURES["lumbar-pelvic-raise"]).film(4)
    assert all(stroke[at].d == stroke[-1 - at].d for stroke in film for at in range(len(stroke)))


def test_a_foot_that_points_behind_its_shin_is_a_fault():
    pose = next(pose for pose in FIGURES["single-knee-to-chest"].poses if pose.angles["knee_r"] > 90)
    motion = Motion(FIGURES["single-knee-to-chest"])
    bone = motion.frames[1]
    assert list(faults(bone, pose.angles)) == []
    bone.soles["foot_r"] = times(bone.soles["foot_r"], -1)
    assert list(faults(bone, pose.angles)) == ["foot_r points behind its shin"]


def test_shoulder_blades_come_together_when_the_shoulders_are_drawn_back():
    apart, together = Motion(FIGURES["scapular-retraction"]).frames
    widths = [distance(bone.points["blade_r"], bone.points["blade_l"]) for bone in (apart, together)]
    assert widths[1] < 0.5 * widths[0]


@pytest.mark.parametrize(("key", "at"), [("side-bridge-feet", 1), ("side-bridge-knees", 1), ("front-plank", 1)])
def test_who_bridges_on_the_forearm_has_the_elbow_on_the_floor(key, at):
    bone = Motion(FIGURES[key]).frames[at]
    assert bone.points["elbow_r"][2] == pytest.approx(body.PALM_HEIGHT, abs=4)
