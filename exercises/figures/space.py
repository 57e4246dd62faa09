"""Vectors and axes: as much geometry as a jointed figure needs.

x is forward, y to the person's left, z up; lengths are centimetres, angles degrees.
"""

from math import cos, radians, sin, sqrt
from typing import NamedTuple


def plus(a, b):
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def minus(a, b):
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def times(a, k):
    return (a[0] * k, a[1] * k, a[2] * k)


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a):
    return sqrt(dot(a, a))


def distance(a, b):
    return length(minus(a, b))


def unit(a):
    size = length(a)
    return times(a, 1 / size) if size else (0.0, 0.0, 1.0)


def between(a, b, part):
    """The point `part` of the way from `a` to `b`."""
    return tuple(here + (there - here) * part for here, there in zip(a, b, strict=True))


def across(a, direction):
    """What of `a` stands square to the unit vector `direction`."""
    return minus(a, times(direction, dot(a, direction)))


def mixed(a, b, degrees):
    """The unit vector `degrees` of the way from `a` towards `b`, which is square to it."""
    angle = radians(degrees)
    c, s = cos(angle), sin(angle)
    return (a[0] * c + b[0] * s, a[1] * c + b[1] * s, a[2] * c + b[2] * s)


class Axes(NamedTuple):
    """How a part of the body is turned: its own forward, left and up."""

    forward: tuple
    left: tuple
    up: tuple

    def bent(self, degrees):
        """Bowed forward."""
        if not degrees:
            return self
        return Axes(mixed(self.forward, self.up, -degrees), self.left, mixed(self.up, self.forward, degrees))

    def tilted(self, degrees):
        """Leaning to the own right."""
        if not degrees:
            return self
        return Axes(self.forward, mixed(self.left, self.up, degrees), mixed(self.up, self.left, -degrees))

    def turned(self, degrees):
        """Turned to the own right."""
        if not degrees:
            return self
        return Axes(mixed(self.forward, self.left, -degrees), mixed(self.left, self.forward, degrees), self.up)

    def moved(self, bend, side, twist):
        return self.bent(bend).tilted(side).turned(twist)

    def vector(self, offset):
        """`offset`, given as (forward, left, up) of this part, in the room's directions."""
        f, g, h = offset
        a, b, c = self
        return (
            a[0] * f + b[0] * g + c[0] * h,
            a[1] * f + b[1] * g + c[1] * h,
            a[2] * f + b[2] * g + c[2] * h,
        )

    def point(self, origin, offset):
        return plus(origin, self.vector(offset))


UPRIGHT = Axes((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def bend_between(root, end, upper, lower, pole):
    """The middle joint and the reached end of two bones from `root` towards `end`, the joint pointing to `pole`.

    An end out of reach is approached as far as the bones allow; the check of contacts then tells.
    """
    way = minus(end, root)
    far = length(way)
    towards = unit(way)
    near = min(max(far, abs(upper - lower) + 0.01), upper + lower - 0.001)
    along = (upper * upper - lower * lower + near * near) / (2 * near)
    out = sqrt(max(upper * upper - along * along, 0.0))
    sideways = across(pole, towards)
    if length(sideways) < 1e-6:
        sideways = across((0.01, 0.02, 1.0), towards)
    middle = plus(plus(root, times(towards, along)), times(unit(sideways), out))
    return middle, plus(root, times(towards, near))
