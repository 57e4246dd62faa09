"""What became of an episode, in figures that are frozen at discharge."""

from zoneinfo import ZoneInfo

from prescriptions.adherence import course_of, marks_of, with_course
from prescriptions.models import Plan
from prescriptions.schedule import kept, tallies


def summary_of(episode, *, today):
    """The figures of `episode` (with its patient) up to `today`: pains and stages first and last, days done and due,
    and each plan that was issued, oldest first. Five queries."""
    zone = ZoneInfo(episode.patient.time_zone)
    visits = list(episode.assessments.order_by("assessed_at", "recorded_at"))
    plans = list(with_course(Plan.objects.filter(episode=episode, issued_at__isnull=False)).order_by("version"))
    done, due = _kept(plans, episode.patient.time_zone, today)
    return {
        "region": episode.region,
        "diagnosis_code": episode.diagnosis_code,
        "diagnosis_text": episode.diagnosis_text,
        "opened_on": episode.opened_on.isoformat(),
        "closed_on": today.isoformat(),
        "visits": len(visits),
        "stage": _first_and_last([visit.stage for visit in visits]),
        "pain": _first_and_last([visit.pain_now for visit in visits if visit.pain_now is not None]),
        "days_done": done,
        "days_due": due,
        "plans": [_plan(plan, zone) for plan in plans],
        "exercises": _last_exercises(plans),
    }


def _kept(plans, time_zone, today):
    if not plans:
        return 0, 0
    courses = [course_of(plan, time_zone) for plan in plans]
    since = min(course.issued_on for course in courses)
    marks = marks_of(plans, since=since, until=today)
    return kept(tallies(courses, marks, since=since, until=today), today=today)


def _first_and_last(values):
    return [values[0], values[-1]] if values else None


def _plan(plan, zone):
    return {
        "version": plan.version,
        "stage": plan.stage,
        "issued_on": plan.issued_at.astimezone(zone).date().isoformat(),
        "exercises": [line["title"] for line in plan.sheet["items"]],
    }


def _last_exercises(plans):
    """What the patient can go on with: the lines of the last plan."""
    if not plans:
        return []
    kept_of_a_line = ("exercise", "title", "dose", "laterality", "side")
    return [{name: line[name] for name in kept_of_a_line} for line in plans[-1].sheet["items"]]
