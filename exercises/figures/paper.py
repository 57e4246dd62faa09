"""Figures for paper: inks that a black-and-white printer keeps apart, and the words that go with them."""

import re
from functools import cache
from typing import NamedTuple

from exercises.figures.inks import PRINT
from exercises.figures.shelf import drawing, figure_alt, picture_of

INK = re.compile("|".join(PRINT))


class PaperFigure(NamedTuple):
    svg: bytes
    alt: str


def paper_figure(key, *, figure="", position="", language=None):
    """The still picture of exercise `key` for print, with its movement in words; None if there is nothing to show.

    `figure` and `position` are those of an exercise that has no drawing of its own, as in `picture_of`. The SVG has no
    size of its own, only a view box: fit it into a box, as a figure may be wide (lying) or high (standing). It needs
    neither style sheets nor fonts. `language` is that of the words; None: that of whoever is reading now.
    """
    name = picture_of(key, figure=figure, position=position)
    return name and PaperFigure(_printed(name), figure_alt(name, language=language))


@cache
def _printed(name):
    return INK.sub(lambda ink: PRINT[ink[0]], drawing(name).content.decode()).encode()
