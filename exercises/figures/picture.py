"""A figure before the camera: its layers of strokes and the box they fit in."""

from itertools import pairwise

from exercises.figures import body
from exercises.figures.arrows import arrow_strokes
from exercises.figures.camera import Camera
from exercises.figures.head import Look
from exercises.figures.motion import Motion
from exercises.figures.parts import inks_of, order_of, strokes_of
from exercises.figures.paths import around, box_of
from exercises.figures.props import carried_strokes, floor_stroke, mat_strokes, prop_strokes

SCALE, BUST_SCALE = 3.0, 5.0  # units of the picture to a centimetre
CARD = (210, 130)  # pixels a figure has on a catalogue card
PADDING = 4.0  # centimetres around everything drawn


class Picture:
    """The layers of one figure, from back to front: floor, behind, start, end, before, arrows."""

    def __init__(self, figure):
        self.figure = figure
        self.camera = Camera(*figure.view, BUST_SCALE if figure.bust else SCALE)
        self.motion = Motion(figure)
        first, last = figure.shown
        shown = self.motion.frames[last]
        self.order = order_of(shown, self.camera, figure)
        self.inks = inks_of(shown, self.camera)
        self.look = Look.of(shown, self.camera, bust=figure.bust)
        self._drawn = {}
        self.end = self._seen(last, last, 0)
        seen_first = Look.of(self.motion.frames[first], self.camera, bust=figure.bust)
        self.start = self.body(first, first, 0, seen_first) if first != last else []
        self.behind = mat_strokes(figure, self.camera) + prop_strokes(figure, self.camera)
        self.before = prop_strokes(figure, self.camera, before=True)
        self.person = box_of(self.start + self.end)
        self.pixel = self._pixel()
        self.arrows = arrow_strokes(figure, self.camera, self.motion, self.pixel)
        self.away = round(-figure.beside * self.camera.scale)
        self.box = self._box()
        self.floor = floor_stroke(figure, self.camera, self.box[0], self.box[0] + self.box[2])

    def body(self, first, second, part, look=None):
        """The strokes of the body and what it carries, from back to front."""
        bone, angles = self.motion.at(first, second, part), self.motion.angles(first, second, part)
        drawn = carried_strokes(bone, self.camera, self.figure, behind=True)
        for group in self.order:
            drawn += strokes_of(group, bone, self.camera, angles, self.figure, self.inks.get(group), look or self.look)
        return drawn + carried_strokes(bone, self.camera, self.figure, behind=False)

    def film(self, steps):
        """For every stroke of the body, itself at each moment of the motion, `steps` from key frame to key frame."""
        moments = self.motion.moments(self.figure.play, steps)
        return list(zip(*(self._seen(*moment) for moment in moments), strict=True))

    def _seen(self, first, second, part):
        """The body at a moment, drawn once however often the motion comes by, there or back."""
        if part in (0, 1):
            first = second = second if part else first
        if first > second:
            first, second, part = second, first, 1 - part
        moment = first, second, round(part, 6)
        if moment not in self._drawn:
            self._drawn[moment] = self.body(*moment)
        return self._drawn[moment]

    def _pixel(self):
        """A catalogue card's pixel, in units of this picture."""
        _, _, wide, high = self._cut(*self.person)
        return max(wide / CARD[0], high / CARD[1])

    def _box(self):
        """left, top, width, height of all that is drawn or passed, padded; where it is cut, without padding."""
        around_it = self.behind + self.before + self.arrows
        left, top, right, bottom = around([self.person, *([box_of(around_it)] if around_it else [])])
        if self.away:
            left = min(left, box_of(self.start)[0] + self.away)
        passed = self._passed()
        if passed:
            left, right = min(left, *(x for x, _ in passed)), max(right, *(x for x, _ in passed))
            top = min(top, *(y for _, y in passed))
        pad = PADDING * self.camera.scale * (0.5 if self.figure.bust else 1)
        return self._cut(left - pad, top - pad, right + pad, bottom + pad)

    def _passed(self):
        """Where head and hands are in the key frames that the still picture does not show."""
        names = ("finger_r", "finger_l", *(() if self.figure.bust else ("toe_r", "toe_l")))
        hidden = [n for n in range(len(self.motion.frames)) if n not in self.figure.shown]
        bones = [self.motion.frames[n] for n in hidden]
        bones += [self.motion.at(a, b, 0.5) for a, b in pairwise(self.figure.shown) if a != b]
        heads = [self.camera.flat(bone.points["head"]) for bone in bones]
        round_head = [(x + a, y + b) for x, y in heads for a in (-self._head, self._head) for b in (-self._head, 0)]
        return round_head + [self.camera.flat(bone.points[name]) for bone in bones for name in names]

    @property
    def _head(self):
        return body.HEAD[2] * self.camera.scale

    def _cut(self, left, top, right, bottom):
        scale = self.camera.scale
        cut = {"low": self.motion.start.points["spine2"][2] - 3} if self.figure.bust else {}
        cut |= self.figure.crop
        bottom = -cut["low"] * scale if "low" in cut else bottom
        left, right = cut.get("left", left / scale) * scale, cut.get("right", right / scale) * scale
        return tuple(round(n) for n in (left, top, right - left, bottom - top))
