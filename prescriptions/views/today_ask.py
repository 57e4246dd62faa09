"""Which question the day's page asks first: how it is before the exercises, after them, or the morning after."""

from datetime import timedelta

from prescriptions.forms.check_in import CheckInForm
from prescriptions.models import CheckInKind, Status
from prescriptions.schedule import BACKFILL_DAYS

NIGHT_PAIN = "constant-night-pain"
NIGHT_PAIN_REST = timedelta(days=28)
LOOKING_BACK = timedelta(days=2)


def asks_night(days):
    """False within 28 days after an assessment cleared the night pain."""
    return not any(
        NIGHT_PAIN in visit.cleared and day.case.today - visit.on <= NIGHT_PAIN_REST
        for day in days
        for visit in day.case.visits
    )


def session_before(day, on):
    """The date of the newest session before `on`, at most two days back, that nobody has looked back on yet.

    `on` is the date of the page that is answered: what was kept on a device may arrive days later.
    """
    told = day.case.told
    sessions = {each.session for each in told if each.kind in ("before", "after")}
    looked_back = {each.session for each in told if each.kind == "next_day"}
    first = max(on - LOOKING_BACK, day.case.today - timedelta(days=BACKFILL_DAYS))
    return max((each for each in sessions - looked_back if first <= each < on), default=None)


def question_of(page):
    """The form to be asked now on today's page, or None: `before` first, `after` when all is marked, the next morning
    where nothing may be done: on a day of rest, or while everything is paused."""
    days = [day for day in page.days if day.status == Status.ISSUED]
    if not page.is_today or not days:
        return None
    if page.open and not page.marked:
        return _form([day for day in days if day.allowed and not _said(day, CheckInKind.BEFORE)], CheckInKind.BEFORE)
    if page.all_marked:
        return _form([day for day in days if day.tasks and not _said(day, CheckInKind.AFTER)], CheckInKind.AFTER)
    if not page.open and not page.marked:
        return _form([day for day in days if session_before(day, day.date)], CheckInKind.NEXT_DAY)
    return None


def _said(day, kind):
    return any(told.kind == kind and told.session == day.date for told in day.case.told)


def _form(days, kind):
    return CheckInForm(plans=[day.plan for day in days], kind=kind, asks_night=asks_night(days)) if days else None
