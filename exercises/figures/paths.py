"""How far a drawn path reaches, read from its own text."""

import re
from itertools import accumulate

TOKEN = re.compile(r"[MLlqchz]|-?\d+(?:\.\d+)?")
NUMBER = re.compile(r"-?\d+")
STRAIGHT = re.compile(r"M[-\d ]+l[-\d ]+z?")  # most paths: one line from point to point
TAKES = {"M": 2, "L": 2, "l": 2, "q": 4, "c": 6, "h": 1, "z": 0}


def reach(d):
    """The points a path passes or is pulled to."""
    x = y = 0.0
    command, numbers = "", []
    for token in TOKEN.findall(d):
        if token in TAKES:
            command, numbers = token, []
            continue
        numbers.append(float(token))
        if len(numbers) < TAKES[command]:
            continue
        if command in "ML":
            x, y = numbers
        elif command == "h":
            x += numbers[0]
        else:
            for at in range(0, len(numbers) - 2, 2):
                yield x + numbers[at], y + numbers[at + 1]
            x, y = x + numbers[-2], y + numbers[-1]
        numbers = []
        yield x, y


def box_of(strokes):
    """left, top, right, bottom of all strokes, their thickness included."""
    return around(_box(stroke.d, stroke.width / 2) for stroke in strokes)


def around(boxes):
    """The box round all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _box(d, half):
    if STRAIGHT.fullmatch(d):
        steps = [int(step) for step in NUMBER.findall(d)]
        xs, ys = list(accumulate(steps[::2])), list(accumulate(steps[1::2]))
    else:
        xs, ys = zip(*reach(d), strict=True)
    return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half
