"""Pain and sessions of an episode on one time axis, drawn on the server, with the stages and the plans' versions."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises.vocabulary import Stage
from prescriptions.adherence import course_of
from prescriptions.schedule import Kind, kept, tallies
from prescriptions.sessions import SHOWN_DAYS

LEFT, RIGHT, TOP, FLOOR, BAR = 34, 712, 58, 173, 190
FEWEST_DAYS = 14
WIDE_ENOUGH = 62


@dataclass(frozen=True)
class Day:
    """One day of the plot, as the table behind it tells it."""

    day: date
    due: int
    done: int
    partly: int
    kind: Kind
    pain: float | None
    during: int | None


@dataclass(frozen=True)
class Band:
    """A stage, or a hold, from `x` on; `label` where there is room for it."""

    x: float
    width: float
    name: str
    label: str


@dataclass
class Plot:
    """Everything the picture and the table behind it need; `title` says it in one sentence."""

    days: list[Day]
    title: str
    done: int
    due: int
    stages: list[Band] = field(default_factory=list)
    holds: list[Band] = field(default_factory=list)
    versions: list = field(default_factory=list)
    ticks: list = field(default_factory=list)
    line: str = ""
    dot: tuple | None = None
    bars: dict = field(default_factory=dict)
    today_x: float = RIGHT

    @property
    def newest_first(self):
        return reversed(self.days)


def plot_of(episode, home, *, time_zone, today):
    """The Plot of an open `episode` (from `chart.episodes_of`), or None when nothing was found or issued yet."""
    zone = ZoneInfo(time_zone)
    issued = sorted((plan for plan in episode.all_plans if plan.issued_at), key=lambda plan: plan.issued_at)
    courses = [course_of(plan, time_zone) for plan in issued]
    visits = [(visit.assessed_at.astimezone(zone).date(), visit) for visit in reversed(episode.visits)]
    begun = [day for day, _visit in visits] + [course.issued_on for course in courses]
    if not begun:
        return None
    first = max(min(*begun, today - timedelta(days=FEWEST_DAYS - 1)), today - timedelta(days=SHOWN_DAYS - 1))
    days = _days(courses, home, visits, first, today)
    axis = Axis(first, len(days))
    done, due = kept(tallies(courses, home.marks, since=first, until=today), today=today)
    return Plot(
        days=days,
        title=_title(days, done, due),
        done=done,
        due=due,
        stages=list(_stages(visits, axis, today)),
        holds=list(_holds(courses, axis, today)),
        versions=list(_versions(issued, courses, axis)),
        ticks=list(axis.ticks()),
        line=" ".join(f"{axis.middle(day.day):.1f},{_height(day.pain):.1f}" for day in days if day.pain is not None),
        dot=next(((axis.middle(day.day), _height(day.pain)) for day in reversed(days) if day.pain is not None), None),
        bars=_bars(days, axis),
        today_x=axis.middle(today),
    )


@dataclass(frozen=True)
class Axis:
    """Days from `first` on, `count` of them, over the width of the picture."""

    first: date
    count: int

    @property
    def step(self):
        return (RIGHT - LEFT) / self.count

    def start(self, day):
        return round(LEFT + max((day - self.first).days, 0) * self.step, 1)

    def middle(self, day):
        return round(self.start(day) + self.step / 2, 1)

    def ticks(self):
        """A date for every week or two, at the left edge of its day."""
        every = 7 if self.count <= 42 else 14
        days = (self.first + timedelta(days=count) for count in range(0, self.count, every))
        return ((self.start(day), date_format(day, _("j M"))) for day in days)


def _days(courses, home, visits, first, today):
    found = {day: visit.pain_now for day, visit in visits if visit.pain_now is not None}
    return [
        Day(
            each.day,
            each.due,
            each.done,
            each.partly,
            each.kind(today=today),
            _pain(home.days.get(each.day), found.get(each.day)),
            home.days[each.day].worst_during if each.day in home.days else None,
        )
        for each in tallies(courses, home.marks, since=first, until=today)
    ]


def _pain(said, found):
    """Pain before the exercises; where nothing was said, that of the assessment."""
    return said.pain if said and said.pain is not None else found


def _height(pain):
    return FLOOR - (FLOOR - TOP) * pain / 10


def _stages(visits, axis, today):
    changes = [(day, visit.stage) for day, visit in visits]
    changes = [each for before, each in pairwise([(None, None), *changes]) if before[1] != each[1]]
    ends = [day for day, _stage in changes[1:]] + [today + timedelta(days=1)]
    for (day, stage), end in zip(changes, ends, strict=True):
        x, until = axis.start(day), axis.start(end) - (2 if end <= today else 0)
        if until > LEFT:
            label = str(Stage(stage).label)
            yield Band(x, round(until - x, 1), stage, label if until - x > WIDE_ENOUGH else "")


def _holds(courses, axis, today):
    for course in courses:
        for hold in course.holds:
            until = hold.until or course.ended_on or today
            x, end = axis.start(hold.since), axis.start(until) + axis.step
            if end > LEFT:
                yield Band(x, round(end - x, 1), "hold", _("On hold") if end - x > WIDE_ENOUGH else "")


def _versions(issued, courses, axis):
    """(x, y of its name, name) of each version; names that would touch stand one above the other."""
    last = -WIDE_ENOUGH
    for plan, course in zip(issued, courses, strict=True):
        if course.issued_on >= axis.first:
            x = axis.middle(course.issued_on)
            low = x - last < WIDE_ENOUGH
            last = x
            yield x, 54 if low else 40, str(plan), x > RIGHT - 40


def _bars(days, axis):
    wide = min(9.0, axis.step - 2)
    marks = [(round(axis.middle(day.day) - wide / 2, 1), day.kind) for day in days]
    outlined = (Kind.PARTLY, Kind.MISSED, Kind.OPEN)
    return {
        "done": "".join(f"M{x} {BAR}h{wide:g}v20h-{wide:g}z" for x, kind in marks if kind == Kind.DONE),
        "half": "".join(f"M{x} {BAR + 10}h{wide:g}v10h-{wide:g}z" for x, kind in marks if kind == Kind.PARTLY),
        "open": "".join(f"M{x} {BAR + 0.75}h{wide:g}v18.5h-{wide:g}z" for x, kind in marks if kind in outlined),
        "rest": "".join(f"M{x + wide / 2 - 1.5:g} {BAR + 8}h3v3h-3z" for x, kind in marks if kind == Kind.REST),
    }


def _title(days, done, due):
    """What the picture shows, in a sentence or two."""
    said = [day for day in days if day.pain is not None]
    sessions = _("%(done)d of %(due)d days done.") % {"done": done, "due": due}
    if not said:
        return _("No pain was recorded. %(sessions)s") % {"sessions": sessions}
    facts = {"first": f"{said[0].pain:g}", "day": date_format(said[0].day), "last": f"{said[-1].pain:g}"}
    facts |= {"newest": date_format(said[-1].day), "sessions": sessions}
    return _("Pain was %(first)s on %(day)s and %(last)s on %(newest)s. %(sessions)s") % facts
