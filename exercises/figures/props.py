"""What stands around the person or is held by them: chair, bed, wall, band, stick …"""

from exercises.figures import inks
from exercises.figures.camera import curve, line
from exercises.figures.parts import Stroke
from exercises.figures.space import between, distance, plus

SEAT = 38.0  # height of a chair's seat: sole, shin and half a thigh
MARKS = {"blade", "collar"}
MATS = {"mat": ((-88, 92), 34), "rug": ((-34, 44), 34)}  # from, to, half its breadth: to lie on, to stand on
CARRIED = MARKS | {"band", "stick", "weight", "kettlebell", "strap", "cloth", "pointer"}


def hull(points):
    """The outline round points of the paper."""
    points = sorted(set(points))

    def half(them):
        kept = []
        for p in them:
            while len(kept) > 1 and (kept[-1][0] - kept[-2][0]) * (p[1] - kept[-2][1]) <= (
                kept[-1][1] - kept[-2][1]
            ) * (p[0] - kept[-2][0]):
                kept.pop()
            kept.append(p)
        return kept[:-1]

    return half(points) + half(points[::-1])


def box(camera, x, y, z, *, fill=inks.PROP, thick=1.6):
    """A block between two values on each axis; pale inside when `fill` is the pale ink."""
    corners = [camera.flat((a, b, c)) for a in x for b in y for c in z]
    return [Stroke(line(hull(corners)) + "z", inks.PROP, camera.size(thick), fill)]


def rod(camera, *points, thick=3.0, ink=inks.PROP):
    return [Stroke(line([camera.flat(p) for p in points]), ink, camera.size(thick))]


def chair(camera, *, x=0.0, seat=SEAT, back=42.0, **_):
    """A seat under the pelvis, four legs, and a back `back` high (0: a stool)."""
    drawn = []
    for leg in ((x - 15, 17), (x + 17, 17), (x - 15, -17), (x + 17, -17)):
        drawn += rod(camera, (*leg, seat - 2), (*leg, 1.5))
    if back:
        for y in (17, -17):
            drawn += rod(camera, (x - 16, y, seat - 2), (x - 18, y, seat + back))
        low = seat + max(back - 16, 4)
        drawn += box(camera, (x - 18.5, x - 16.5), (-17, 17), (low, seat + back))
    return drawn + box(camera, (x - 16, x + 19), (-18, 18), (seat - 3.5, seat - 0.5))


def bed(camera, *, head=-100, foot=105, **_):
    drawn = []
    for x in (head + 6, foot - 6):
        drawn += rod(camera, (x, 0, -14), (x, 0, -26), thick=5)
    return drawn + box(camera, (head, foot), (-34, 34), (-13, -0.8), fill=inks.LIGHT, thick=2.2)


def pillow(camera, *, x=-80, y=0, z=0, long=26, high=5.5, wide=38, **_):
    half = high / 2
    return box(
        camera,
        (x - long / 2 + half, x + long / 2 - half),
        (y - wide / 2 + half, y + wide / 2 - half),
        (z + half, z + half + 0.1),
        thick=high,
    )


def wall(camera, *, x=None, y=None, high=190, **_):
    """A wall before or behind (`x`), or beside (`y`), seen edge on, hatched on its far side."""
    foot = (x, 0, 0) if x is not None else (0, y, 0)
    sign = 1 if (x if x is not None else y) > 0 else -1
    drawn = rod(camera, foot, plus(foot, (0, 0, high)), thick=3.2)
    for z in range(12, high - 6, 22):
        away = (6 * sign, 0, 8) if x is not None else (0, 6 * sign, 8)
        drawn += rod(camera, plus(foot, (0, 0, z)), plus(plus(foot, (0, 0, z)), away), thick=1.6)
    return drawn


def table(camera, *, x=(20, 70), y=(-30, 30), high=72, **_):
    drawn = []
    for a in (x[0] + 4, x[1] - 4):
        for b in (y[0] + 3, y[1] - 3):
            drawn += rod(camera, (a, b, high), (a, b, 1.5))
    return drawn + box(camera, x, y, (high - 3, high))


def block(camera, *, x, y=(-20, 20), z=(0, 15), light=False, **_):
    return box(camera, x, y, z, fill=inks.LIGHT if light else inks.PROP, thick=2)


def ball(camera, *, at, radius, light=False, **_):
    p = camera.flat(at)
    if light:
        return [
            Stroke(line([p, p]), inks.PROP, camera.size(2 * radius)),
            Stroke(line([p, p]), inks.LIGHT, camera.size(2 * radius - 3.2)),
        ]
    return [Stroke(line([p, p]), inks.PROP, camera.size(2 * radius))]


