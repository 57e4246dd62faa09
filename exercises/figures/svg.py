"""A picture as SVG: still, with the start pose as an outline behind the end pose, or moving there and back once."""

from hashlib import sha256
from html import escape
from itertools import groupby

from exercises.figures import inks
from exercises.figures.parts import EDGE
from exercises.figures.picture import Picture

OUTLINE = 4.2  # units: how thick the outline of the start pose is
# The moving file holds the still body too: whoever asked for less motion sees that one.
CHOICE = (
    "<style>@media (prefers-reduced-motion:reduce){.move{display:none}}"
    "@media not (prefers-reduced-motion:reduce){.still{display:none}}</style>"
)


def still_svg(figure):
    """The still picture: start, end, arrow."""
    picture = Picture(figure)
    return _document(picture, _before(picture) + _still_body(picture) + _after(picture))


def moving_svg(figure):
    """The picture that plays once and ends where it began."""
    picture = Picture(figure)
    still = f'<g class="still">{_still_body(picture)}</g>'
    move = f'<g class="move">{_moving_body(picture)}</g>'
    return _document(picture, CHOICE + _before(picture) + still + move + _after(picture))


def _before(picture):
    return _plain(picture.floor) + _plain(picture.behind)


def _after(picture):
    return _plain(picture.before) + _plain(picture.arrows)


def _still_body(picture):
    if picture.away:
        start = f'<g transform="translate({picture.away})">{_plain(picture.start)}</g>'
    else:
        start = _outlined(picture.start)
    return start + _plain(picture.end)


def _outlined(strokes):
    """Only the outline, in the pale ink: what the end pose covers is not missed."""
    solid = [stroke for stroke in strokes if stroke.ink != inks.LIGHT]
    outer = [_path(s.d, max(s.width, 2 * OUTLINE), inks.START, s.fill and inks.START) for s in solid]
    inner = [
        _path(s.d, max(s.width - 2 * OUTLINE, 0), inks.LIGHT, s.fill and inks.LIGHT)
        for s in solid
        if s.width > 2 * OUTLINE or s.fill
    ]
    return "".join(outer + inner)


def _plain(strokes):
    """Strokes in order. Neighbours with an edge share it: the parts of one limb are not parted."""
    drawn = []
    for edged, run in groupby(strokes, lambda stroke: stroke.edge):
        run = list(run)
        if edged:
            drawn += [_path(s.d, s.width + 2 * EDGE * 3, inks.LIGHT, s.fill, bare=s.bare) for s in run]
        drawn += [_path(s.d, s.width, s.ink, s.fill) for s in run]
    return "".join(drawn)


def _path(d, width, ink, fill="", *, bare=0):
    return f'<path d="{d}"{_paint(width, ink, fill, bare)}/>'


def _paint(width, ink, fill, bare=0):
    paint = f' stroke="{ink}" stroke-width="{width:.4g}"'
    if fill and fill != "none":
        paint += f' fill="{fill}"'
    if bare:
        paint += f' stroke-dasharray="999" stroke-dashoffset="{-bare:g}"'
    return paint


def _moving_body(picture):
    """Each stroke once in <defs> with its motion, used for its edge and for itself."""
    film, name = picture.film(), sha256(picture.figure.key.encode()).hexdigest()[:5]
    seconds, defined, drawn = picture.figure.seconds, [], []
    known = {}
    for edged, run in groupby(film, lambda moments: moments[0].edge):
        edges, inside = [], []
        for moments in run:
            ways, first = tuple(stroke.d for stroke in moments), moments[0]
            if ways not in known:
                known[ways] = f"f{name}{len(known)}"
                defined.append(_defined(known[ways], ways, seconds))
            use = f'<use href="#{known[ways]}"'
            if edged:
                edges.append(f"{use}{_paint(first.width + 2 * EDGE * 3, inks.LIGHT, first.fill, first.bare)}/>")
            inside.append(f"{use}{_paint(first.width, first.ink, first.fill)}/>")
        drawn += edges + inside
    return f"<defs>{''.join(defined)}</defs>{''.join(drawn)}"


def _defined(name, ways, seconds):
    if len(set(ways)) == 1:
        return f'<path id="{name}" d="{ways[0]}"/>'
    values = ";".join(ways)
    return (
        f'<path id="{name}" d="{ways[0]}"><animate attributeName="d" begin=".3s" dur="{seconds:g}s" values="{values}"/></path>'
    )


def _document(picture, content):
    x, y, w, h = picture.box
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {w} {h}" role="img" fill="none"'
        f' stroke-linecap="round" stroke-linejoin="round"><title>{escape(picture.figure.alt)}</title>{content}</svg>'
    )
