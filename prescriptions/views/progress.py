"""How it went: the patient's calendar of done days, pain week by week, and kind words."""

import calendar
from dataclasses import dataclass
from datetime import timedelta

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from patients.models import Patient
from patients.views.door import patient_page
from prescriptions import progress as facts
from prescriptions.progress import DayGone, PainWeek
from prescriptions.schedule import Kind

STEADY, SOME = 0.75, 0.4
LEFT, RIGHT, TOP, BOTTOM = 30, 300, 20, 140  # of the pain chart, in units of its picture


@dataclass(frozen=True)
class Point:
    week: PainWeek
    x: float
    y: float

    @property
    def pain(self):
        return round(self.week.mean)


@patient_page
@require_safe
def progress(request, month=None):
    """This month, or the one asked for. For the patient alone: a helper is sent back to today."""
    records = Patient.objects.owned_by(request.user).select_related("clinic")
    patient = records.order_by("-created_at").first()
    if patient is None:
        return redirect("today")
    today = patient.today(timezone.now())
    first = min(month or today, today).replace(day=1)
    days = facts.month_of(patient, first, today=today)
    points = points_of(facts.pain_weeks(patient, today=today))
    context = {
        "clinic": patient.clinic,
        "first": first,
        "weeks": weeks_of(days),
        "weekdays": [WEEKDAYS_ABBR[day] for day in range(7)],
        "words": words_of(days, this_month=first == today.replace(day=1)),
        "before": first - timedelta(days=1),
        "after": first + timedelta(days=31) if first < today.replace(day=1) else None,
        "points": points,
        "line": " ".join(f"{point.x},{point.y}" for point in points),
        "course": course_words(points),
    }
    return render(request, "prescriptions/progress.html", context)


def weeks_of(days):
    """Rows of seven, Monday first; None before the first and after the last day."""
    known = {each.day: each for each in days}
    month = calendar.Calendar().monthdatescalendar(days[0].day.year, days[0].day.month)
    return [[_cell(known[day]) if day in known else None for day in week] for week in month]


@dataclass(frozen=True)
class Cell:
    gone: DayGone
    said: str


def _cell(gone):
    """A day with what it is called aloud: "12 November, partly done"."""
    words = {
        Kind.DONE: _("done"),
        Kind.PARTLY: _("partly done"),
        Kind.MISSED: _("not done"),
        Kind.REST: _("rest day"),
        Kind.OPEN: "",
    }
    parts = [date_format(gone.day, _("j F")), words.get(gone.kind, ""), _("today") if gone.today else ""]
    return Cell(gone, ", ".join(part for part in parts if part))


def words_of(days, *, this_month):
    """What was done, without blame and without praise for nothing."""
    kinds = [each.kind for each in days]
    done, partly = kinds.count(Kind.DONE), kinds.count(Kind.PARTLY)
    due = done + partly + kinds.count(Kind.MISSED)
    if not due:
        return _("No exercises were due yet this month.") if this_month else _("No exercises were due in this month.")
    said = [
        ngettext(
            "You did your exercises on %(done)d of %(due)d day.",
            "You did your exercises on %(done)d of %(due)d days.",
            due,
        )
    ]
    if partly:
        said.append(ngettext("One more day was partly done.", "%(partly)d more days were partly done.", partly))
    if done + partly >= STEADY * due:
        said.append(_("That is steady work."))
    elif done + partly >= SOME * due:
        said.append(_("Every day you did counts."))
    else:
        said.append(_("Today is a good day to go on.") if this_month else _("Every day you did counts."))
    return " ".join(said) % {"done": done, "due": due, "partly": partly}


def points_of(weeks):
    """The weeks as points of the chart, by their dates, on the fixed scale of 0 to 10."""
    if not weeks:
        return []
    span = max(1, (weeks[-1].last - weeks[0].last).days)
    return [
        Point(
            week,
            round(LEFT + (RIGHT - LEFT) * (week.last - weeks[0].last).days / span, 1),
            round(BOTTOM - (BOTTOM - TOP) * week.mean / 10, 1),
        )
        for week in weeks
    ]


def course_words(points):
    """Where pain began and where it is now."""
    if not points:
        return _("You have not noted any pain yet. What you note will be shown here.")
    if len(points) == 1:
        return _("It is %(now)d of 10 this week.") % {"now": points[-1].pain}
    first, now = points[0].pain, points[-1].pain
    said = _("It was %(first)d of 10. It is %(now)d now.") % {"first": first, "now": now}
    more = _("If it goes on rising, call the clinic.") if now > first else ""
    return " ".join(filter(None, [said, more]))
