"""The pose files: bases and figures as written, merged, and refused with file, exercise and reason when wrong."""

import tomllib
from dataclasses import dataclass, field, replace
from inspect import signature
from pathlib import Path

from exercises.catalogue.errors import LibraryError, Wrong
from exercises.figures.body import LIMITS, PAIRED, PLACES, SIDES
from exercises.figures.props import CARRIED, KINDS
from exercises.figures.skeleton import Goal, Pose, mirrored

BASES = "bases.toml"
POSITION = "position-"  # before the word of a position: the quiet picture of it
GOALS = {"hand": "hand", "foot": "foot", "kneel": "knee"}
POLES = {"elbow_way": "elbow", "knee_way": "knee"}
VIEWS = {  # how far the eye goes round the person, and how high it stands
    "side": (0, 0),
    "front": (90, 0),
    "back": (-90, 0),
    "half-front": (48, 8),
    "half-side": (22, 10),
    "above": (35, 38),
    "above-side": (12, 30),
    "above-front": (-20, 45),
    "bust-front": (90, 0),
    "bust-side": (0, 0),
    "bust-half": (58, 6),
    "bust-half-left": (122, 6),
    "bust-back": (-90, 0),
    "bust-half-back": (-48, 8),
}
FIGURE = {"key", "base", "alt", "view", "pose", "frames", "anchor", "height", "props", "arrows", "play", "shown"}
FIGURE |= {"crop", "front", "behind", "beside", "fingers", "floor", "seconds"}
PROP = {"kind", "before", "behind", "at", "over"}
ARROW = {"follow", "at", "around", "tense", "off", "part", "frames", "frame", "by", "via", "path", "both", "thick"}
ARROW |= {"axis", "turn", "radius", "arch", "towards", "far", "beside"}
PAUSE, LONGEST = 0.3, 5.0  # seconds a motion waits before it begins; seconds after which it has ended
BASE = {"like", "view", "pose", "anchor", "height", "props", "floor", "crop"}


@dataclass(frozen=True)
class Figure:
    """All that is needed to draw one exercise."""

    key: str
    alt: str
    file: str
    poses: tuple
    view: tuple
    bust: bool
    height: float
    anchor: str
    play: tuple
    shown: tuple
    props: list = field(default_factory=list)
    arrows: list = field(default_factory=list)
    crop: dict = field(default_factory=dict)
    front: tuple = ()
    behind: tuple = ()
    beside: float = 0.0
    fingers: bool = False
    floor: str = "line"
    seconds: float = 3.2

    @property
    def moves(self):
        return len(self.play) > 1

    def alone(self):
        """Without the start pose beside it and its arrows."""
        return replace(self, beside=0.0, arrows=[arrow for arrow in self.arrows if not arrow.get("beside")])


def read_figures(folder):
    """Figures by exercise key; LibraryError names file, exercise and reason when one cannot be taken."""
    folder = Path(folder)
    bases = _parsed(folder / BASES).get("base", {})
    figures = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != BASES:
            for number, block in enumerate(_parsed(path).get("figure", []), 1):
                figure = _figure(block, bases, file=path.name, number=number)
                if figure.key in figures:
                    raise LibraryError(path.name, "is drawn twice", record=f'figure "{figure.key}"')
                figures[figure.key] = figure
    return figures


def _parsed(path):
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise LibraryError(path.name, "the file is missing") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(path.name, error) from None


def _figure(block, bases, *, file, number):
    name = f'figure "{block["key"]}"' if "key" in block else f"figure number {number}"
    try:
        return build(block, bases, file=file)
    except Wrong as wrong:
        raise LibraryError(file, wrong.reason, record=name, field=wrong.field) from None
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise LibraryError(file, f"cannot be read: {error}", record=name) from error


def build(block, bases, *, file=""):
    """The Figure of a [[figure]] block; Wrong says what is wrong with it."""
    _known(block, FIGURE)
    for needed in ("key", "alt", "frames"):
        if not block.get(needed):
            raise Wrong("is missing", field=needed)
    merged = _on_base(block, bases)
    poses = tuple(_pose(merged["pose"] | _expanded(frame), f"frames[{n}]") for n, frame in enumerate(block["frames"]))
    view = merged.get("view", "side")
    if isinstance(view, str) and view not in VIEWS:
        raise Wrong(f'"{view}" is no view; there are {", ".join(VIEWS)}', field="view")
    shown = tuple(block.get("shown", (0, len(poses) - 1)))
    play = tuple(block.get("play", _play_of(poses)))
    if not set(play + shown) <= set(range(len(poses))):
        raise Wrong("speaks of a frame that is missing", field="play")
    anchor = merged.get("anchor", "pelvis")
    if anchor not in ANCHORS:
        raise Wrong(f'"{anchor}" is no part that can stay in place', field="anchor")
    _check_surroundings(merged)
    plain = {
        name: merged[name]
        for name in ("props", "arrows", "crop", "beside", "fingers", "floor", "seconds")
        if name in merged
    }
    return Figure(
        key=block["key"],
        alt=block["alt"],
        file=file,
        poses=poses,
        play=play,
        shown=shown,
        view=VIEWS[view] if isinstance(view, str) else tuple(view),
        bust=isinstance(view, str) and view.startswith("bust"),
        height=merged.get("height", 0.0),
        anchor=anchor,
        front=tuple(block.get("front", ())),
        behind=tuple(block.get("behind", ())),
        **plain,
    )


