"""One figure as SVG: still, with the start pose as an outline behind the end pose, or moving once and back."""

from html import escape

from exercises.figures import inks
from exercises.figures.arrows import arrow_strokes
from exercises.figures.camera import Camera
from exercises.figures.motion import STEPS, Motion, eased
from exercises.figures.parts import EDGE, inks_of, order_of, strokes_of
from exercises.figures.paths import box_of
from exercises.figures.props import carried_strokes, floor_stroke, mat_strokes, prop_strokes

SCALE, BUST_SCALE = 3.0, 5.0
PADDING = 4.0  # centimetres around everything drawn
OUTLINE = 1.4  # how thick the outline of the start pose is
CHOICE = "@media (prefers-reduced-motion:reduce){.move{display:none}}@media not (prefers-reduced-motion:reduce){.still{display:none}}"


class Picture:
    """A figure before the camera."""

    def __init__(self, figure):
        self.figure = figure
        self.camera = Camera(*figure.view, BUST_SCALE if figure.bust else SCALE)
        self.motion = Motion(figure)
        last = self.motion.frames[figure.shown[1]]
        self.order = order_of(last, self.camera, figure)
        self.inks = inks_of(last, self.camera)

    def body(self, first, second, part):
        """The strokes of the body and what it carries, from back to front."""
        bone, angles = self.motion.at(first, second, part), self.angles(first, second, part)
        drawn = carried_strokes(bone, self.camera, self.figure, behind=True)
        for group in self.order:
            drawn += strokes_of(group, bone, self.camera, angles, self.figure, self.inks.get(group))
        return drawn + carried_strokes(bone, self.camera, self.figure, behind=False)

    def angles(self, first, second, part):
        a, b = (self.figure.poses[index].angles for index in (first, second))
        return {name: value + (b[name] - value) * part for name, value in a.items()}


def still_svg(figure):
    """The still picture, as text."""
    picture = Picture(figure)
    scene = _scene(picture)
    return _document(figure, scene["box"], _layers(scene))


def _scene(picture):
    """Everything of the still picture, and the box it fits in."""
    figure, camera = picture.figure, picture.camera
    first, last = figure.shown
    end = picture.body(last, last, 0)
    start = picture.body(first, first, 0) if first != last else []
    behind = mat_strokes(figure, camera) + prop_strokes(figure, camera)
    before = prop_strokes(figure, camera, before=True)
    arrows = arrow_strokes(figure, camera, picture.motion)
    away = -figure.beside * camera.scale
    box = _fitted(picture, behind, start, end, before + arrows, away)
    floor = floor_stroke(figure, camera, box[0], box[0] + box[2])
    return {"floor": floor, "behind": behind, "start": start, "end": end, "before": before, "arrows": arrows,
            "box": box, "away": round(away)}


def _fitted(picture, behind, start, end, rest, away):
    figure, camera = picture.figure, picture.camera
    left, top, right, bottom = box_of(behind + start + end + rest)
    if away:
        left = min(left, box_of(start)[0] + away)
    return _cropped(picture, left, top, right, bottom)


def _cropped(picture, left, top, right, bottom):
    """The box, padded; where the picture is cut on purpose it is cut without padding."""
    figure, camera = picture.figure, picture.camera
    cut = {"low": picture.motion.start.points["spine2"][2] - 3} if figure.bust else {}
    cut |= figure.crop
    pad = PADDING * camera.scale * (0.5 if figure.bust else 1)
    left, top, right, bottom = left - pad, top - pad, right + pad, bottom + pad
    if "low" in cut:
        bottom = -cut["low"] * camera.scale
    if "right" in cut:
        right = cut["right"] * camera.scale
    if "left" in cut:
        left = cut["left"] * camera.scale
    return tuple(round(n) for n in (left, top, right - left, bottom - top))


def _layers(scene):
    start = _outlined(scene["start"])
    if scene["away"]:
        start = f'<g transform="translate({scene["away"]})">{start}</g>'
    return "".join(
        (
            _plain(scene["floor"]), _plain(scene["behind"]), start,
            _plain(scene["end"]), _plain(scene["before"]), _plain(scene["arrows"]),
        )
    )


def _outlined(strokes):
    """Only the outline, in the pale ink: what the end pose covers is not missed."""
    solid = [s for s in strokes if s.ink != inks.LIGHT or s.fill == inks.LIGHT]
    solid = [s for s in solid if s.ink not in (inks.LIGHT,)]
    wide = 2 * OUTLINE * 3
    outer = "".join(_path(s.d, max(s.width, wide), inks.START, s.fill and inks.START) for s in solid)
    inner = "".join(
        _path(s.d, max(s.width - wide, 0), inks.LIGHT, s.fill and inks.LIGHT) for s in solid if s.width > wide or s.fill
    )
    return outer + inner


def _plain(strokes):
    return "".join(_run(run) for run in _runs(strokes))


def _runs(strokes):
    """Neighbours that may share their edge: the parts of one limb."""
    run = []
    for stroke in strokes:
        if run and stroke.edge != run[-1].edge:
            yield run
            run = []
        run.append(stroke)
    if run:
        yield run


def _run(run):
    edges = ""
    if run[0].edge:
        wide = 2 * EDGE * 3
        edges = "".join(_path(s.d, round(s.width + wide, 1), inks.LIGHT, s.fill, bare=s.bare) for s in run)
    return edges + "".join(_path(s.d, s.width, s.ink, s.fill) for s in run)


def _path(d, width, ink, fill="", inside="", bare=0):
    paint = f' fill="{fill}"' if fill and fill != "none" else ""
    if bare:
        paint += f' stroke-dasharray="999" stroke-dashoffset="{-bare:g}"'
    body = f'<path d="{d}" stroke="{ink}" stroke-width="{width:g}"{paint}'
    return f"{body}>{inside}</path>" if inside else f"{body}/>"


def _document(figure, box, content, style=""):
    x, y, w, h = box
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {w} {h}" role="img" fill="none"'
        f' stroke-linecap="round" stroke-linejoin="round"><title>{escape(figure.alt)}</title>{style}{content}</svg>'
    )
