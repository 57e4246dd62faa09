"""Telling one person's story: the record, then every step on its day, then what was done at home."""

import random
import zoneinfo
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from patients.actions import open_record
from patients.actions.ways import WORDING
from patients.models import Episode, Patient
from prescriptions.demonstration.logs import log_at_home
from prescriptions.models import Plan

SATURDAY = 5


@dataclass(frozen=True)
class Story:
    """One person, one episode, and the steps of their care in order; `diligence` is how many days they exercise."""

    name: str
    birth_date: date
    record_number: str
    phone: str
    region: str
    diagnosis: tuple[str, str]
    steps: tuple = ()
    email: str = ""
    clinician: str = "Anna"
    conditions: tuple | None = ()
    language: str = "en"
    time_zone: str = ""
    diligence: float = 0.85
    silent_days: int = 0

    @property
    def address(self):
        return self.email or f"{self.record_number.lower()}@example.org"


@dataclass
class Care:
    """Where a story stands while it is told."""

    clinician: object
    patient: Patient
    episode: Episode
    now: datetime
    plan: Plan | None = field(default=None)

    def at(self, days_ago):
        """Late in the morning of that day, Friday's for a weekend; today it was twenty minutes ago."""
        if days_ago == 0:
            return self.now - timedelta(minutes=20)
        day = self.day(-days_ago)
        day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
        zone = zoneinfo.ZoneInfo(self.patient.time_zone)
        return datetime.combine(day, time(10, 40), tzinfo=zone)

    def day(self, ahead):
        """The patient's date `ahead` of today; None stays None."""
        return None if ahead is None else self.patient.today(self.now) + timedelta(days=ahead)


def tell(story, place, *, now):
    """Write the story of one person of `place`."""
    care = _opened(story, place, now=now)
    for step in story.steps:
        step.happen(care, care.at(step.days_ago))
    log_at_home(
        care.patient,
        now=now,
        diligence=story.diligence,
        silent_days=story.silent_days,
        chance=random.Random(story.record_number),  # noqa: S311 - the same clinic every time, no secret
    )


def _opened(story, place, *, now):
    clinic, clinician = place.clinic, place.clinicians[story.clinician]
    first_day = now - timedelta(days=max((step.days_ago for step in story.steps), default=0) + 3)
    facts = {name: getattr(story, name) for name in ("name", "birth_date", "record_number", "phone", "language")}
    facts |= {"email": story.address, "time_zone": story.time_zone or clinic.time_zone}
    facts |= {"conditions": None if story.conditions is None else list(story.conditions)}
    code, text = story.diagnosis
    episode = {"region": story.region, "diagnosis_code": code, "diagnosis_text": text}
    patient = open_record(by=clinician, clinic=clinic, patient=facts, episode=episode, today=first_day.date())
    patient.user = place.add_account(story.name, story.address, agreed_at=now, agreed_to=WORDING)
    patient.save(update_fields=["user"])
    return Care(clinician, patient, patient.episodes.get(), now)