def lines(camera, *, points, thick=3.0, **_):
    return rod(camera, *points, thick=thick)


def water(camera, *, z, x=(-70, 70), **_):
    """Ripples of a pool's surface, and its two edges."""
    drawn = []
    for level in (z, z - 22, z - 44):
        steps = range(int(x[0]), int(x[1]) + 1, 10)
        waves = [camera.flat((a, 0, level + (2.6 if n % 2 else -2.6))) for n, a in enumerate(steps)]
        drawn.append(Stroke(curve(waves), inks.FLOOR, camera.size(1.8)))
    return drawn


KINDS = {
    "chair": chair,
    "bed": bed,
    "pillow": pillow,
    "wall": wall,
    "table": table,
    "block": block,
    "ball": ball,
    "lines": lines,
    "water": water,
}


def prop_strokes(figure, camera, *, before=False):
    """The props that stay where they are; those `before` the person are drawn over them."""
    drawn = []
    for prop in figure.props:
        kind = prop["kind"]
        if kind in KINDS and prop.get("before", False) == before:
            drawn += KINDS[kind](camera, **prop)
    return drawn


def carried_strokes(bone, camera, figure, *, behind):
    """What moves with the hands or the body."""
    drawn = []
    for prop in figure.props:
        if prop["kind"] in CARRIED and prop.get("behind", False) == behind:
            drawn += _carried(bone, camera, prop)
    return drawn


def where(bone, written):
    """A place of the body (`"palm_r"`, or with an offset in its part's directions), or a point of the room."""
    if isinstance(written, str):
        return bone.place(written)
    if isinstance(written[0], str):
        return bone.part_of(written[0]).point(bone.place(written[0]), written[1:])
    return tuple(written)


def _carried(bone, camera, prop):
    kind = prop["kind"]
    points = [where(bone, place) for place in prop["at"]]
    flat = [camera.flat(p) for p in points]
    if kind in ("band", "strap", "cloth"):
        thick = {"band": 2.4, "strap": 3.0, "cloth": 5.0}[kind]
        return [Stroke(line(flat), inks.PROP, camera.size(thick), "none", True)]
    if kind == "stick":
        over = prop.get("over", 6) / distance(points[0], points[-1])
        ends = [between(points[0], points[-1], -over), between(points[0], points[-1], 1 + over)]
        return [Stroke(line([camera.flat(p) for p in ends]), inks.PROP, camera.size(2.8), "none", True)]
    if kind == "blade":
        return [Stroke(line(flat), inks.LIGHT, camera.size(1.6), "none")]
    if kind == "pointer":
        return [Stroke(line(flat), inks.ARROW, camera.size(1.2), "none")]
    return [stroke for p in points for stroke in _weight(camera, kind, p)]


def _weight(camera, kind, at):
    if kind == "kettlebell":
        low = camera.flat(plus(at, (0, 0, -13)))
        x, y = camera.flat(at)
        side, top = camera.scale * 4, low[1] - camera.scale * 3
        handle = [(x, y), (low[0] - side, top), (low[0] + side, top), (x, y)]
        return [
            Stroke(line(handle), inks.PROP, camera.size(2.4), "none"),
            Stroke(line([low, low]), inks.PROP, camera.size(14), edge=True),
        ]
    x, y = camera.flat(at)
    wide = camera.scale * 8
    return [
        Stroke(line([(x - wide, y), (x + wide, y)]), inks.PROP, camera.size(2.6), edge=True),
        Stroke(line([(x - wide, y - 9), (x - wide, y + 9)]), inks.PROP, camera.size(4.5)),
        Stroke(line([(x + wide, y - 9), (x + wide, y + 9)]), inks.PROP, camera.size(4.5)),
    ]


def floor_stroke(figure, camera, left, right):
    """The line the person stands or lies on, as wide as the picture; a mat when seen from above."""
    if figure.floor != "line":
        return []
    y = camera.flat((0, 0, 0))[1] + camera.size(1 + camera.above * 0.2)
    return [Stroke(line([(left, y), (right, y)]), inks.FLOOR, camera.size(2))]


def mat_strokes(figure, camera):
    if figure.floor not in MATS:
        return []
    (back, ahead), half = MATS[figure.floor]
    corners = [camera.flat((a, b, 0)) for a, b in ((back, -half), (ahead, -half), (ahead, half), (back, half))]
    return [Stroke(line(corners) + "z", inks.FLOOR, camera.size(1.8), "none")]
