"""The drawn figures, kept in the process: by key, each with the mark of its content."""

import gzip
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language

from exercises.figures.data import POSITION, read_figures
from exercises.figures.svg import moving_svg, still_svg
from exercises.figures.words import read_words
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
    """The public path of the figure of exercise `key`; None if it is not drawn, or is to move and does not."""
    if key not in shelf() or (moving and not shelf()[key].moves):
        return None
    name = "figure_moving" if moving else "figure"
    return reverse(name, kwargs={"key": key, "mark": drawing(key, moving=moving).mark})


def picture_of(key, *, figure="", position=""):
    """The key of the drawing that shows exercise `key`, or None.

    That is its own; else that of the library exercise it starts from (`figure`); else the quiet one of its `position`.
    """
    return next((name for name in (key, figure, POSITION + position) if name in shelf()), None)


@cache
def _words():
    return read_words(LIBRARY, shelf())


def figure_alt(key, *, language=None):
    """The movement in words, or an empty string if it is not drawn; `language` None is that of whoever reads now."""
    if key not in shelf():
        return ""
    told = _words().get((language or get_language() or "")[:2], {})
    return told.get(key, shelf()[key].alt)
