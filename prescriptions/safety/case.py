"""The facts the rules judge: gathered once (facts.py), never fetched by a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.thresholds import Thresholds
from exercises.dosage import Dose
from exercises.models import Exercise


@dataclass(frozen=True)
class Visit:
    """An assessment as the rules see it; `on` is the patient's date, pain 0 to 10, blood pressure in mmHg."""

    on: date
    stage: str
    pain_now: int | None = None
    pain_on_movement: int | None = None
    inflammation_settled: bool = False
    symptoms: frozenset = frozenset()
    pain_sites: frozenset = frozenset()
    red_flags_screened: bool = False
    collar: bool | None = None
    collar_until: date | None = None
    posture_deviation: bool = False
    supervised_session: bool = False


@dataclass(frozen=True)
class Region:
    """What is known of one region: the open episode's visits, newest first, and all supervised sessions ever."""

    visits: tuple[Visit, ...] = ()
    supervised_sessions: int = 0

    def pain_now(self, today, *, days):
        """The newest pain value not older than `days`, or None (C-18: an older one closes a gate)."""
        known = self._newest_pain()
        return known.pain_now if known and not self.pain_is_old(today, days=days) else None

    def pain_is_old(self, today, *, days):
        """True when there is a pain value, and it is older than `days`."""
        known = self._newest_pain()
        return known is not None and today - known.on > timedelta(days=days)

    def _newest_pain(self):
        return next((visit for visit in self.visits if visit.pain_now is not None), None)


@dataclass(frozen=True)
class Item:
    """A prescribed exercise with its dose; `id` is None while it is only considered."""

    exercise: Exercise
    dose: Dose
    id: str | None = None
    side: str = ""
    alternative: str = ""

    def has(self, *traits):
        return not set(traits).isdisjoint(self.exercise.traits)


@dataclass(frozen=True)
class Case:
    """A person, an episode and a plan on the patient's date `today`."""

    today: date
    birth_date: date
    region: str
    stage: str | None
    conditions: frozenset | None = None
    named_cause: bool = False
    flags: frozenset = frozenset()
    blood_pressure: tuple[int, int] | None = None
    regions: Mapping[str, Region] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    items: tuple[Item, ...] = ()
    starts_on: date | None = None
    review_on: date | None = None
    # True when nothing was issued to this person before
    first_plan: bool = False
    # True when nothing was recorded under this plan yet
    first_session: bool = False
    # exercise key -> Dose of the plan this draft revises (C-45)
    former: Mapping[str, Dose] = field(default_factory=dict)
    # key -> title of the Norbekov warm-up, known when the plan holds a Norbekov item (S-20)
    warm_up: Mapping[str, str] = field(default_factory=dict)
    # what the patient reads (C-57)
    language: str = "en"

    @property
    def visits(self):
        return self.regions.get(self.region, Region()).visits

    @property
    def visit(self):
        """The newest assessment of the episode, or None."""
        return self.visits[0] if self.visits else None

    def collar_since(self):
        """The date of the first `yes` of the newest unbroken row of collar decisions."""
        since = self.today
        for visit in self.visits:
            if visit.collar is False:
                break
            if visit.collar:
                since = visit.on
        return since

    def known_conditions(self):
        """Conditions on file, and hypertension when it was measured (140-179 over 90-109)."""
        conditions = self.conditions or frozenset()
        if self.blood_pressure:
            systolic, diastolic = self.blood_pressure
            if (systolic >= 140 or diastolic >= 90) and systolic < 180 and diastolic < 110:
                conditions |= {"hypertension"}
        return conditions
