"""The head: an egg with dark hair and a pale face, so that every turn, tilt and nod can be read."""

from functools import cache, lru_cache
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import NamedTuple

from exercises.figures import body, inks
from exercises.figures.camera import line, tight
from exercises.figures.space import dot, minus, mixed, plus, times, unit

KAPPA = 0.5523  # by which four curves make a circle
FACE_WIDE, FACE_FROM, INSIDE = 70, -16, 0.88


@lru_cache(512)
def on_head(around, above):
    """A direction from the head's middle: degrees to the left of the nose, and up."""
    a, e = radians(around), radians(above)
    return (cos(e) * cos(a), cos(e) * sin(a), sin(e))


class Egg:
    """The head's ellipsoid under a camera: points on it, and where they are seen when it hides them."""

    def __init__(self, bone, camera):
        half = [times(axis, size) for axis, size in zip(bone.axes["head"], body.HEAD, strict=True)]
        self.middle, self.flat = camera.flat(bone.points["head"]), [camera.flat(axis) for axis in half]
        facing = [dot(axis, camera.away) for axis in half]
        # Where the head is taken for a ball, a point this way from its middle is on the far side.
        self.away = unit(tuple(f / (size * size) for f, size in zip(facing, body.HEAD, strict=True)))

    def hidden(self, way):
        return dot(way, self.away) > 0

    def seen(self, way, out=1.0):
        """Where the surface point in direction `way` is on the paper; a hidden one is at the outline."""
        back = dot(way, self.away)
        if back > 0:
            way = unit(minus(way, times(self.away, back)))
        return self.at(way, out)

    def at(self, way, out=1.0):
        (x, y), ((a, b), (c, d), (e, f)) = self.middle, self.flat
        ahead, left, up = way
        return x + (ahead * a + left * c + up * e) * out, y + (ahead * b + left * d + up * f) * out

    def outline(self):
        """The ellipse as seen: four curves, from the crown's side round to it again.

        It begins where the head's own up points, whichever axis is the longer one, or a nodding head would turn over.
        """
        xx, xy, yy = (sum(a[i] * a[j] for a in self.flat) for i, j in ((0, 0), (0, 1), (1, 1)))
        mean, spread = (xx + yy) / 2, hypot((xx - yy) / 2, xy)
        angle = atan2(2 * xy, xx - yy) / 2 if spread > 1e-9 else 0.0
        long, short = sqrt(mean + spread), sqrt(max(mean - spread, 0.01))
        c, s = cos(angle), sin(angle)
        x, y = self.flat[2]
        turn = atan2((y * c - x * s) / short, (x * c + y * s) / long)
        a, b = long * cos(turn), short * sin(turn)
        one = (a * c - b * s, a * s + b * c)
        a, b = -long * sin(turn), short * cos(turn)
        return _ellipse(self.middle, one, (a * c - b * s, a * s + b * c))


def _ellipse(middle, one, other):
    """A closed path round `middle` with the half axes `one` and `other`."""
    ways = [one, other, (-one[0], -one[1]), (-other[0], -other[1]), one]
    points = [ways[0]]
    for here, there in pairwise(ways):
        points += [(here[0] + there[0] * KAPPA, here[1] + there[1] * KAPPA)]
        points += [(there[0] + here[0] * KAPPA, there[1] + here[1] * KAPPA), there]
    whole = [(round(middle[0] + x), round(middle[1] + y)) for x, y in points]
    text, at = f"M{whole[0][0]} {whole[0][1]}c", whole[0]
    for number in range(1, len(whole), 3):
        text += " ".join(f"{x - at[0]} {y - at[1]}" for x, y in whole[number : number + 3]) + " "
        at = whole[number + 2]
    return tight(text.strip()) + "z"


@cache
def face_rim(corners):
    """Where on the head the face ends: directions all round it."""
    middle, wide = on_head(0, FACE_FROM), radians(FACE_WIDE)
    right, up = (0.0, 1.0, 0.0), on_head(0, FACE_FROM + 90)
    turns = (2 * pi * step / corners for step in range(corners))
    rims = (plus(times(middle, cos(wide)), times(mixed(right, up, degrees(a)), sin(wide))) for a in turns)
    return [unit(rim) for rim in rims]


def face_outline(egg, corners):
    """The pale cap round the face, cut where the head turns away."""
    return line([egg.seen(way, INSIDE) for way in face_rim(corners)]) + "z"


class Look(NamedTuple):
    """How the head is seen in the end pose. It holds for the whole motion: its parts stay the same in number."""

    bust: bool
    from_behind: bool
    from_the_side: bool
    ears: tuple

    @classmethod
    def of(cls, bone, camera, *, bust):
        egg, facing = Egg(bone, camera), camera.looks_at(bone.axes["head"])
        ears = [side for side in (90, -90) if abs(egg.away[1]) < 0.8 or not egg.hidden(on_head(side, 0))]
        return cls(bust, facing < -0.6, abs(facing) < 0.35, tuple(ears) if bust else ())


def head_strokes(bone, camera, angles, look):
    """(d, ink, width, fill, edge) of hair, face, nose, eyes, and in a bust also ears and mouth."""
    egg = Egg(bone, camera)
    hair = [(egg.outline(), inks.NEAR, camera.size(0.6), inks.NEAR, True)]
    ears = _ears(egg, camera, look)
    if look.from_behind:
        return ears + hair
    face = [(face_outline(egg, 18 if look.bust else 11), inks.LIGHT, camera.size(1), inks.LIGHT)]
    front = [*face, *_eyes(egg, camera, angles, look), *_mouth(egg, camera, look), *_nose(egg, camera)]
    return (hair + ears + front) if look.from_the_side else (ears + hair + front)


def _nose(egg, camera):
    points = [egg.seen(on_head(0, 14), 0.98), egg.at(on_head(0, -9), 1.2), egg.seen(on_head(0, -20), 0.98)]
    return [(line(points), inks.NEAR, camera.size(1.3), inks.LIGHT)]


def _eyes(egg, camera, angles, look):
    found = []
    for around in (22, -22):
        if not look.bust:
            here = egg.seen(on_head(around, 4), 0.92)
            found.append((line([here, here]), inks.NEAR, camera.size(2.3), ""))
            continue
        gaze = (around * 1.05 - angles["gaze_side"] * 0.24, 5 + angles["gaze_up"] * 0.2)
        found.append((_disc(egg, (around * 1.05, 5), 13, 9.5), inks.NEAR, camera.size(0.9), "#fff"))
        found.append((_disc(egg, gaze, 5.5, 5), inks.NEAR, camera.size(0.4), inks.NEAR))
    return found


def _disc(egg, middle, wide, high):
    """A flat oval on the face: it narrows as it turns away."""
    rim = (2 * pi * step / 8 for step in range(8))
    return line([egg.seen(on_head(middle[0] + wide * cos(a), middle[1] + high * sin(a)), 0.93) for a in rim]) + "z"


def _mouth(egg, camera, look):
    if not look.bust:
        return []
    points = [egg.seen(on_head(around, -40), 0.93) for around in (14, 0, -14)]
    return [(line(points), inks.NEAR, camera.size(0.9), "none")]


def _ears(egg, camera, look):
    found = []
    for around in look.ears:
        ends = [egg.at(on_head(around * 1.06, up), 1.06) for up in (12, -14)]
        found.append((line(ends), inks.NEAR, camera.size(5), "", True))
        found.append((line(ends), inks.LIGHT, camera.size(2.6), ""))
    return found
