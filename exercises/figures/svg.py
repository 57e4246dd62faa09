"""One figure as SVG: still, with the start pose as an outline behind the end pose, or moving once and back."""

from html import escape

from exercises.figures import inks
from exercises.figures.arrows import arrow_strokes
from exercises.figures.camera import Camera
from exercises.figures.motion import Motion
from exercises.figures.parts import EDGE, inks_of, order_of, strokes_of
from exercises.figures.props import carried_strokes, floor_strokes, prop_strokes

SCALE, BUST_SCALE = 3.0, 5.0
PADDING = 5.0  # centimetres around everything drawn
OUTLINE = 1.3  # how thick the start pose's outline is


class Picture:
    """A figure before the camera, drawn in layers."""

    def __init__(self, figure):
        self.figure = figure
        self.camera = Camera(*figure.view, BUST_SCALE if figure.bust else SCALE)
        self.motion = Motion(figure)
        first, last = figure.shown
        self.first, self.last = self.motion.frames[first], self.motion.frames[last]
        self.order = order_of(self.last, self.camera, figure)
        self.inks = inks_of(self.last, self.camera)
        self.box = _box(self)

    def angles(self, first, second, part):
        a, b = (self.figure.poses[index].angles for index in (first, second))
        return {name: value + (b[name] - value) * part for name, value in a.items()}

    def body(self, bone, angles):
        """[(group, strokes)] from back to front, with what the hands carry."""
        groups = [
            (group, strokes_of(group, bone, self.camera, angles, self.figure, self.inks.get(group)))
            for group in self.order
        ]
        behind = carried_strokes(bone, self.camera, self.figure, behind=True)
        before = carried_strokes(bone, self.camera, self.figure, behind=False)
        return [("behind", behind), *groups, ("before", before)]


def _box(picture):
    """x, y, width, height of all that is drawn, padded."""
    figure, camera = picture.figure, picture.camera
    points = []
    for bone in (picture.first, picture.last):
        points += [camera.flat(point) for name, point in bone.points.items() if _in_sight(name, figure)]
    points += [point for stroke in prop_strokes(picture) for point in stroke.reach]
    points += [point for stroke in arrow_strokes(picture) for point in stroke.reach]
    return points


def _in_sight(name, figure):
    return not figure.bust or not name.startswith(("hip", "knee", "ankle", "toe", "pelvis", "spine1"))
