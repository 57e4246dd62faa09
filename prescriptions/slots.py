"""The sessions of a day: what is due several times a day, gathered into a first, a second … time. Pure."""

from dataclasses import dataclass
from datetime import time

CUSTOMARY = {1: (time(9),), 2: (time(9), time(18)), 3: (time(9), time(13), time(18))}
EARLIEST, LATEST = time(8), time(21)  # between these more than three a day are spread


@dataclass(frozen=True)
class Slot:
    """The `number`-th session of a day (from 1): its weekdays (1 Monday to 7 Sunday), the longest one's seconds."""

    number: int
    weekdays: tuple[int, ...]
    seconds: int


def slots_of(items):
    """The slots of `items`, (id, Dose) pairs. The days of all of them are those of `schedule.due_on`."""
    doses = [dose for _id, dose in items]
    most = max((dose.times_per_day for dose in doses), default=0)
    return [_slot(number, [dose for dose in doses if dose.times_per_day >= number]) for number in range(1, most + 1)]


def _slot(number, doses):
    weekdays = sorted({day for dose in doses for day in dose.weekdays})
    lengths = [sum(dose.session_seconds() for dose in doses if day in dose.weekdays) for day in weekdays]
    return Slot(number, tuple(weekdays), max(lengths))


def times_of(count, chosen=()):
    """When each of `count` sessions of a day begins: as `chosen` (ascending times), the rest spread over the day."""
    chosen = tuple(chosen)[:count]
    if len(chosen) == count:
        return chosen
    if not chosen and count in CUSTOMARY:
        return CUSTOMARY[count]
    if not chosen:
        return _spread(EARLIEST, LATEST, count - 1)
    last = LATEST if chosen[-1] < LATEST else time(23, 55)
    return chosen + _spread(chosen[-1], last, count - len(chosen))[1:]


def _spread(first, last, steps):
    """`first`, `last` and the times between them, `steps` in all, to the full five minutes."""
    start, end = (at.hour * 60 + at.minute for at in (first, last))
    minutes = (start + (end - start) * number // steps for number in range(steps + 1))
    return tuple(time(minute // 60, minute % 60 // 5 * 5) for minute in minutes)
