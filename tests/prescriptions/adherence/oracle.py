"""Adherence counted another way: a clock walks through every day of a plan and looks at what is in force.

Shares no code with the product: days are strings, weekdays come from the calendar's own names, and a day is what
happened between two midnights on the patient's wall, not an interval of dates.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Version:
    """A plan as a person would tell of it: `story` is (instant, word, item), in order of time."""

    exercises: tuple  # (id, times a day, names of weekdays)
    starts: str
    ends: str
    story: tuple


class Clock:
    """Where a version stands while its story is read: issued, on hold, which exercises are paused."""

    def __init__(self):
        self.issued = self.held = False
        self.paused = set()

    def hear(self, word, item):
        if word == "issued":
            self.issued = True
        elif word == "ended":
            self.issued = False
        elif word in ("held", "resumed"):
            self.held = word == "held"
        elif word == "item_paused":
            self.paused.add(item)
        elif word == "item_resumed":
            self.paused.discard(item)

    def sees(self, exercise):
        """What stands in the way of an exercise just now: one answer for each thing that can."""
        return (not self.issued, self.held, exercise in self.paused)


def wall_date(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).isoformat()[:10]


def looks_of(version, zone, days):
    """day -> exercise -> every answer the clock gave on that day, the one at midnight first."""
    clock, told, looks = Clock(), list(version.story), {}
    for day in days:
        text = day.isoformat()
        seen = {exercise: [clock.sees(exercise)] for exercise, _times, _names in version.exercises}
        while told and wall_date(told[0][0], zone) == text:
            _instant, word, item = told.pop(0)
            clock.hear(word, item)
            for exercise in seen:
                seen[exercise].append(clock.sees(exercise))
        looks[text] = seen
    return looks


def expected(versions, zone, marks, first, last):
    """day -> Counter of due, done and partly, from `first` to `last`; every story happens between them."""
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    counts = {day.isoformat(): Counter() for day in days}
    for version in versions:
        for text, seen in looks_of(version, zone, days).items():
            if version.starts <= text <= version.ends:
                _count(counts[text], version, text, seen, marks)
    return counts


def _count(counter, version, text, seen, marks):
    weekday = NAMES[_days_since_monday(text)]
    for exercise, times, names in version.exercises:
        if weekday not in names:
            continue
        answers = list(zip(*seen[exercise], strict=True))
        if any(all(answer) for answer in answers):
            continue  # one thing stood in the way the whole day long
        whole = not any(any(answer) for answer in answers)
        for time in range(1, times + 1):
            outcome = marks.get((exercise, text, time))
            if whole or outcome in ("done", "partly"):
                counter.update(["due"] + ([outcome] if outcome in ("done", "partly") else []))


def _days_since_monday(text):
    """Zeller's congruence, turned to begin on Monday."""
    year, month, day = (int(part) for part in text.split("-"))
    if month < 3:
        year, month = year - 1, month + 12
    century, of_century = divmod(year, 100)
    saturday = (day + 13 * (month + 1) // 5 + of_century + of_century // 4 + century // 4 + 5 * century) % 7
    return (saturday + 5) % 7
