"""The body as drawn parts: which paths, how thick, in which ink, and what lies before what."""

from typing import NamedTuple

from exercises.figures import body, inks
from exercises.figures.body import OUT, SIDES
from exercises.figures.camera import curve, line
from exercises.figures.hands import finger_strokes
from exercises.figures.head import head_strokes
from exercises.figures.space import between, minus, plus, times


class Stroke(NamedTuple):
    """One path. `width` 0 is filled only; `edge` is the pale rim that parts it from what lies behind."""

    d: str
    ink: str
    width: float
    fill: str = ""
    edge: bool = False
    bare: float = 0.0  # how much of its beginning has no edge, because it grows out of what lies behind


GROUPS = ("arm_l", "leg_l", "trunk", "head", "leg_r", "arm_r")
HALF = {"spine1": 6.0, "spine2": 4.6, "spine3": 7.2}  # half the trunk's breadth, less its thickness
SHOULDER_IN, SHOULDER_DOWN = 7.0, 3.6
EDGE = 1.1


def trunk_strokes(bone, camera, angles):
    return [_shorts(bone, camera), _shirt(bone, camera, angles), *_belly(bone, camera, angles)]


def _shirt(bone, camera, angles):
    right, left = [], []
    wide = {"spine1": 0.0, "spine2": angles["ribs"] * 0.5, "spine3": angles["ribs"]}
    axes = {"spine1": "pelvis", "spine2": "middle", "spine3": "chest"}
    for name, half in HALF.items():
        out = times(bone.axes[axes[name]].left, half + wide[name])
        right.append(minus(bone.points[name], out))
        left.append(plus(bone.points[name], out))
    for side, edge in (("r", right), ("l", left)):
        inward = (0.0, -OUT[side] * SHOULDER_IN, -SHOULDER_DOWN)
        edge.append(bone.axes["chest"].point(bone.points[f"shoulder_{side}"], inward))
    up, down = [camera.flat(p) for p in right], [camera.flat(p) for p in reversed(left)]
    d = curve(up) + "L" + curve(down)[1:] + "z"
    return Stroke(d, inks.TRUNK, camera.size(body.WIDTH["trunk"] - 1), inks.TRUNK)


def _shorts(bone, camera):
    axes, low = bone.axes["pelvis"], bone.points["pelvis"]
    corners = [(0.0, -6.6, -1.0), (0.0, -6.2, 8.0), (0.0, 6.2, 8.0), (0.0, 6.6, -1.0)]
    d = line([camera.flat(axes.point(low, corner)) for corner in corners]) + "z"
    return Stroke(d, inks.NEAR, camera.size(body.WIDTH["trunk"] - 1), inks.NEAR)


def _belly(bone, camera, angles):
    if not angles["belly"]:
        return []
    axes, low = bone.axes["pelvis"], bone.points["pelvis"]
    ahead = angles["belly"]
    arc = [(2.0, 0.0, 6.0), (4.0 + ahead, 0.0, 13.0), (4.0 + ahead, 0.0, 20.0), (2.0, 0.0, 28.0)]
    return [Stroke(curve([camera.flat(axes.point(low, p)) for p in arc]), inks.TRUNK, camera.size(15))]


def leg_strokes(bone, camera, side, ink):
    hip, knee, ankle, toe = (camera.flat(bone.points[f"{name}_{side}"]) for name in ("hip", "knee", "ankle", "toe"))
    return [
        Stroke(line([hip, knee]), ink, camera.size(body.WIDTH["thigh"]), edge=True, bare=camera.size(13)),
        Stroke(line([knee, ankle, toe]), ink, camera.size(body.WIDTH["shin"]), edge=True),
    ]


def arm_strokes(bone, camera, side, ink):
    names = ("shoulder", "elbow", "wrist")
    shoulder, elbow, wrist = (camera.flat(bone.points[f"{name}_{side}"]) for name in names)
    return [
        Stroke(line([shoulder, elbow]), ink, camera.size(body.WIDTH["upper_arm"]), edge=True),
        Stroke(line([elbow, wrist]), ink, camera.size(body.WIDTH["forearm"]), edge=True),
    ]


def hand_strokes(bone, camera, side, ink):
    """A mitten: dark outline, pale inside."""
    wrist, finger = bone.points[f"wrist_{side}"], bone.points[f"finger_{side}"]
    d = line([camera.flat(between(wrist, finger, 0.12)), camera.flat(between(wrist, finger, 0.82))])
    return [
        Stroke(d, ink, camera.size(7.4), edge=True),
        Stroke(d, inks.LIGHT, camera.size(4.8)),
    ]


def neck_strokes(bone, camera):
    top = between(bone.points["nape_top"], bone.points["head"], 0.3)
    d = line([camera.flat(bone.points["spine4"]), camera.flat(top)])
    return [Stroke(d, inks.NEAR, camera.size(9.6)), Stroke(d, inks.LIGHT, camera.size(7))]


def order_of(bone, camera, figure):
    """The groups from the farthest to the nearest; `front` and `behind` of the figure have the last word."""
    middles = {"trunk": ("spine2", "spine4"), "head": ("head", "nape_top")}
    for side in SIDES:
        middles |= {f"leg_{side}": (f"knee_{side}", f"ankle_{side}"), f"arm_{side}": (f"elbow_{side}", f"palm_{side}")}
    depths = {}
    for group, (one, other) in middles.items():
        depth = camera.depth(between(bone.points[one], bone.points[other], 0.5))
        depths[group] = depth + 1000 * ((group in figure.behind) - (group in figure.front))
    return sorted(middles, key=lambda group: -depths[group])


def inks_of(bone, camera):
    """Limb -> its ink: of a pair, the one clearly farther from the eye is paler."""
    found = {}
    for limb, root in (("arm", "shoulder"), ("leg", "hip")):
        right, left = (camera.depth(bone.points[f"{root}_{side}"]) for side in SIDES)
        found |= {f"{limb}_r": inks.FAR if right > left + 6 else inks.NEAR}
        found |= {f"{limb}_l": inks.FAR if left > right + 6 else inks.NEAR}
    return found


def strokes_of(group, bone, camera, angles, figure, ink, look):
    """The paths of one group. Their number and kind depend on the figure alone, never on the moment."""
    if group == "trunk":
        return trunk_strokes(bone, camera, angles)
    if group == "head":
        return neck_strokes(bone, camera) + [Stroke(*each) for each in head_strokes(bone, camera, angles, look)]
    side = group[-1]
    if group.startswith("leg"):
        return [] if figure.bust else leg_strokes(bone, camera, side, ink)
    if figure.fingers:
        hand = [Stroke(*each) for each in finger_strokes(bone, camera, angles, side, ink)]
    else:
        hand = hand_strokes(bone, camera, side, ink)
    return arm_strokes(bone, camera, side, ink) + hand
