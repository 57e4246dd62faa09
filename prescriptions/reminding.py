"""Reminders by mail: for each session that has come and is not done, one mail to those who asked for it."""

import math
import zoneinfo
from collections import Counter
from datetime import datetime, timedelta
from itertools import batched

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prescriptions.actions.news import send_to_patient, to_page
from prescriptions.day import days_of
from prescriptions.models import Plan, Reminders
from prescriptions.slots import slots_of, times_of

LATE_BY = timedelta(hours=2)  # a reminder that comes later than this is none
AT_ONCE = 500


def queue_reminders(*, now):
    """Queue the reminders that are due at the instant `now`; how many are new.

    One mail a patient, day and session, however many plans and however often this runs: its key says so.
    """
    wanted = Reminders.objects.reachable().filter(by_mail=True).order_by("pk")
    rows = wanted.select_related("patient__clinic").iterator(chunk_size=AT_ONCE)
    return sum(_of_batch(batch, now) for batch in batched(rows, AT_ONCE))


def _of_batch(batch, now):
    by_patient = {reminders.pk: reminders for reminders in batch}
    plans = list(Plan.objects.current().filter(episode__patient__in=by_patient).for_reading().with_items())
    slots = {plan: _slots(plan) for plan in plans}
    most = Counter()
    for plan in plans:
        most[plan.episode.patient_id] = max(most[plan.episode.patient_id], len(slots[plan]))
    come = {}
    for patient, reminders in by_patient.items():
        come[patient] = _times_come(reminders, times_of(most[patient], reminders.times), now)
    to_look_at = [plan for plan in plans if come[plan.episode.patient_id]]
    days = days_of(to_look_at, None, now=now)
    return sum(
        _of_patient(by_patient[pk], [day for day in days if day.plan.episode.patient_id == pk], times, now)
        for pk, times in come.items()
        if times
    )


def _slots(plan):
    return slots_of([(item.pk, item.dose) for item in plan.items.all() if not item.paused])


def _times_come(reminders, times, now):
    """The sessions whose time has come where the patient is, not more than LATE_BY ago: number -> moment there."""
    local = local_time(reminders.patient, now)
    begins = {number: datetime.combine(local.date(), at) for number, at in enumerate(times, start=1)}
    return {number: at for number, at in begins.items() if at <= local < at + LATE_BY}


def local_time(patient, now):
    """What the clock shows where the patient is, without a zone."""
    return now.astimezone(zoneinfo.ZoneInfo(patient.time_zone)).replace(tzinfo=None)


def _of_patient(reminders, days, times, now):
    sent = 0
    for number, begins in times.items():
        if tasks := [task for day in days for task in _open_tasks(day, number)]:
            sent += _remind(reminders, number, begins, tasks, now)
    return sent


def _open_tasks(day, number):
    """What is due, may be done, and is not noted yet in the session `number`."""
    return [task for task in day.tasks if task.allowed and task.occurrences.get(number, "not due") is None]


def _remind(reminders, number, begins, tasks, now):
    patient = reminders.patient
    minutes = max(1, math.ceil(sum(task.dose.session_seconds() for task in tasks) / 60))
    left = begins + LATE_BY - local_time(patient, now)
    with translation.override(patient.language):
        length = ngettext("It takes about %(count)d minute.", "It takes about %(count)d minutes.", minutes)
        said = f"{_('It is time for your exercises.')} {length % {'count': minutes}}"
        lines = [said, to_page(_("They are here:"), "today")]
        key = f"reminder-{patient.pk}-{begins:%Y-%m-%d}-{number}"
        return send_to_patient(reminders, key, _("Time for your exercises"), lines, now=now, expires_at=now + left)
