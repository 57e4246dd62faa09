"""The calendar feed (RFC 5545, 7986): one event a session slot, by the patient's own clock, neutral in every word."""

import math
from datetime import datetime, time, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Alarm, Calendar, Event, vDuration

from exercises.dosage import EVERY_DAY
from prescriptions.models import CURRENT, EndedReason, Plan, PlanEvent, Reminders, Status
from prescriptions.slots import slots_of, times_of

DAYS = {1: "MO", 2: "TU", 3: "WE", 4: "TH", 5: "FR", 6: "SA", 7: "SU"}
SHOWN_AFTER_END = timedelta(days=60)  # so that every calendar hears of the end
OF_DRAFTS = (PlanEvent.Kind.CREATED, PlanEvent.Kind.CHANGED)
ASK_AGAIN = timedelta(hours=6)


def feed_of(secret, *, now, site):
    """The feed read under `secret` as bytes, or None: unknown and revoked are alike. `site` is our own address."""
    reminders = Reminders.objects.with_feed(secret).select_related("patient").first()
    if reminders is None:
        return None
    given = Plan.objects.filter(episode__patient=reminders.patient).exclude(status=Status.DRAFT)
    plans = (
        (given.current() | given.filter(ended_at__gte=now - SHOWN_AFTER_END)).with_items().order_by("issued_at", "pk")
    )
    changes = PlanEvent.objects.filter(plan__in=given).exclude(kind__in=OF_DRAFTS).count()
    with translation.override(reminders.patient.language):
        return calendar_of(plans, reminders, sequence=changes + reminders.version, site=site)


def calendar_of(plans, reminders, *, sequence, site):
    """The iCalendar stream of `plans` (with items); `sequence` is raised by every change of one or of the times."""
    calendar = Calendar()
    calendar.add("prodid", "-//Plumbline//Exercises//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _("Exercises"))
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    changed = max([reminders.changed_at, *(plan.updated_at for plan in plans)])
    same = {"dtstamp": changed, "last-modified": changed, "sequence": sequence, "url": f"{site}/today/"}
    for event in _events(plans, reminders):
        for name, value in same.items():
            event.add(name, value)
        calendar.add_component(event)
    return calendar.to_ical()


def _events(plans, reminders):
    slots = {plan.pk: _slots(plan) for plan in plans}
    most = max((len(slots[plan.pk]) for plan in plans if plan.status in CURRENT), default=0)
    for plan in plans:
        times = times_of(max(most, len(slots[plan.pk])), reminders.times)
        for slot, begins in zip(slots[plan.pk], times, strict=False):
            first = _first_day(slot, plan)
            if first is not None:
                yield _event(plan, slot, datetime.combine(first, begins))


def _slots(plan):
    return slots_of([(item.pk, item.dose) for item in plan.items.all() if not item.paused])


def _first_day(slot, plan):
    """The first day of the slot within the plan's dates, or None."""
    week = (plan.starts_on + timedelta(days=ahead) for ahead in range(7))
    return next((day for day in week if day.isoweekday() in slot.weekdays and day <= plan.ends_on), None)


def _event(plan, slot, begins):
    minutes = max(5, math.ceil(slot.seconds / 300) * 5)
    about = ngettext("Exercises, about %(count)d minute", "Exercises, about %(count)d minutes", minutes)
    event = Event()
    event.add("uid", f"{plan.pk}-{slot.number}@plumbline")
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=minutes))
    event.add("rrule", _rule(slot, plan))
    event.add("summary", about % {"count": minutes})
    event.add("status", "CANCELLED" if _is_called_off(plan) else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if not _is_called_off(plan):
        event.add_component(_alarm())
    return event


def _rule(slot, plan):
    """Floating like DTSTART: both mean the clock where the patient is."""
    until = datetime.combine(plan.ends_on, time(23, 59, 59))
    if slot.weekdays == EVERY_DAY:
        return {"freq": "DAILY", "until": until}
    return {"freq": "WEEKLY", "byday": [DAYS[day] for day in slot.weekdays], "until": until}


def _is_called_off(plan):
    """On hold, stopped or replaced. A plan that came to its end keeps its days: they are over by themselves."""
    return plan.status != Status.ISSUED and plan.ended_reason != EndedReason.FINISHED


def _alarm():
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Time for your exercises"))
    alarm.add("trigger", timedelta(0))
    return alarm
