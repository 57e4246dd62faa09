"""Where every part of the body is: forward from the joint angles, then back from what must stay in its place."""

from dataclasses import dataclass, field

from exercises.figures import body
from exercises.figures.body import OUT, SIDES
from exercises.figures.space import (
    UPRIGHT,
    bend_between,
    between,
    cross,
    distance,
    minus,
    mixed,
    plus,
    times,
    unit,
)

FLOOR = "floor"
LIMBS = ("foot_r", "foot_l", "knee_r", "knee_l", "hand_r", "hand_l")
ELBOW_POINTS = (-0.6, 0.8, -1.0)  # forward, outward, up: where an elbow goes when nothing is said
KNEE_POINTS = (1.0, 0.12, 0.25)


@dataclass(frozen=True)
class Goal:
    """Where a foot, knee or hand has to be: on the floor, in the room, or on a place of the body."""

    place: str
    offset: tuple = (0.0, 0.0, 0.0)
    fingers: tuple | None = None


@dataclass(frozen=True)
class Pose:
    """One key frame: joint angles, goals of the limbs, the ways knees and elbows point, and a shift of the anchor."""

    angles: dict
    goals: dict
    poles: dict
    move: tuple = (0.0, 0.0, 0.0)


@dataclass
class Skeleton:
    points: dict = field(default_factory=dict)
    axes: dict = field(default_factory=dict)
    soles: dict = field(default_factory=dict)  # foot_r -> the way its toes point
    missed: dict = field(default_factory=dict)  # limb -> how far its goal was out of reach

    def place(self, name):
        """A joint, or a place on the skin."""
        if name in self.points:
            return self.points[name]
        part, offset = body.PLACES[name]
        return self.axes[part].point(self.points[part], offset)

    def part_of(self, name):
        """The axes a place moves with."""
        if name in body.PLACES:
            return self.axes[body.PLACES[name][0]]
        return self.axes.get(name, UPRIGHT)

    def shift(self, by):
        self.points = {name: plus(point, by) for name, point in self.points.items()}


def trunk_of(angles):
    """The spine from the pelvis up, with head and shoulders; the middle between the hips is at the origin."""
    bone = Skeleton()
    pelvis = UPRIGHT.turned(angles["turn"]).bent(angles["lean"]).tilted(angles["tilt"]).turned(angles["roll"])
    lumbar = [angles[f"lumbar_{way}"] / 2 for way in ("bend", "side", "twist")]
    chest = [angles[f"chest_{way}"] / 2 for way in ("bend", "side", "twist")]
    waist = pelvis.moved(*lumbar)
    middle = waist.moved(*(low + high for low, high in zip(lumbar, chest, strict=True)))
    top = middle.moved(*chest)
    at = (0.0, 0.0, 0.0)
    for name, axes, size in zip(
        ("spine1", "spine2", "spine3", "spine4"), (pelvis, waist, middle, top), body.SPINE, strict=True
    ):
        at = plus(at, times(axes.up, size))
        bone.points[name] = at
    bone.points |= {"pelvis": (0.0, 0.0, 0.0), "chest": bone.points["spine3"]}
    bone.axes = {"pelvis": pelvis, "waist": waist, "middle": middle, "chest": top, "world": UPRIGHT}
    _add_head(bone, angles)
    _add_girdles(bone, angles)
    return bone


def _add_head(bone, angles):
    neck = bone.axes["chest"].moved(angles["neck_bend"], angles["neck_side"], angles["neck_twist"])
    head = neck.moved(angles["head_bend"], angles["head_side"], angles["head_twist"])
    top = plus(bone.points["spine4"], neck.vector((angles["head_glide"], 0.0, body.NECK)))
    bone.axes |= {"neck": neck, "head": head}
    bone.points |= {"nape_top": top, "head": head.point(top, (body.HEAD_BEFORE, 0.0, body.HEAD_ABOVE))}


