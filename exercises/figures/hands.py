"""A hand with fingers, for exercises of the hand and for what fingertips hold."""

from math import cos, radians, sin

from exercises.figures import inks
from exercises.figures.camera import line
from exercises.figures.space import across, cross, minus, plus, times, unit

PALM_LONG, FINGER, THUMB = 7.5, 7.0, 5.0
ROOTS = (-2.7, -0.9, 0.9, 2.7)  # of the four fingers, across the palm towards the thumb


def hand_axes(bone, side):
    """Along the hand, towards the thumb, and out of the palm."""
    wrist, finger = bone.points[f"wrist_{side}"], bone.points[f"finger_{side}"]
    along = unit(minus(finger, wrist))
    chest = bone.axes["chest"]
    thumb = across(plus(times(chest.up, 0.35), times(chest.left, 1 if side == "r" else -1)), along)
    thumb = unit(thumb)
    palm = cross(thumb, along) if side == "r" else cross(along, thumb)
    return along, thumb, times(palm, -1)


def finger_strokes(bone, camera, angles, side, ink):
    """(d, ink, width, fill, edge): palm, four fingers, thumb."""
    along, thumb, palm = hand_axes(bone, side)
    wrist = bone.points[f"wrist_{side}"]
    curl, spread = angles[f"fist_{side}"] * 1.7, angles[f"spread_{side}"] * 0.22
    knuckles = plus(wrist, times(along, PALM_LONG))
    pad = line([camera.flat(plus(wrist, times(along, step))) for step in (2.5, PALM_LONG - 1.5)])
    fingers = [_thumb(wrist, along, thumb, palm, curl, spread)]
    for root in ROOTS:
        base = plus(plus(knuckles, times(thumb, root)), times(along, -1.0))
        fingers.append(_finger(base, along, thumb, palm, curl, spread * root / 2.7))
    all_five = "".join(line([camera.flat(p) for p in finger]) for finger in fingers)
    paths = [(pad, camera.size(7.6)), (all_five, camera.size(2.4))]
    outer = [(d, ink, width + camera.size(1.6), "none", True) for d, width in paths]
    return outer + [(d, inks.LIGHT, width, "none") for d, width in paths]


def _finger(base, along, thumb, palm, curl, spread):
    way = plus(times(along, cos(radians(spread))), times(thumb, sin(radians(spread))))
    points, at = [base], base
    for joint in (0.5, 1.0):
        bend = radians(curl * joint)
        at = plus(at, times(plus(times(way, cos(bend)), times(palm, sin(bend))), FINGER / 2))
        points.append(at)
    return points


def _thumb(wrist, along, thumb, palm, curl, spread):
    root = plus(plus(wrist, times(along, 3.0)), times(thumb, 2.6))
    out = radians(35 + spread * 1.6 - curl * 0.25)
    tip = plus(root, times(plus(times(along, cos(out)), times(thumb, sin(out))), THUMB))
    return root, plus(tip, times(palm, curl / 60))
