"""Outcome measures as a chart and the patient's page show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, TextField
from django.db.models.functions import Cast, JSONObject

from patients.measures import MEASURES, ROLAND_MORRIS
from patients.models import Measurement


@dataclass(frozen=True)
class Filled:
    """A measure that was filled in."""

    on: date
    score: Decimal


@dataclass(frozen=True)
class Course:
    """One measure of one episode: what was filled in, oldest first, and what became of it."""

    measure: object
    rows: tuple

    @property
    def first(self):
        return self.rows[0] if self.rows else None

    @property
    def last(self):
        return self.rows[-1] if self.rows else None

    @property
    def last_written(self):
        return self.measure.written(self.last.score)

    @property
    def change(self):
        """(points towards better, Change), or None while there is nothing to compare."""
        if not self.rows or (len(self.rows) == 1 and not self.measure.from_start):
            return None
        return self.measure.change(self.first.score, self.last.score)


def with_measured(episodes):
    """Annotate `measured`: every measure that was filled in, oldest first."""
    rows = Measurement.objects.filter(episode=OuterRef("pk")).order_by("on", "recorded_at")
    score = Cast(F("score"), TextField())  # as text: JSON's numbers are no decimals
    return episodes.annotate(
        measured=ArraySubquery(rows.values(each=JSONObject(measure="measure", on="on", score=score)))
    )


def courses_of(episodes):
    """(episode, its Courses) for each of `episodes` (from `with_measured`) that is open."""
    return [(episode, _courses(episode)) for episode in episodes if episode.closed_on is None]


def _courses(episode):
    """Measures that fit the region, or were filled in."""
    found = {}
    for each in episode.measured:
        filled = Filled(date.fromisoformat(each["on"]), Decimal(each["score"]))
        found.setdefault(each["measure"], []).append(filled)
    return [
        Course(measure, tuple(found.get(key, ())))
        for key, measure in MEASURES.items()
        if episode.region in measure.regions or key in found or measure is ROLAND_MORRIS
    ]