def _add_girdles(bone, angles):
    for side in SIDES:
        hip = (0.0, OUT[side] * body.HIP_WIDTH, 0.0)
        bone.points[f"hip_{side}"] = bone.axes["pelvis"].point(bone.points["pelvis"], hip)
        ahead, lift = angles[f"shoulder_fwd_{side}"], angles[f"shoulder_lift_{side}"]
        # A shoulder drawn forward or back also comes a little nearer to the middle.
        out = OUT[side] * (body.SHOULDER_WIDTH - abs(ahead) * 0.35)
        joint = bone.axes["chest"].point(bone.points["spine4"], (ahead, out, lift - 3.0))
        bone.points[f"shoulder_{side}"] = joint
        # The blade slides round the ribs: to the spine as the shoulder goes back, outward as it goes ahead.
        blade = (-9.5, OUT[side] * (8.0 + ahead * 0.45), 2.0 + lift * 0.6)
        bone.points[f"blade_{side}"] = bone.axes["chest"].point(bone.points["chest"], blade)
        bone.axes[f"blade_{side}"] = bone.axes["chest"]


def limb_ways(axes, side, flex, abd, rot):
    """The way a thigh or upper arm points, and the way its front looks."""
    ahead = mixed(times(axes.up, -1), axes.forward, flex)
    front = mixed(axes.up, axes.forward, 90 - flex)
    along = mixed(ahead, times(axes.left, OUT[side]), abd)
    inward = times(cross(along, front), OUT[side])
    return along, mixed(front, inward, rot)


def set_leg(bone, angles, side):
    """Thigh, shin and foot by their angles alone."""
    pelvis = bone.axes["pelvis"]
    way, front = limb_ways(pelvis, side, *(angles[f"hip_{turn}_{side}"] for turn in ("flex", "abd", "rot")))
    bend = angles[f"knee_{side}"]
    shin, ahead = mixed(way, times(front, -1), bend), mixed(front, way, bend)
    knee = plus(bone.points[f"hip_{side}"], times(way, body.THIGH))
    ankle = plus(knee, times(shin, body.SHIN))
    bone.points |= {f"knee_{side}": knee, f"ankle_{side}": ankle}
    _set_foot(bone, side, mixed(ahead, shin, angles[f"ankle_{side}"]))


def _set_foot(bone, side, way):
    bone.soles[f"foot_{side}"] = way
    bone.points[f"toe_{side}"] = plus(bone.points[f"ankle_{side}"], times(way, body.FOOT))


def set_arm(bone, angles, side):
    """Upper arm, forearm and hand by their angles alone."""
    chest = bone.axes["chest"]
    way, front = limb_ways(chest, side, *(angles[f"arm_{turn}_{side}"] for turn in ("flex", "abd", "rot")))
    elbow = plus(bone.points[f"shoulder_{side}"], times(way, body.UPPER_ARM))
    forearm = mixed(way, front, angles[f"elbow_{side}"])
    wrist = plus(elbow, times(forearm, body.FOREARM))
    bone.points |= {f"elbow_{side}": elbow, f"wrist_{side}": wrist}
    ahead = unit(minus(front, times(forearm, sum(a * b for a, b in zip(front, forearm, strict=True)))))
    _set_hand(bone, side, mixed(forearm, ahead, angles[f"wrist_{side}"]))


def _set_hand(bone, side, way):
    wrist = bone.points[f"wrist_{side}"]
    bone.points[f"palm_{side}"] = plus(wrist, times(way, body.PALM))
    bone.points[f"finger_{side}"] = plus(wrist, times(way, body.HAND))


def goal_point(bone, goal, joint, start, limb):
    """Where `goal` is for this body; `joint` is where the limb would be by its angles."""
    if goal.place == FLOOR:
        if start is not None and limb in start.missed:
            return start.points[joint]
        high = body.ANKLE_HEIGHT if limb.startswith("foot") else body.PALM_HEIGHT
        if limb.startswith("knee"):
            high = body.KNEE_HEIGHT
        x, y, _ = bone.points[joint]
        return (x + goal.offset[0], y + goal.offset[1], high + goal.offset[2])
    if goal.place == "world":
        return goal.offset
    return bone.part_of(goal.place).point(bone.place(goal.place), goal.offset)


