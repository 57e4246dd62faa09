"""Text as the fonts of the paper can set it. PDF/A and PDF/UA allow no character without a shape."""

import re
import struct
import unicodedata
from functools import cache

from prescriptions.paper.press import FONTS

MISSING = "▯"
LONGEST_RUN = 25  # characters without a place to break the line
BREAK_HERE = "\u200b"
# Nothing is seen of these, and they need no shape: joiners, marks of direction, selectors, soft hyphen.
UNSEEN = re.compile("[\u00ad\u034f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
# These turn text around behind the reader's back: what is written must be what is read.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
RUN = re.compile(rf"[^\s{BREAK_HERE}]{{{LONGEST_RUN}}}(?=[^\s{BREAK_HERE}])")


def printable(text):
    """`text` with "▯" for what no font has (one for a run of them), without turning and control characters.

    Line ends stay, as "\\n". Words longer than LONGEST_RUN may break anywhere.
    """
    text = unicodedata.normalize("NFC", TURNING.sub("", LINE_END.sub("\n", text)))
    text = CONTROL.sub(" ", text)
    text = _unknown().sub(MISSING, text)
    return RUN.sub(rf"\g<0>{BREAK_HERE}", text)


class Verbatim(str):
    """What is not set as text: a picture, and its description for those who do not see it."""

    __slots__ = ()


def all_printable(value):
    """`value`, a tree of dicts and lists, with every string in it printable; what is Verbatim stays as it is."""
    if isinstance(value, str):
        return value if isinstance(value, Verbatim) else printable(value)
    if isinstance(value, dict):
        return {name: all_printable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [all_printable(inner) for inner in value]
    return value


@cache
def _unknown():
    """Runs of characters that no font has, the unseen ones between them (an emoji of several) included."""
    known = {10, 32}.union(*(_characters(path.read_bytes()) for path in FONTS.glob("*.ttf")))
    ranges = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in _ranges(sorted(known)))
    other = f"(?![{UNSEEN.pattern[1:-1]}])[^{ranges}]"
    return re.compile(f"{other}(?:[{UNSEEN.pattern[1:-1]}]*{other})*[\ufe0f\u200d]*")


def _ranges(codes):
    start = last = codes[0]
    for code in codes[1:]:
        if code != last + 1:
            yield start, last
            start = code
        last = code
    yield start, last


def _characters(font):
    """The code points a TrueType font has a shape for: its `cmap` table, formats 4 and 12 (OpenType 1.9)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(tables))
    table = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, table + 2)
    found = set()
    for number in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", font, table + 4 + 8 * number)
        if platform in (0, 3):
            found.update(_of_subtable(font, table + offset))
    return found


def _of_subtable(font, at):
    (form,) = struct.unpack_from(">H", font, at)
    if form == 12:
        (groups,) = struct.unpack_from(">L", font, at + 12)
        for number in range(groups):
            first, last, _glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * number)
            yield from range(first, last + 1)
    elif form == 4:
        half = struct.unpack_from(">H", font, at + 6)[0]
        ends = struct.unpack_from(f">{half // 2}H", font, at + 14)
        starts = struct.unpack_from(f">{half // 2}H", font, at + 16 + half)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
