"""What the tests of the patient's pages share: the clock, reading a page, pressing its buttons."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse

from exercises.dosage import Dose
from tests import factories

# A Monday morning in London, where the clinic and its patient are.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PHONE, EMERGENCY = "01632 960 147", "112"


def days(count):
    return TODAY + timedelta(days=count)


def make_five(episode, *, by, now=NOW, **fields):
    """A plan of five exercises named First to Fifth, once a day."""
    names = ["First", "Second", "Third", "Fourth", "Fifth"]
    exercises = [factories.make_exercise(title=name) for name in names]
    return factories.make_plan(episode, by=by, exercises=exercises, now=now, **fields)


def twice_a_day(**fields):
    return factories.make_exercise(dose=Dose(sets=1, repetitions=5, times_per_day=2), **fields)


def text_of(response):
    """The words of the page as they are read: no tags, no double spaces."""
    html = re.sub(r"<(head|script|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def titles_under(response, heading):
    """The exercises listed under a heading of the page, in order."""
    html = response.content.decode()
    found = re.search(rf"<h2>{heading}</h2>(.*?)(<h2|<nav)", html, flags=re.S)
    return re.findall(r"<strong>(.*?)</strong>", found[1]) if found else []


def current_of(response):
    """The one exercise that is open, or None."""
    found = re.search(r'<h2 id="step-[^"]*-title"[^>]*>(.*?)</h2>', response.content.decode())
    return found[1] if found else None


def mark_url(item, *, on=TODAY, occurrence=1):
    return reverse("completion_mark", args=[on, item.pk, occurrence])


def press(client, item, outcome="done", *, on=TODAY, occurrence=1, **fields):
    """Send the form of one occurrence, as the browser does."""
    sent = {"id": str(uuid.uuid4()), "outcome": outcome} | fields
    return client.post(mark_url(item, on=on, occurrence=occurrence), sent)
