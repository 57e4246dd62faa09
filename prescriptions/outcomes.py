"""Outcome measures as a chart and the patient's page show them."""

from dataclasses import dataclass

from patients.measures import MEASURES, ROLAND_MORRIS
from patients.models import Measurement


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
    def change(self):
        """(points towards better, Change), or None while there is nothing to compare."""
        if not self.rows or (len(self.rows) == 1 and not self.measure.from_start):
            return None
        return self.measure.change(self.first.score, self.last.score)


def courses_of(patient, episodes):
    """(episode, its Courses) for each of `episodes` that is open; one query. Measures that fit the region, or exist."""
    found = {}
    for row in Measurement.objects.filter(episode__patient=patient).order_by("on", "recorded_at"):
        found.setdefault((row.episode_id, row.measure), []).append(row)
    return [
        (
            episode,
            [
                Course(measure, tuple(found.get((episode.pk, key), ())))
                for key, measure in MEASURES.items()
                if episode.region in measure.regions or (episode.pk, key) in found or measure is ROLAND_MORRIS
            ],
        )
        for episode in episodes
        if episode.closed_on is None
    ]
