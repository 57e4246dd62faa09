"""Arrows that say which way: along the path a place takes, straight, or round an axis."""

from math import cos, hypot, pi, radians, sin

from exercises.figures import inks
from exercises.figures.camera import curve, line
from exercises.figures.parts import Stroke
from exercises.figures.props import where
from exercises.figures.space import plus, times

# In pixels of a catalogue card, so that an arrow is as strong on a small figure as on a large one.
THICK, RIM, HEAD_LONG, HEAD_WIDE, RAY = 3.2, 2.2, 8.0, 5.0, 7.0
TRACE = 5  # moments by which a followed path is known


def arrow_strokes(figure, camera, motion, pixel):
    """The strokes of all arrows and marks; `pixel` is a catalogue card's in units of the picture."""
    drawn = []
    for arrow in figure.arrows:
        if "tense" in arrow:
            drawn += _tension(arrow, figure, camera, motion, pixel)
        else:
            drawn += _drawn(_points(arrow, figure, camera, motion), arrow, pixel)
    return drawn


def _points(arrow, figure, camera, motion):
    if "follow" in arrow:
        return _followed(arrow, figure, camera, motion)
    bone = motion.frames[arrow.get("frame", figure.shown[1])]
    if "around" in arrow:
        return [camera.flat(p) for p in _ring(arrow, bone)]
    if "path" in arrow:
        return [camera.flat(plus(where(bone, arrow["at"]), step)) for step in arrow["path"]]
    start = plus(where(bone, arrow["at"]), arrow.get("off", (0, 0, 0)))
    middle = [plus(start, arrow["via"])] if "via" in arrow else []
    return [camera.flat(p) for p in (start, *middle, plus(start, arrow["by"]))]


def _followed(arrow, figure, camera, motion):
    """The way of a place between the shown frames, moved `off` centimetres to the left of its travel."""
    first, last = arrow.get("frames", figure.shown)
    low, high = arrow.get("part", (0.1, 0.9))
    path = []
    for step in range(TRACE):
        bone = motion.at(first, last, low + (high - low) * step / (TRACE - 1))
        path.append(camera.flat(where(bone, arrow["follow"])))
    shift = arrow.get("off", 0) * camera.scale
    moved = []
    for index, (x, y) in enumerate(path):
        before, after = path[max(index - 1, 0)], path[min(index + 1, TRACE - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        size = hypot(dx, dy) or 1
        moved.append((x + dy / size * shift, y - dx / size * shift))
    return moved


def _ring(arrow, bone):
    """An arc about the up, left or forward axis of a part; 0 degrees is ahead (or up), positive to the right."""
    part = arrow["around"]
    axes = bone.part_of(part)
    one, other = {
        "up": (axes.forward, times(axes.left, -1)),
        "left": (axes.up, axes.forward),
        "forward": (axes.up, times(axes.left, -1)),
    }[arrow.get("axis", "up")]
    centre = axes.point(bone.place(part), arrow.get("off", (0, 0, 0)))
    low, high = arrow["turn"]
    wide = arrow["radius"]
    long, short = wide if isinstance(wide, list) else (wide, wide)
    steps = max(4, int(abs(high - low) / 22))
    for step in range(steps + 1):
        a = radians(low + (high - low) * step / steps)
        rise = times(axes.up, arrow.get("arch", 0) * sin(pi * step / steps))
        yield plus(plus(centre, rise), plus(times(one, long * cos(a)), times(other, short * sin(a))))


def _drawn(points, arrow, pixel):
    unit = pixel * arrow.get("thick", 1)
    ends = [_head(points, unit)] + ([_head(points[::-1], unit)] if arrow.get("both") else [])
    shaft = curve(points) if len(points) > 2 else line(points)
    d = shaft + "".join(ends)
    return [Stroke(d, inks.LIGHT, (THICK + RIM) * unit, "none"), Stroke(d, inks.ARROW, THICK * unit, "none")]


def _tension(arrow, figure, camera, motion, pixel):
    """Three short rays: this part is tensed, and does not move."""
    bone = motion.frames[figure.shown[1]]
    x, y = camera.flat(plus(where(bone, arrow["tense"]), arrow.get("off", (0, 0, 0))))
    towards, far = radians(arrow.get("towards", 90)), arrow.get("far", 8) * camera.scale
    long = far + RAY * pixel
    rays = ""
    for fan in (-0.55, 0, 0.55):
        dx, dy = cos(towards + fan), -sin(towards + fan)
        rays += line([(x + dx * far, y + dy * far), (x + dx * long, y + dy * long)])
    return [Stroke(rays, inks.LIGHT, (2.4 + RIM) * pixel, "none"), Stroke(rays, inks.ARROW, 2.4 * pixel, "none")]


def _head(points, unit):
    (x, y), (a, b) = points[-1], points[0]
    for a, b in reversed(points[:-1]):
        if hypot(x - a, y - b) >= 0.7 * HEAD_LONG * unit:
            break
    size = hypot(x - a, y - b) or 1
    dx, dy = (x - a) / size * unit, (y - b) / size * unit
    left = (x - dx * HEAD_LONG - dy * HEAD_WIDE, y - dy * HEAD_LONG + dx * HEAD_WIDE)
    right = (x - dx * HEAD_LONG + dy * HEAD_WIDE, y - dy * HEAD_LONG - dx * HEAD_WIDE)
    return line([left, (x, y), right])
