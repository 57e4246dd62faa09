"""A figure's body at any moment: its key frames solved, and the way between them."""

from dataclasses import replace
from itertools import pairwise
from math import cos, pi, sqrt
from typing import NamedTuple

from exercises.figures import body
from exercises.figures.body import SIDES
from exercises.figures.joints import limb_angles
from exercises.figures.skeleton import Goal, Pose, reach_arm, reach_leg, set_arm, set_leg, trunk_of
from exercises.figures.space import between, minus, plus, times


class Swing(NamedTuple):
    """A limb by its joints: from which axes it hangs, its three points, and its angles."""

    part: str
    points: tuple
    angles: tuple


REACHED = {"foot": "ankle", "hand": "palm", "knee": "knee"}
ARM = Swing("chest", ("shoulder", "elbow", "wrist"), ("arm_flex", "arm_abd", "arm_rot", "elbow"))
LEG = Swing("pelvis", ("hip", "knee", "ankle"), ("hip_flex", "hip_abd", "hip_rot", "knee"))
SWINGING = {"hand": ARM, "foot": LEG, "knee": LEG}
STEPS = 4  # drawn at most between two key frames


def solved(pose, *, height, anchor, start=None):
    """The skeleton of one pose. `start` is the first frame's: what is anchored or held stays where it is there."""
    bone = trunk_of(pose.angles)
    for side in SIDES:
        set_leg(bone, pose.angles, side)
        set_arm(bone, pose.angles, side)
    if start is None:
        bone.shift(plus((0.0, 0.0, height), pose.move))
    else:
        bone.shift(plus(minus(_anchored(start, anchor), _anchored(bone, anchor)), pose.move))
    _settle(bone, pose, start)
    for side in SIDES:
        reach_leg(bone, pose, side, start)
    for side in SIDES:
        reach_arm(bone, pose, side, start)
    return bone


def _anchored(bone, anchor):
    if anchor in bone.points:
        return bone.points[anchor]
    return between(bone.points[f"{anchor}_r"], bone.points[f"{anchor}_l"], 0.5)


def _settle(bone, pose, start):
    """Lower the pelvis as far as standing legs need: a straight leg cannot grow."""
    if start is None:
        return
    reach, sink = body.THIGH + body.SHIN - 0.1, 0.0
    for side in SIDES:
        limb = f"foot_{side}"
        goal = pose.goals.get(limb)
        if goal and goal == Goal("floor") and limb in start.missed and f"knee_{side}" not in pose.goals:
            x, y, z = minus(bone.points[f"hip_{side}"], start.points[f"ankle_{side}"])
            if z > 0 and x * x + y * y < reach * reach:
                sink = max(sink, z - sqrt(reach * reach - x * x - y * y))
    if sink > 0:
        bone.shift((0.0, 0.0, -sink))


def _in_the_room(goal):
    return goal is not None and goal.place in ("floor", "world")


def _along(here, there, part):
    """A goal on the way between two that hang on the same place of the body, as a hand that strokes an ear."""
    turns = here.fingers and there.fingers
    fingers = between(here.fingers, there.fingers, part) if turns else there.fingers
    return Goal(here.place, between(here.offset, there.offset, part), fingers)


def _read(bone, joints, side):
    points = (bone.points[f"{name}_{side}"] for name in joints.points)
    return limb_angles(bone.axes[joints.part], side, *points, backward=joints is LEG)


def eased(part):
    """Slow at both ends."""
    return (1 - cos(pi * part)) / 2


class Motion:
    """The solved key frames of a figure, and every moment between them."""

    def __init__(self, figure):
        self.how = {"height": figure.height, "anchor": figure.anchor}
        self.poses = figure.poses
        self.start = solved(self.poses[0], **self.how)
        self.frames = [self.start, *(solved(pose, **self.how, start=self.start) for pose in self.poses[1:])]
        self._solved = {}

    def at(self, first, second, part):
        """The skeleton `part` of the way from key frame `first` to `second`."""
        if part <= 0 or part >= 1:
            return self.frames[second if part >= 1 else first]
        moment = first, second, part
        if moment not in self._solved:
            self._solved[moment] = self._between(*moment)
        return self._solved[moment]

    def _between(self, first, second, part):
        a, b = self.poses[first], self.poses[second]
        mid = _mixed(a, b, part)
        changing = [limb for limb in {**a.goals, **b.goals} if a.goals.get(limb) != b.goals.get(limb)]
        if changing:
            goals, swinging = dict(mid.goals), []
            for limb in changing:
                here, there = a.goals.get(limb), b.goals.get(limb)
                if _in_the_room(here) and _in_the_room(there):
                    goals[limb] = self._slid(first, second, limb, part)
                elif here and there and here.place == there.place:
                    goals[limb] = _along(here, there, part)
                else:
                    swinging.append(limb)
            mid = replace(mid, goals=goals, angles=mid.angles | self._on_the_way(first, second, swinging, part))
        return solved(mid, **self.how, start=self.start)

    def angles(self, first, second, part):
        """The joint angles written for a moment; limbs with a goal may differ from theirs."""
        return _between(self.poses[first].angles, self.poses[second].angles, part)

    def _slid(self, first, second, limb, part):
        """A goal between two places of the room, straight along the floor or wall."""
        joint = f"{REACHED[limb[:-2]]}{limb[-2:]}"
        here, there = (self.frames[frame].points[joint] for frame in (first, second))
        fingers = self.poses[second].goals[limb].fingers
        return Goal("world", between(here, there, part), fingers)

    def _on_the_way(self, first, second, limbs, part):
        """Angles for limbs that leave one place for another: they swing from joint to joint, not through the body."""
        angles = {}
        for limb in limbs:
            joints, side = SWINGING[limb[:-2]], limb[-1]
            here, there = (_read(self.frames[frame], joints, side) for frame in (first, second))
            for name, one, other in zip(joints.angles, here, there, strict=True):
                one, other = (other if one is None else one), (one if other is None else other)
                angles[f"{name}_{side}"] = 0.0 if one is None else one + ((other - one + 180) % 360 - 180) * part
        return angles

    def moments(self, play, steps):
        """(first, second, part) of every moment drawn when the frames `play` follow each other in `steps` each."""
        yield play[0], play[0], 0
        for first, second in pairwise(play):
            for step in range(1, steps + 1):
                yield first, second, eased(step / steps)


def _between(a, b, part):
    return {name: value + (b[name] - value) * part for name, value in a.items()}


def _mixed(a, b, part):
    angles = _between(a.angles, b.angles, part)
    goals = {limb: goal for limb, goal in a.goals.items() if b.goals.get(limb) == goal}
    poles = dict(b.poles)
    for name, way in a.poles.items():
        poles[name] = between(way, b.poles.get(name, way), part)
    move = plus(times(a.move, 1 - part), times(b.move, part))
    return Pose(angles, goals, poles, move)
