"""Which question the day's page asks first: how it is before the exercises, after them, or the morning after."""

from datetime import timedelta

from prescriptions.forms.check_in import CheckInForm
from prescriptions.models import CheckInKind, Status
from prescriptions.schedule import BACKFILL_DAYS

NIGHT_PAIN = "constant-night-pain"
NIGHT_PAIN_REST = timedelta(days=28)


def asks_night(days):
    """False within 28 days after an assessment cleared the night pain."""
    return not any(
        NIGHT_PAIN in visit.cleared and day.case.today - visit.on <= NIGHT_PAIN_REST
        for day in days
        for visit in day.case.visits
    )


def session_before(day):
    """The date of the newest earlier session that nobody has looked back on yet, of the days that can be filled in."""
    told = day.case.told
    oldest = day.case.today - timedelta(days=BACKFILL_DAYS)
    sessions = {each.session for each in told if each.kind in ("before", "after")}
    looked_back = {each.session for each in told if each.kind == "next_day"}
    open_ones = [on for on in sessions - looked_back if oldest <= on < day.case.today]
    yesterday_on = [on for on in open_ones if day.case.today - on <= timedelta(days=2)]
    return max(yesterday_on, default=None)


def question_of(page):
    """The form to be asked now on today's page, or None: `before` first, `after` when all is marked, the next morning
    on a day of rest."""
    days = [day for day in page.days if day.status == Status.ISSUED]
    if not page.is_today or not days:
        return None
    if page.open and not page.marked:
        return _form([day for day in days if day.allowed and not _said(day, CheckInKind.BEFORE)], CheckInKind.BEFORE)
    if page.all_marked:
        return _form([day for day in days if day.tasks and not _said(day, CheckInKind.AFTER)], CheckInKind.AFTER)
    if not page.steps:
        return _form([day for day in days if session_before(day)], CheckInKind.NEXT_DAY)
    return None


def _said(day, kind):
    return any(told.kind == kind and told.session == day.date for told in day.case.told)


def _form(days, kind):
    return CheckInForm(plans=[day.plan for day in days], kind=kind, asks_night=asks_night(days)) if days else None
