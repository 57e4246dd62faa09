"""What a drawing weighs: bytes, bytes on the wire, and the time it takes to draw."""

import gzip
import time
from typing import NamedTuple

from exercises.figures.svg import LARGEST, moving_svg, still_svg

LARGEST_PACKED = 4_000  # bytes by gzip
SLOWEST = 0.005  # seconds


class Weight(NamedTuple):
    """Bytes, bytes by gzip, and seconds of processor time."""

    size: int
    packed: int
    seconds: float


MOST = Weight(LARGEST, LARGEST_PACKED, SLOWEST)


def weight_of(figure, *, moving, times=5):
    """The Weight of one drawing; the time is the shortest of `times`, as other processes take their turn in any."""
    draw = moving_svg if moving else still_svg
    drawn = draw(figure).encode()
    return Weight(len(drawn), len(gzip.compress(drawn, mtime=0)), min(_seconds(draw, figure) for _ in range(times)))


def _seconds(draw, figure):
    begun = time.process_time()
    draw(figure)
    return time.process_time() - begun


def heaviest(figures, *, moving):
    """The largest of each measure with its figure: {"size": (12000, "cat-camel"), …}."""
    weights = {figure.key: weight_of(figure, moving=moving) for figure in figures}
    return {name: max((getattr(weight, name), key) for key, weight in weights.items()) for name in Weight._fields}
