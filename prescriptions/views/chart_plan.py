"""The current plan of an episode, exercise by exercise: the dose, what was done of it, and the pain."""

from dataclasses import dataclass
from datetime import timedelta

from exercises.dosage import Dose
from exercises.wording import dose_words, times_a_day
from prescriptions.adherence import course_of
from prescriptions.models import Plan
from prescriptions.schedule import tally

DAYS = 14
MUCH_PAIN = 5  # rule C-13: more ends the exercise for the day


@dataclass(frozen=True)
class Line:
    title: str
    language: str
    dose: str
    done: int
    due: int
    pain: int | None
    paused: bool

    @property
    def much_pain(self):
        return self.pain is not None and self.pain >= MUCH_PAIN


@dataclass(frozen=True)
class Table:
    plan: Plan
    lines: list[Line]


def plan_table(episode, home, *, time_zone, today):
    """The Table of the episode's current plan, or None; `pain` is the newest felt during the exercise."""
    plan = episode.running
    if plan is None:
        return None
    course = course_of(plan, time_zone)
    return Table(plan, [_line(line, course, home, today) for line in plan.paper["items"]])


def _line(line, course, home, today):
    days = [tally([course], home.marks, today - timedelta(days=back), item=line["id"]) for back in range(DAYS)]
    dose = Dose(**line["dose"] | {"weekdays": tuple(line["dose"]["weekdays"])})
    words = dose_words(dose, laterality=line["laterality"], side=line["side"] or "")
    counted = [each for each in days if each.due and (each.day < today or each.done == each.due)]
    pains = home.pains.get(line["id"])
    return Line(
        title=line["title"],
        language=line.get("language", ""),
        dose=f"{words}, {times_a_day(dose.times_per_day)}",
        done=sum(each.done == each.due for each in counted),
        due=len(counted),
        pain=pains[-1][1] if pains else None,
        paused=any(off.until is None for off in course.pauses.get(line["id"], ())),
    )