def _check_surroundings(merged):
    """Props, arrows and time: what is misspelt there would not be seen, and not be missed by a drawing."""
    for number, prop in enumerate(merged.get("props", ())):
        kind = prop.get("kind")
        if kind not in KINDS and kind not in CARRIED:
            known = ", ".join(sorted({*KINDS, *CARRIED}))
            raise Wrong(f'there is no prop "{kind}"; there are {known}', field=f"props[{number}]")
        _known(prop, PROP | set(signature(KINDS[kind]).parameters if kind in KINDS else ()), inside=f"props[{number}]")
    for number, arrow in enumerate(merged.get("arrows", ())):
        _known(arrow, ARROW, inside=f"arrows[{number}]")
    if not 0 < merged.get("seconds", 1) <= LONGEST - PAUSE:
        raise Wrong(f"a motion takes more than 0 and at most {LONGEST - PAUSE:g} seconds", field="seconds")


def _play_of(poses):
    """There and back; straight on to the start when the start lies between, as in left, middle, right."""
    there = range(len(poses))
    return (*there, 0) if poses[0] in poses[1:-1] else (*there, *reversed(there[:-1]))


def _on_base(block, bases):
    """The block laid over its base, and that over its own."""
    merged = dict(block)
    pose, like = dict(block.get("pose", {})), block.get("base")
    while like:
        if like not in bases:
            raise Wrong(f'there is no base "{like}"', field="base")
        base = bases[like]
        _known(base, BASE, inside=like)
        pose = _expanded(base.get("pose", {})) | _expanded(pose)
        merged = {name: value for name, value in base.items() if name not in ("pose", "like")} | merged
        like = base.get("like")
    return merged | {"pose": _expanded(pose)}


def _known(block, names, inside=""):
    for name in block:
        if name not in names:
            raise Wrong("is not known here", field=f"{inside}.{name}" if inside else name)


def _expanded(written):
    """Joints and goals named for both sides at once, written out; a single side stands above the pair."""
    both, single = {}, {}
    for name, value in written.items():
        if name in PAIRED or name in GOALS or name in POLES:
            both |= {f"{name}_{side}": _sided(value, side) for side in SIDES}
        else:
            single[name] = value
    return both | single


def _sided(value, side):
    """Places of the body have a right and a left: `temple` for both hands is one temple each."""
    if isinstance(value, str):
        return f"{value}_{side}" if f"{value}_{side}" in PLACES or value in JOINTS_OF_A_SIDE else value
    if isinstance(value, dict) and "to" in value:
        return value | {"to": _sided(value["to"], side)}
    return value


ANCHORS = {"pelvis", "spine1", "spine2", "spine3", "spine4", "head", "hip", "knee", "ankle", "toe", "shoulder", "palm"}
JOINTS_OF_A_SIDE = {"hip", "knee", "ankle", "toe", "shoulder", "elbow", "wrist", "palm"}


def _pose(written, place):
    angles, goals, poles = dict.fromkeys(LIMITS, 0.0), {}, {}
    for name, value in written.items():
        stem, _, side = name.rpartition("_")
        if name in LIMITS:
            angles[name] = _angle(name, value, place)
        elif stem in GOALS and side in SIDES:
            if value != "free":
                goals[f"{GOALS[stem]}_{side}"] = _goal(value, side, f"{place}.{name}")
        elif stem in POLES and side in SIDES:
            poles[f"{POLES[stem]}_{side}"] = tuple(value)
        elif name != "move":
            raise Wrong("is no joint of the body", field=f"{place}.{name}")
    return Pose(angles, goals, poles, tuple(written.get("move", (0.0, 0.0, 0.0))))


def _angle(name, value, place):
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong("is not a number", field=f"{place}.{name}")
    low, high = LIMITS[name]
    if not low <= value <= high:
        raise Wrong(f"{value} is beyond what the joint can do ({low} to {high})", field=f"{place}.{name}")
    return float(value)


def _goal(value, side, place):
    if isinstance(value, str):
        value = {"to": value}
    to = value.get("to", "world")
    stem, _, end = to.rpartition("_")
    if to not in (*PLACES, "floor", "world", "chest", "head", "pelvis", "spine2", "spine4") and not (
        stem in JOINTS_OF_A_SIDE and end in SIDES
    ):
        raise Wrong(f'there is no place "{to}"', field=place)
    offset = value.get("at", value.get("by", (0.0, 0.0, 0.0)))
    fingers = value.get("fingers")
    return Goal(to, mirrored(offset, side), tuple(fingers) if fingers else None)
