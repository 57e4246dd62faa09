"""The rows of the list of patients: why now, four weeks and the pain, each in words as well."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises.vocabulary import Region
from patients.models import Patient
from prescriptions.adherence import strip_start
from prescriptions.attention import CALM, Reason, Standing
from prescriptions.overview import courses_of, pains_of, shown_patients
from prescriptions.safety import Level
from prescriptions.schedule import Kind, kept, tallies
from prescriptions.views.plots import Spark, Strip, spark_of, strip_of


@dataclass(frozen=True)
class Weeks:
    """The last four weeks: the strip, and what it shows in numbers."""

    strip: Strip
    done: int
    due: int
    partly: int


@dataclass(frozen=True)
class Row:
    """A patient as the list shows them; without `clinical`, the register alone."""

    patient: Patient
    today: date
    standing: Standing
    reasons: tuple[Reason, ...] = ()
    weeks: Weeks | None = None
    pain: Spark | None = None

    @property
    def clinical(self):
        return self.standing.treated

    @property
    def urgent(self):
        return self.standing.urgency < CALM

    @property
    def hard(self):
        return bool(self.reasons) and self.reasons[0].level == "hard"

    @property
    def care(self):
        return [
            {"region": Region(each["region"]).label, "stage": each["stage"]}
            for each in self.patient.care
            if self.clinical
        ]

    @property
    def calm_words(self):
        """What comes next for who is on course."""
        if not self.standing.episodes:
            return _("No open episode")
        if not self.standing.statuses:
            return _("No plan yet")
        if self.standing.review_on:
            return _("Review %(day)s") % {"day": date_format(self.standing.review_on, "MONTH_DAY_FORMAT")}
        return _("Plan runs, no review set")


def rows_of(page, *, now):
    """The rows of a page of Standings, in its order."""
    standings = list(page)
    if not standings:
        return []
    patients = shown_patients([standing.pk for standing in standings], now=now)
    treated = [patient for patient, standing in zip(patients, standings, strict=True) if standing.treated]
    courses, marks = courses_of(treated, now=now) if treated else ({}, {})
    return [
        _row(patient, standing, courses.get(patient.pk, ()), marks, now=now)
        for patient, standing in zip(patients, standings, strict=True)
    ]


def row_of(patient, *, now, marks):
    """Four weeks and the pain of one patient, as the list shows them, for a page about them that knows the `marks`
    since `marks_since`. Two queries."""
    (shown,) = shown_patients([patient.pk], now=now)
    courses, marks = courses_of([shown], now=now, marks=marks)
    standing = Standing(patient.pk, patient.name, patient.record_number, mine=True, treated=True)
    return _row(shown, standing, courses.get(patient.pk, ()), marks, now=now)


def _row(patient, standing, courses, marks, *, now):
    today = patient.today(now)
    if not standing.treated:
        return Row(patient, today, standing)
    return Row(
        patient,
        today,
        standing,
        reasons=(*_alerts(patient), *sorted(standing.reasons)),
        weeks=_weeks(courses, marks, today=today) if courses else None,
        pain=spark_of(pains_of(patient), today=today),
    )


def _alerts(patient):
    for alert in patient.open_alerts:
        level = "hard" if alert["level"] == Level.HARD.value else "warn"
        yield Reason(0, alert["message"], level)


def _weeks(courses, marks, *, today):
    found = tallies(courses, marks, since=strip_start(today), until=today)
    kinds = [each.kind(today=today) for each in found]
    done, due = kept(found, today=today)
    return Weeks(strip_of(kinds), done, due, kinds.count(Kind.PARTLY))
