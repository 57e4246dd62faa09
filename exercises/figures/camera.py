"""From the room to the paper: a camera without perspective, and paths in whole numbers."""

from functools import cache
from math import cos, radians, sin

from exercises.figures.space import Axes, dot


class Camera:
    """Looks at the person from `around` degrees (0: their right side, 90: their face) and `above` degrees up."""

    def __init__(self, around, above, scale):
        a, e = radians(around), radians(above)
        self.right = (cos(a), sin(a), 0.0)
        self.away = (-sin(a) * cos(e), cos(a) * cos(e), -sin(e))
        self.up = (-sin(a) * sin(e), cos(a) * sin(e), cos(e))
        self.scale, self.above = scale, above
        self._across = tuple(part * scale for part in self.right)
        self._down = tuple(-part * scale for part in self.up)

    def flat(self, point):
        """Where a point of the room is on the paper, y downwards."""
        x, y, z = point
        (a, b, c), (d, e, f) = self._across, self._down
        return x * a + y * b + z * c, x * d + y * e + z * f

    def depth(self, point):
        return dot(point, self.away)

    def size(self, centimetres):
        return _rounded(centimetres * self.scale)

    def looks_at(self, axes: Axes):
        """How far a part's front is turned towards the eye: 1 facing it, -1 turned away."""
        return -dot(axes.forward, self.away)


@cache
def _rounded(units):
    return round(units, 1)


def tight(d):
    """A path without the spaces that a minus makes needless: a tenth of its bytes."""
    return d.replace(" -", "-")


def line(points):
    """A path through points of the paper: absolute start, then relative steps, in whole numbers."""
    (x, y), *rest = points
    at_x, at_y = round(x), round(y)
    start, steps = f"M{at_x} {at_y}l", []
    for x, y in rest:
        x, y = round(x), round(y)
        steps.append(f"{x - at_x} {y - at_y}")
        at_x, at_y = x, y
    if steps.count("0 0") == len(steps):  # not every renderer draws a dot of no length
        steps[0] = "1 0"
    return tight(start + " ".join(steps))


def curve(points):
    """A smooth path: through the middles between points, which pull it."""
    whole = [(round(x), round(y)) for x, y in points]
    at, text = whole[0], f"M{whole[0][0]} {whole[0][1]}"
    for index, pull in enumerate(whole[1:-1], 1):
        after = whole[index + 1]
        end = after if index == len(whole) - 2 else ((pull[0] + after[0]) // 2, (pull[1] + after[1]) // 2)
        text += f"q{pull[0] - at[0]} {pull[1] - at[1]} {end[0] - at[0]} {end[1] - at[1]}"
        at = end
    return tight(text)
