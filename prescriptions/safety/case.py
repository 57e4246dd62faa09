"""The facts the rules judge: gathered once (facts.py), never fetched by a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from accounts.thresholds import Thresholds
from exercises.dosage import Dose
from exercises.models import Exercise

BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Visit:
    """An assessment as the rules see it; `on` is the patient's date, pain 0 to 10, blood pressure in mmHg."""

    on: date
    stage: str
    at: datetime = BEGINNING
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
    # red flags this assessment recorded as excluded or treated
    cleared: frozenset = frozenset()


@dataclass(frozen=True)
class Told:
    """A check-in as the rules see it: `session` is the date it speaks of, `on` the patient's date it was felt on.

    `symptoms` None: not asked. `waiting`: the alert it raised is not answered yet; `known`: it is.
    """

    on: date
    session: date
    kind: str
    pain: int | None = None
    symptoms: frozenset | None = None
    discomfort: bool = False
    occurrence: int = 1
    at: datetime = BEGINNING
    waiting: bool = False
    known: bool = False


@dataclass(frozen=True)
class Done:
    """A completion as the rules see it; `item` is the plan item's id."""

    item: str
    on: date
    outcome: str = "done"
    pain_during: int | None = None
    discomfort: bool = False
    spreading: bool = False
    occurrence: int = 1


@dataclass(frozen=True)
class Reading:
    """A pain value of 0 to 10 and the patient's date it was felt on."""

    pain: int
    on: date
    at: datetime


def _readings(visits, told):
    """Every pain value, newest first."""
    found = [Reading(visit.pain_now, visit.on, visit.at) for visit in visits if visit.pain_now is not None]
    found += [Reading(each.pain, each.on, each.at) for each in told if each.pain is not None]
    return sorted(found, key=lambda reading: (reading.on, reading.at), reverse=True)


@dataclass(frozen=True)
class Region:
    """What is known of one region: the open episode's visits and check-ins, newest first, and all supervised sessions
    ever."""

    visits: tuple[Visit, ...] = ()
    supervised_sessions: int = 0
    told: tuple[Told, ...] = ()

    def pain_now(self, today, *, days):
        """The newest pain value not older than `days`, or None (C-18: an older one closes a gate)."""
        known = self._newest_pain()
        return known.pain if known and not self.pain_is_old(today, days=days) else None

    def pain_is_old(self, today, *, days):
        """True when there is a pain value, and it is older than `days`."""
        known = self._newest_pain()
        return known is not None and today - known.on > timedelta(days=days)

    def _newest_pain(self):
        return next(iter(_readings(self.visits, self.told)), None)


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
    # True when a session is about to start: what the patient said since counts beside the assessments
    starting: bool = False
    # what was done under this plan lately, and the check-in or completion that is judged at REPORT
    done: tuple[Done, ...] = ()
    reported: Told | Done | None = None
    # pain at the assessment it was issued by, and the date the first plan of the episode was issued
    baseline_pain: int | None = None
    active_since: date | None = None
    # change of the patient-specific functional scale's mean since the baseline, or None when it was not measured twice
    function_change: float | None = None
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
    def told(self):
        """Check-ins under the plans of this episode, newest first."""
        return self.regions.get(self.region, Region()).told

    @property
    def pain_now(self):
        """The newest pain value of this episode that still counts, or None."""
        return self.regions.get(self.region, Region()).pain_now(self.today, days=self.thresholds.pain_value_days)

    @property
    def day(self):
        """The date under judgement: the one reported on, else today."""
        if isinstance(self.reported, Told):
            return self.reported.session
        return self.reported.on if self.reported else self.today

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
