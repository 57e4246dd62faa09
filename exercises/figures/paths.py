"""How far a drawn path reaches, read from its own text."""

import re

TOKEN = re.compile(r"[MLlqchz]|-?\d+(?:\.\d+)?")
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
    sides = [[], [], [], []]
    for stroke in strokes:
        half = stroke.width / 2
        for x, y in reach(stroke.d):
            for side, value in zip(sides, (x - half, y - half, x + half, y + half), strict=True):
                side.append(value)
    return min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])
