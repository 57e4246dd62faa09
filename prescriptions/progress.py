"""How it went, as the patient is told: the days of a month, and pain week by week. No points, no ranks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from prescriptions.adherence import course_of, marks_of, ran_since, with_course
from prescriptions.models import CheckIn, CheckInKind, Completion, Plan
from prescriptions.schedule import Kind, tally

PAPER = ("sheet", "findings", "reasons", "note")
WEEKS = 8


@dataclass(frozen=True)
class DayGone:
    """A day of the calendar; `kind` is None where no plan ran or the day has not come."""

    day: date
    kind: Kind | None
    today: bool = False


@dataclass(frozen=True)
class PainWeek:
    """Seven days that end on `last`: the mean pain of the days on which something was said."""

    first: date
    last: date
    mean: float
    days: int


def month_of(patient, first, *, today):
    """A DayGone for each day of the month that begins on `first`. Two queries."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    ran = ran_since(Plan.objects.filter(episode__patient=patient, starts_on__lte=last), first)
    plans = list(with_course(ran.defer(*PAPER).select_related("episode")))
    courses = [course_of(plan, patient.time_zone) for plan in plans]
    marks = marks_of(plans, since=first, until=last)
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [DayGone(day, _kind(courses, marks, day, today=today), today=day == today) for day in days]


def _kind(courses, marks, day, *, today):
    if day > today or not any(_ran(course, day) for course in courses):
        return None
    return tally(courses, marks, day).kind(today=today)


def _ran(course, day):
    over = course.ended_on is not None and day > course.ended_on
    return max(course.starts_on, course.issued_on) <= day <= course.ends_on and not over


def pain_weeks(patient, *, today):
    """The PainWeeks of the last eight weeks in which something was said, oldest first. Two queries.

    A day's pain is what was said before the exercises; where nothing was, the mean during them.
    """
    since = today - timedelta(days=7 * WEEKS - 1)
    pains = _mean_by_day(_during(patient, since)) | _mean_by_day(_before(patient, since))
    weeks = defaultdict(list)
    for day, pain in pains.items():
        if day <= today:
            weeks[(today - day).days // 7].append(pain)
    return [_week(today - timedelta(days=7 * back), weeks[back]) for back in sorted(weeks, reverse=True)]


def _week(last, pains):
    return PainWeek(last - timedelta(days=6), last, sum(pains) / len(pains), len(pains))


def _before(patient, since):
    said = CheckIn.objects.filter(plan__episode__patient=patient, kind=CheckInKind.BEFORE, date__gte=since)
    return said.order_by().values_list("date", "pain")


def _during(patient, since):
    felt = Completion.objects.filter(item__plan__episode__patient=patient, date__gte=since, pain_during__isnull=False)
    return felt.order_by().values_list("date", "pain_during")


def _mean_by_day(said):
    days = defaultdict(list)
    for day, pain in said:
        days[day].append(pain)
    return {day: sum(pains) / len(pains) for day, pains in days.items()}