def mirrored(vector, side):
    """(forward, outward, up) as (forward, left, up)."""
    return (vector[0], vector[1] * OUT[side], vector[2])


def reach_leg(bone, pose, side, start):
    """Bring knee and foot to their goals, if they have any."""
    knee_goal, foot_goal = pose.goals.get(f"knee_{side}"), pose.goals.get(f"foot_{side}")
    if knee_goal:
        _aim_thigh(bone, side, goal_point(bone, knee_goal, f"knee_{side}", start, f"knee_{side}"))
    if not foot_goal:
        return
    target = goal_point(bone, foot_goal, f"ankle_{side}", start, f"foot_{side}")
    hip, knee = bone.points[f"hip_{side}"], bone.points[f"knee_{side}"]
    if knee_goal:
        ankle = plus(knee, times(unit(minus(target, knee)), body.SHIN))
    else:
        pole = bone.axes["pelvis"].vector(mirrored(pose.poles.get(f"knee_{side}", KNEE_POINTS), side))
        knee, ankle = bend_between(hip, target, body.THIGH, body.SHIN, pole)
    bone.missed[f"foot_{side}"] = distance(ankle, target)
    bone.points |= {f"knee_{side}": knee, f"ankle_{side}": ankle}
    _set_foot(bone, side, _sole(bone, pose, side, start))


def _aim_thigh(bone, side, target):
    hip = bone.points[f"hip_{side}"]
    knee = plus(hip, times(unit(minus(target, hip)), body.THIGH))
    bone.missed[f"knee_{side}"] = distance(knee, target)
    moved = minus(knee, bone.points[f"knee_{side}"])
    for name in ("knee", "ankle", "toe"):
        bone.points[f"{name}_{side}"] = plus(bone.points[f"{name}_{side}"], moved)


def _sole(bone, pose, side, start):
    """A foot that stands keeps its direction: the first frame's, or flat along the floor."""
    limb = f"foot_{side}"
    if start is not None and limb in start.missed:
        return start.soles[limb]
    flat = pose.goals[limb].fingers
    if flat:
        return unit(flat)
    knee, hip, ankle = (bone.points[f"{name}_{side}"] for name in ("knee", "hip", "ankle"))
    ahead = plus(bone.axes["pelvis"].forward, times(minus(knee, between(hip, ankle, 0.5)), 0.05))
    if abs(bone.axes["pelvis"].up[2]) < 0.5:  # lying: the toes point away from the head
        ahead = times(bone.axes["pelvis"].up, -1)
    out = OUT[side] * 0.12
    return unit((ahead[0], ahead[1] + out, 0.0)) if pose.goals[limb].place in (FLOOR, "world") else bone.soles[limb]


def reach_arm(bone, pose, side, start):
    """Bring the palm to its goal, if it has one."""
    goal = pose.goals.get(f"hand_{side}")
    if not goal:
        return
    target = goal_point(bone, goal, f"palm_{side}", start, f"hand_{side}")
    pole = bone.axes["chest"].vector(mirrored(pose.poles.get(f"elbow_{side}", ELBOW_POINTS), side))
    _stretch_arm(bone, side, target, goal, pole)


def _stretch_arm(bone, side, target, goal, pole):
    shoulder = bone.points[f"shoulder_{side}"]
    if goal.fingers:
        part = bone.part_of(goal.place)
        way = unit(part.vector(mirrored(goal.fingers, side)))
        wanted = minus(target, times(way, body.PALM))
        elbow, wrist = bend_between(shoulder, wanted, body.UPPER_ARM, body.FOREARM, pole)
    else:
        wanted = target
        elbow, palm = bend_between(shoulder, target, body.UPPER_ARM, body.FOREARM + body.PALM, pole)
        way = unit(minus(palm, elbow))
        wrist = minus(palm, times(way, body.PALM))
    bone.points |= {f"elbow_{side}": elbow, f"wrist_{side}": wrist}
    _set_hand(bone, side, way)
    bone.missed[f"hand_{side}"] = distance(bone.points[f"palm_{side}"], target)
