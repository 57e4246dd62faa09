"""Reading a feed as a calendar program does: parsed by icalendar, expanded by dateutil."""

from collections import defaultdict

from dateutil.rrule import rrulestr
from icalendar import Calendar


def parsed(content):
    return Calendar.from_ical(content)


def events(content):
    return parsed(content).walk("VEVENT")


def moments_of(event):
    """Every start of an event, as its clock shows it."""
    rule = event["RRULE"].to_ical().decode()
    return list(rrulestr(rule, dtstart=event["DTSTART"].dt))


def slot_of(event):
    return int(str(event["UID"]).rpartition("@")[0].rpartition("-")[2])


def sessions(content):
    """date -> {slot: time} of everything that is not called off."""
    found = defaultdict(dict)
    for event in events(content):
        if event["STATUS"] == "CONFIRMED":
            for moment in moments_of(event):
                assert slot_of(event) not in found[moment.date()]
                found[moment.date()][slot_of(event)] = moment.time()
    return dict(found)
