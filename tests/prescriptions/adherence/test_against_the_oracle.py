"""Random months of plans, counted by the product and by an oracle that shares no code with it.

`make adherence` tries 100,000 months; the normal suite a few hundred of them.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exercises.dosage import Dose
from prescriptions.adherence import offs_of
from prescriptions.schedule import Course, tallies
from tests.prescriptions.adherence.oracle import NAMES, Version, expected

EXAMPLES = int(os.environ.get("ADHERENCE_EXAMPLES", "400"))
FIRST, DAYS = date(2019, 1, 1), 31
# Both hemispheres, half an hour of summer time, two hours of it, midnights that do not exist, and none at all.
ZONES = (
    *("Europe/London", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "America/Santiago"),
    *("Africa/Cairo", "Asia/Kolkata", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Tehran"),
)
WORDS = ("held", "resumed", "item_paused", "item_resumed")
COUNTS = {"months": 0, "days": 0, "days with something due": 0, "on hold or paused": 0, "of more than one version": 0}

exercises = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 127).map(lambda bits: [n for n in range(7) if bits >> n & 1])),
    min_size=1,
    max_size=3,
)
# What happens to a version: after how many days, at which minute, what, and to which of its exercises.
turns = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 1439), st.sampled_from(WORDS), st.integers(0, 2)), max_size=5
)
versions = st.lists(
    st.tuples(exercises, st.integers(0, 12), st.integers(0, 1439), st.integers(-2, 3), st.integers(0, 25), turns),
    min_size=1,
    max_size=3,
)
outcomes = st.binary(min_size=16, max_size=64)
months = st.tuples(
    st.sampled_from(ZONES), st.integers(0, 365 * 12), versions, st.booleans(), st.integers(0, 25), outcomes
)


def instant(day, minute, zone):
    """A moment of the patient's day; one that a clock change left out is the moment after it."""
    at = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return at if at.astimezone(ZoneInfo(zone)).date() == day else at + timedelta(hours=2)


class Month:
    """One drawn month, told twice: as Courses for the product, as Versions for the oracle."""

    def __init__(self, drawn):
        self.zone, offset, self.drawn, self.stops, self.stops_after, self.answers = drawn
        self.first = FIRST + timedelta(days=offset)
        self.last = self.first + timedelta(days=DAYS + 14)
        self.courses, self.versions = [], []
        starts = self.issue_moments()
        for number, (one, issued) in enumerate(zip(self.drawn, starts, strict=True)):
            self.tell(number, one, issued, self.end_of(number, starts))

    def issue_moments(self):
        day, moments = self.first, []
        for _lines, wait, minute, *_rest in self.drawn:
            day += timedelta(days=wait if moments else 0)
            at = instant(day, minute, self.zone)
            moments.append(max(at, moments[-1] + timedelta(minutes=1)) if moments else at)
        return moments

    def end_of(self, number, starts):
        if number + 1 < len(starts):
            return starts[number + 1]
        return starts[number] + timedelta(days=self.stops_after, minutes=1) if self.stops else None

    def tell(self, number, one, issued, ended):
        lines, _wait, _minute, shift, length, turned = one
        starts = self.day(issued) + timedelta(days=max(shift, -2))
        ends = starts + timedelta(days=length)
        ids = [f"{number}-{place}" for place in range(len(lines))]
        story = self.story(ids, issued, ended, turned)
        named = [(pk, times, [NAMES[n] for n in days]) for pk, (times, days) in zip(ids, lines, strict=True)]
        self.versions.append(Version(tuple(named), starts.isoformat(), ends.isoformat(), tuple(story)))
        offs = offs_of([(word, self.day(at), item) for at, word, item in story])
        doses = [
            (pk, Dose(times_per_day=times, weekdays=tuple(n + 1 for n in days)))
            for pk, (times, days) in zip(ids, lines, strict=True)
        ]
        self.courses.append(
            Course(
                tuple(doses),
                starts,
                ends,
                self.day(issued),
                self.day(ended) if ended else None,
                holds=offs.pop("", ()),
                pauses=offs,
            )
        )

    def story(self, ids, issued, ended, turned):
        """Issued first, ended last; between them what was drawn, as the actions would have let it happen."""
        told, held, paused = [(issued, "issued", "")], False, set()
        moments = [(instant(self.day(issued) + timedelta(days=d), m, self.zone), w, i) for d, m, w, i in turned]
        for at, word, place in sorted(moments):
            item = ids[place % len(ids)] if word.startswith("item") else ""
            if at <= issued or (ended and at >= ended):
                continue
            if word in ("held", "resumed") and held == (word == "resumed"):
                held = not held
                told.append((at, word, item))
            elif word.startswith("item") and (item in paused) == (word == "item_resumed"):
                paused ^= {item}
                told.append((at, word, item))
        return [*told, (ended, "ended", "")] if ended else told

    def day(self, at):
        return at.astimezone(ZoneInfo(self.zone)).date()

    def marks(self):
        """An outcome or none for every occurrence there could be, in and out of the plan's dates."""
        marks, count = {}, 0
        for version in self.versions:
            for item, times, _names in version.exercises:
                for back in range(DAYS + 15):
                    for occurrence in range(1, times + 1):
                        byte = self.answers[count % len(self.answers)] ^ (count * 37 & 255)
                        count += 1
                        outcome = ("done", "done", "partly", "skipped", None)[byte % 5]
                        if outcome:
                            marks[item, self.first + timedelta(days=back), occurrence] = outcome
        return marks


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES < 10_000,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(months)
def test_every_day_is_counted_as_the_oracle_counts_it(drawn):
    month = Month(drawn)
    marks = month.marks()
    found = {
        each.day.isoformat(): (each.due, each.done, each.partly)
        for each in tallies(month.courses, marks, since=month.first, until=month.last)
    }
    texts = {(item, day.isoformat(), occurrence): outcome for (item, day, occurrence), outcome in marks.items()}
    wanted = expected(month.versions, month.zone, texts, month.first, month.last)
    assert found == {day: (count["due"], count["done"], count["partly"]) for day, count in wanted.items()}
    _note(month, found)


def _note(month, found):
    COUNTS["months"] += 1
    COUNTS["days"] += len(found)
    COUNTS["days with something due"] += sum(due > 0 for due, _done, _partly in found.values())
    COUNTS["on hold or paused"] += any(course.holds or course.pauses for course in month.courses)
    COUNTS["of more than one version"] += len(month.courses) > 1


def test_the_months_drawn_were_months_worth_counting():
    if not COUNTS["months"]:
        test_every_day_is_counted_as_the_oracle_counts_it()
    print("\n".join(f"{name:26} {count:>11,}" for name, count in COUNTS.items()))
    assert COUNTS["months"] >= EXAMPLES
    assert COUNTS["days with something due"] > COUNTS["days"] / 20
    assert COUNTS["on hold or paused"] > COUNTS["months"] / 10
    assert COUNTS["of more than one version"] > COUNTS["months"] / 10
