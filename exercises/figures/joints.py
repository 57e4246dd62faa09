"""Is this a body? Joint limits read back from where the parts are, and contacts that stay."""

from math import asin, atan2, degrees

from exercises.figures import body
from exercises.figures.body import LIMITS, OUT, SIDES, TOGETHER
from exercises.figures.skeleton import limb_ways
from exercises.figures.space import across, cross, distance, dot, length, minus, times, unit

ROUNDING = 1.5  # degrees a solved joint may pass its limit by
SINK = 0.02 * body.TALL
STRAIGHT = 0.3  # sine of a bend too small to tell before from behind
SLIDE = 0.01 * body.TALL


def limb_angles(axes, side, root, middle, end, *, backward):
    """flex, abd, rot, bend of thigh and shin (`backward`) or upper arm and forearm; rot is None when unclear."""
    way, lower = unit(minus(middle, root)), unit(minus(end, middle))
    flex = degrees(atan2(dot(way, axes.forward), -dot(way, axes.up)))
    abd = degrees(asin(max(-1.0, min(1.0, dot(way, axes.left) * OUT[side]))))
    bend = degrees(atan2(length(cross(way, lower)), dot(way, lower)))
    raised = not backward and dot(way, axes.up) > 0.75  # overhead, the upper arm has no neutral turn
    if bend < 12 or abs(abd) > 80 or raised:
        return flex, abd, None, bend
    front = unit(across(times(lower, -1 if backward else 1), way))
    _, neutral = limb_ways(axes, side, flex, abd, 0)
    inward = times(cross(way, neutral), OUT[side])
    return flex, abd, degrees(atan2(dot(front, inward), dot(front, neutral))), bend


def faults(bone, angles):
    """What no living body could do in this skeleton, in words."""
    yield from _together(angles)
    for side in SIDES:
        yield from _limb(bone, side, ("hip", "knee", "ankle"), ("hip", "knee"), "pelvis")
        yield from _limb(bone, side, ("shoulder", "elbow", "wrist"), ("arm", "elbow"), "chest")
        yield from _foot(bone, side)
    yield from sunk(bone)


def _together(angles):
    for names, most in TOGETHER.items():
        total = sum(angles[name] for name in names)
        if abs(total) > most:
            yield f"{' and '.join(names)} together come to {total:.0f} (at most {most})"


def _limb(bone, side, points, joints, part):
    found = limb_angles(
        bone.axes[part], side, *(bone.points[f"{point}_{side}"] for point in points), backward=part == "pelvis"
    )
    if any(_within(reading, joints, side) for reading in _readings(found)):
        return
    words = ", ".join(f"{value:.0f}" for value in found if value is not None)
    yield f"{joints[0]}_{side} and {joints[1]}_{side} are twisted beyond a joint (flex, abd, rot, bend: {words})"


def _foot(bone, side):
    """Toes lie before the shin or along it; which side is before it, a bent knee tells."""
    hip, knee, ankle = (bone.points[f"{name}_{side}"] for name in ("hip", "knee", "ankle"))
    thigh, shin = unit(minus(knee, hip)), unit(minus(ankle, knee))
    hinge = cross(thigh, shin)
    if length(hinge) > STRAIGHT and dot(bone.soles[f"foot_{side}"], unit(cross(shin, hinge))) < -STRAIGHT:
        yield f"foot_{side} points behind its shin"


def _readings(found):
    """The same position of a ball joint has two names, as 170 forward and 10 out is 10 back and 170 out."""
    flex, abd, rot, bend = found
    turned = None if rot is None else (rot + 180 if rot < 0 else rot - 180)
    yield flex, abd, rot, bend
    yield (flex - 180 if flex > 0 else flex + 180), 180 - abd, turned, bend


def _within(reading, joints, side):
    ball, hinge = joints
    names = [f"{ball}_{way}_{side}" for way in ("flex", "abd", "rot")] + [f"{hinge}_{side}"]
    return all(
        value is None or LIMITS[name][0] - ROUNDING <= value <= LIMITS[name][1] + ROUNDING
        for name, value in zip(names, reading, strict=True)
    )


THICK = {"head": 9.0, "spine2": 9.5, "spine4": 8.0, "pelvis": 9.5, "knee": 5.2, "ankle": 4.0, "toe": 4.0}
THICK |= {"elbow": 3.8, "wrist": 3.6, "finger": 2.5}


def sunk(bone):
    """Parts below the floor by more than may be."""
    for name, point in bone.points.items():
        half = THICK.get(name.removesuffix("_r").removesuffix("_l"))
        if half is not None and point[2] - half < -SINK:
            yield f"{name} sinks {half - point[2]:.1f} cm into the floor"


def slides(motion, first, second, bone):
    """Contacts that both frames hold and that are not where they began."""
    kept = motion.poses[first].goals.items() & motion.poses[second].goals.items()
    for limb, goal in kept:
        joint = {"foot": "ankle", "hand": "palm", "knee": "knee"}[limb[:-2]] + limb[-2:]
        off = bone.missed[limb]
        if goal.place in ("floor", "world") and limb in motion.start.missed:
            first_place = motion.frames[first].points[joint]
            off = max(off, distance(first_place, bone.points[joint]))
        if off > SLIDE:
            yield f"{limb} leaves its place by {off:.1f} cm"
