"""A picture as SVG: still, with the start pose as an outline behind the end pose, or moving there and back once."""

from hashlib import sha256
from html import escape
from itertools import groupby, pairwise

from exercises.figures import inks
from exercises.figures.data import PAUSE
from exercises.figures.motion import STEPS
from exercises.figures.parts import EDGE
from exercises.figures.picture import Picture

LARGEST = 12_000  # bytes of a file
ELEMENT = 160  # bytes of a moving path besides its ways: its name, its times, its paint
BETWEEN = 4  # moments between key frames that there is time to draw
OUTLINE = 1.4  # pixels of a catalogue card: how thick the outline of the start pose is
# The moving file holds the still body too: whoever asked for less motion sees that one.
CHOICE = (
    "<style>@media (prefers-reduced-motion:reduce){.move{display:none}}"
    "@media not (prefers-reduced-motion:reduce){.still{display:none}}</style>"
)


def still_svg(figure):
    """The still picture: start, end, arrow."""
    picture = Picture(figure)
    return _document(picture, _before(picture) + _start(picture) + _plain(picture.end) + _after(picture))


def moving_svg(figure):
    """The picture that plays once and ends where it began: as finely as the largest file allows."""
    picture = Picture(figure.alone())
    before, after, end = _before(picture), _after(picture), _plain(picture.end)
    for steps in range(_most_steps(picture, len(before + after + end)), 0, -1):
        move = f'<g class="move">{_moving_body(picture, steps)}</g>'
        for start in (_start(picture), ""):  # rather no outline of the start than a coarse motion
            still = f'<g class="still">{start}{end}</g>'
            drawn = _document(picture, CHOICE + before + still + move + after)
            if len(drawn.encode()) <= LARGEST:
                return drawn
    return drawn


def _most_steps(picture, around):
    """How many steps between key frames may fit, told from the key frames, when `around` bytes stand around them."""
    ways = [{stroke.d for stroke in strokes} for strokes in picture.film(1)]
    moving = [max(map(len, each)) for each in ways if len(each) > 1]
    room = LARGEST - around - ELEMENT * len(moving)
    moments = room // (sum(moving) or 1) - 2  # the first one stands twice, and comes once more at the end
    turns = {frozenset(pair) for pair in pairwise(picture.figure.play)}
    soon = max(2, 1 + BETWEEN // len(turns)) if turns else 1
    return max(1, min(STEPS, soon, moments // max(1, len(picture.figure.play) - 1)))


def _before(picture):
    return _plain(picture.floor) + _plain(picture.behind)


def _after(picture):
    return _plain(picture.before) + _plain(picture.arrows)


def _start(picture):
    """The start pose: an outline that the end pose stands before, or a body of its own beside it."""
    if picture.away:
        return f'<g transform="translate({picture.away})">{_plain(picture.start)}</g>'
    return _outlined(picture.start, OUTLINE * picture.pixel)


def _outlined(strokes, thick):
    """Only the outline, in the pale ink: what the end pose covers is not missed."""
    outer, inner = {}, {}
    for stroke in strokes:
        if stroke.ink == inks.LIGHT:
            continue
        filled = bool(stroke.fill and stroke.fill != "none")
        _add(outer, (max(stroke.width, 2 * thick), filled), stroke.d)
        if filled or stroke.width > 2 * thick:
            _add(inner, (max(stroke.width - 2 * thick, 0), filled), stroke.d)
    return _merged(outer, inks.START) + _merged(inner, inks.LIGHT)


def _add(paths, paint, d):
    paths[paint] = paths.get(paint, "") + d


def _merged(paths, ink):
    """Paths of one ink, those of one thickness in one element: their order does not show."""
    drawn = (
        f'<path d="{d}" stroke-width="{width:.0f}"{f' fill="{ink}"' if filled else ""}/>'
        for (width, filled), d in paths.items()
    )
    return f'<g stroke="{ink}">{"".join(drawn)}</g>'


def _plain(strokes):
    return _inked(_with_edges((stroke, f'<path d="{stroke.d}"') for stroke in strokes))


def _with_edges(drawn):
    """(ink, element) of strokes and their opened elements. Neighbours with an edge share it, as the parts of a limb."""
    for edged, run in groupby(drawn, lambda each: each[0].edge):
        run = list(run)
        if edged:
            for stroke, opened in run:
                bare = f' stroke-dasharray="999" stroke-dashoffset="{-stroke.bare:.0f}"' if stroke.bare else ""
                yield inks.LIGHT, f"{opened}{_paint(stroke.width + 2 * EDGE * 3, stroke.fill)}{bare}/>"
        for stroke, opened in run:
            yield stroke.ink, f"{opened}{_paint(stroke.width, stroke.fill)}/>"


def _paint(width, fill):
    return f' stroke-width="{width:.0f}"' + (f' fill="{fill}"' if fill and fill != "none" else "")


def _inked(elements):
    """Elements with their ink, said once for neighbours of the same."""
    return "".join(
        f'<g stroke="{ink}">{"".join(element for _, element in run)}</g>'
        for ink, run in groupby(elements, lambda each: each[0])
    )


def _moving_body(picture, steps):
    """Each path once in <defs> with its motion, used for its edge and for itself."""
    name, defined, drawn = sha256(picture.figure.key.encode()).hexdigest()[:4], {}, []
    for strokes in picture.film(steps):
        ways = tuple(stroke.d for stroke in strokes)
        if len(set(ways)) == 1:
            drawn.append((strokes[0], f'<path d="{ways[0]}"'))
            continue
        number = defined.setdefault(ways, len(defined))
        drawn.append((strokes[0], f'<use href="#f{name}{number}"'))
    paths = "".join(_defined(f"f{name}{n}", ways, picture.figure.seconds) for ways, n in defined.items())
    return f"<defs>{paths}</defs>{_inked(_with_edges(drawn))}"


def _defined(name, ways, seconds):
    return (
        f'<path id="{name}" d="{ways[0]}"><animate attributeName="d" begin="{PAUSE:g}s" dur="{seconds:g}s"'
        f' values="{";".join(ways)}"/></path>'
    )


def _document(picture, content):
    x, y, w, h = picture.box
    if picture.figure.bust or picture.figure.crop:  # cut at the box even where the page gives it more room
        content = f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="{x} {y} {w} {h}">{content}</svg>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {w} {h}" role="img" fill="none"'
        f' stroke-linecap="round" stroke-linejoin="round"><title>{escape(picture.figure.alt)}</title>{content}</svg>'
    )
