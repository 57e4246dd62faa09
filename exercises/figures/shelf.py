"""The drawn figures, kept in the process: by key, each with the mark of its content."""

import gzip
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from django.urls import reverse

from exercises.figures.data import POSITION, read_figures
from exercises.figures.svg import moving_svg, still_svg
from exercises.vocabulary import LIBRARY


class Drawing(NamedTuple):
    content: bytes
    packed: bytes  # gzip
    mark: str  # changes with the content, so that a browser may keep a drawing for ever


@cache
def shelf():
    """Exercise key -> Figure, as the library's files have them."""
    return read_figures(LIBRARY / "figures")


@cache
def drawing(key, *, moving=False):
    """The drawing of exercise `key`; KeyError if it has none."""
    content = (moving_svg if moving else still_svg)(shelf()[key]).encode()
    return Drawing(content, gzip.compress(content, mtime=0), sha256(content).hexdigest()[:10])


def figure_url(key, *, moving=False):
    """The public path of the figure of exercise `key`, or None if it is not drawn."""
    if key not in shelf():
        return None
    name = "figure_moving" if moving else "figure"
    return reverse(name, kwargs={"key": key, "mark": drawing(key, moving=moving).mark})


def position_url(position):
    """The quiet picture of a position, for an exercise that has no figure of its own."""
    return figure_url(POSITION + position)


def figure_alt(key):
    """The movement in words, or an empty string if it is not drawn."""
    return shelf()[key].alt if key in shelf() else ""
