"""From the room to the paper: a camera without perspective, and paths in whole numbers."""

from itertools import pairwise
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

    def flat(self, point):
        """Where a point of the room is on the paper, y downwards."""
        return dot(point, self.right) * self.scale, -dot(point, self.up) * self.scale

    def depth(self, point):
        return dot(point, self.away)

    def size(self, centimetres):
        return round(centimetres * self.scale, 1)

    def looks_at(self, axes: Axes):
        """How far a part's front is turned towards the eye: 1 facing it, -1 turned away."""
        return -dot(axes.forward, self.away)


def tight(d):
    """A path without the spaces that a minus makes needless: a tenth of its bytes."""
    return d.replace(" -", "-")


def line(points):
    """A path through points of the paper: absolute start, then relative steps, in whole numbers."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(whole)]
    if len(set(whole)) == 1:  # not every renderer draws a dot of no length
        steps[0] = "1 0"
    return tight(f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps)}")


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
