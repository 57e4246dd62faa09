"""Generated patients, their assessments and plans; and what the specification's own tables say of them."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from exercises.models import Exercise
from exercises.vocabulary import words
from prescriptions.actions import Line
from prescriptions.safety import Case, Item, Visit
from prescriptions.safety.case import Region
from tests import factories
from tests.prescriptions.safety.codes import FLAGS
from tests.prescriptions.safety.matrix_rows import ROWS

STRENGTH = {"advise": 1, "warn": 2, "hard": 3}
HIGH_PRESSURE = "blood-pressure-180-110"
STAGES = ["acute", "recovery", "maintenance"]
REGIONS = ["cervical", "thoracic", "lumbar"]
BED_OR_CHAIR = ("in-bed", "sitting")


@dataclass(frozen=True)
class Prescribed:
    """An exercise by its place in the library, and what the clinician made of it."""

    place: int
    dose: dict = field(default_factory=dict)
    side: str = ""
    alternative: bool = False


@dataclass(frozen=True)
class Person:
    """All that is drawn about one patient, one assessment and one plan."""

    region: str
    stage: str
    birth_date: date
    conditions: frozenset | None
    flags: frozenset
    pressure: tuple | None
    named_cause: bool
    supervised: int
    screened: bool
    days_ago: int
    answers: dict
    fitting: bool  # exercises of the region and stage, or any of the library
    prescribed: tuple


def mostly(usual, rare, *, of=8):
    """`usual` in most draws, `rare` in one of `of`."""
    return st.integers(1, of).flatmap(lambda number: rare if number == of else usual)


def conditions():
    return st.frozensets(st.sampled_from(sorted(words("patient_conditions"))), max_size=3)


def prescribed():
    doses = st.fixed_dictionaries(
        {},
        optional={
            "repetitions": st.integers(1, 100),
            "hold_seconds": st.integers(0, 60),
            "sets": st.integers(1, 4),
            "weekdays": st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
        },
    )
    return st.builds(
        Prescribed,
        place=st.integers(0, 10_000),
        dose=mostly(st.just({}), doses, of=3),
        side=mostly(st.just("default"), st.sampled_from(["", "left", "right", "both"]), of=4),
        alternative=mostly(st.just(False), st.just(True), of=4),
    )


def answers():
    pain = mostly(st.just(0), st.integers(0, 10), of=3)
    return st.fixed_dictionaries(
        {
            "pain_now": mostly(pain, st.none()),
            "pain_on_movement": mostly(pain, st.none()),
            "inflammation_settled": mostly(st.just(True), st.just(False), of=4),
            "posture_deviation": mostly(st.just(False), st.just(True)),
            "collar": mostly(st.just(False), st.sampled_from([None, True])),
        }
    )


def people():
    pressures = st.tuples(st.integers(100, 230), st.integers(60, 130)).filter(lambda pair: pair[0] > pair[1])
    return st.builds(
        Person,
        region=st.sampled_from(REGIONS),
        stage=mostly(st.sampled_from(STAGES[1:]), st.just("acute"), of=4),
        birth_date=st.dates(date(1935, 1, 1), date(2012, 12, 31)),
        conditions=mostly(mostly(st.just(frozenset()), conditions(), of=2), st.none()),
        flags=mostly(st.just(frozenset()), st.frozensets(st.sampled_from(sorted(FLAGS)), max_size=2), of=6),
        pressure=mostly(st.none(), pressures, of=3),
        named_cause=mostly(st.just(True), st.just(False)),
        supervised=st.integers(0, 3),
        screened=mostly(st.just(True), st.just(False)),
        days_ago=mostly(st.just(0), st.integers(0, 30), of=4),
        answers=answers(),
        fitting=mostly(st.just(True), st.just(False), of=3),
        prescribed=st.lists(prescribed(), min_size=1, max_size=4, unique_by=lambda each: each.place).map(tuple),
    )


def well_people():
    """People nothing speaks against but a dose or an exercise."""
    healthy = {"conditions": frozenset(), "flags": frozenset(), "pressure": None, "named_cause": True}
    healthy |= {"screened": True, "days_ago": 0, "supervised": 3, "fitting": True}
    return people().map(lambda person: replace(person, **healthy))


def make_person(person, *, clinic, by, now):
    """The patient, the episode and the assessments of `person` as rows; returns the episode."""
    conditions_ = None if person.conditions is None else sorted(person.conditions)
    patient = factories.make_patient(clinic, responsible=by, birth_date=person.birth_date, conditions=conditions_)
    diagnosis = "Osteochondrosis" if person.named_cause else ""
    episode = factories.make_episode(patient, region=person.region, diagnosis_text=diagnosis)
    then = now - timedelta(days=person.days_ago)
    for number in range(person.supervised):
        at = then - timedelta(days=1 + number)
        factories.make_assessment(episode, by=by, stage=person.stage, at=at, supervised_session=True, screened=False)
    pressure = dict(zip(("systolic", "diastolic"), person.pressure, strict=True)) if person.pressure else {}
    collar = {"collar_reason": "Holds the head well."} if person.answers["collar"] is False else {}
    factories.make_assessment(
        episode,
        by=by,
        stage=person.stage,
        at=then,
        screened=person.screened,
        red_flags=sorted(person.flags & set(words("red_flags"))),
        symptoms=sorted(person.flags - set(words("red_flags"))),
        **person.answers | pressure | {"collar_reason": ""} | collar,
    )
    return episode


def case_of(person, lines, *, today):
    """`person` as the rules see them, without a row in the database; `lines` as the exercises of the plan."""
    then = today - timedelta(days=person.days_ago)
    held = [
        Visit(on=then - timedelta(days=1 + number), stage=person.stage, pain_now=0, supervised_session=True)
        for number in range(person.supervised)
    ]
    visit = Visit(on=then, stage=person.stage, red_flags_screened=person.screened, **person.answers)
    return Case(
        today=today,
        birth_date=person.birth_date,
        region=person.region,
        stage=person.stage,
        conditions=person.conditions,
        named_cause=person.named_cause,
        flags=person.flags,
        blood_pressure=person.pressure,
        regions={person.region: Region((visit, *held), person.supervised)},
        items=tuple(
            Item(line.exercise, line.dose, id=line.exercise.key, side=line.side, alternative=line.alternative)
            for line in lines
        ),
        starts_on=today,
        review_on=today + timedelta(days=7),
        first_plan=True,
    )


def lines_for(person, library):
    """The prescribed exercises as Lines; `library` is a list of Exercises in a fixed order."""
    pool = (
        [each for each in library if person.stage in each.stages and each.region in (person.region, "general")]
        if person.fitting
        else library
    )
    chosen = {}
    for each in person.prescribed:
        exercise = pool[each.place % len(pool)]
        one_sided = exercise.laterality in ("midline", "bilateral")
        side = factories.default_side(exercise) if each.side == "default" or one_sided else each.side
        alternatives = exercise.alternative_positions if each.alternative else []
        line = Line(exercise, exercise.dose.overlaid(each.dose), side, alternatives[0] if alternatives else "")
        chosen.setdefault(exercise.key, line)
    return list(chosen.values())


def the_library():
    """The exercises of the shared catalogue, by key."""
    return list(Exercise.objects.filter(clinic=None, retired_at=None).order_by("key"))


def conflicts_of(person, items):
    """What the specification's tables say of `items` (PlanItems or Lines): (rule, exercise or None) -> level.

    Written from the tables beside this file, not from the program: conditions against traits, C-27, C-29, the flags
    and the pressure.
    """
    found = {}
    for flag in person.flags - {HIGH_PRESSURE}:
        found |= {(code, None): "hard" for code in FLAGS[flag]}
    for item in items:
        for rule, level in _of_item(person, item):
            place = (rule, item.exercise.key)
            if STRENGTH[level] > STRENGTH.get(found.get(place), 0):
                found[place] = level
    return found


def _of_item(person, item):
    known, traits = _known(person), {*item.exercise.traits, item.alternative}
    eased = item.alternative in BED_OR_CHAIR
    for rule, condition, level, told in ROWS:
        met = traits & set(told.split())
        if condition in known and met:
            may_ease = rule == "C-38" or (rule == "C-37" and met == {"floor-transfer"})
            yield rule, "advise" if eased and may_ease and level == "warn" else level
    if "spinal-surgery-uncleared" in known:
        yield "C-27", "hard"
    if "pregnancy-warning-signs" in known:
        yield "C-29", "hard"
    calm = set(item.exercise.movement_direction)
    if _pressure_is_high(person) and not (calm and calm <= {"breathing", "positional-rest"}):
        yield "C-12", "hard"


def _known(person):
    systolic, diastolic = person.pressure or (0, 0)
    measured = (140 <= systolic < 180 or 90 <= diastolic < 110) and systolic < 180 and diastolic < 110
    return (person.conditions or frozenset()) | ({"hypertension"} if measured else set())


def _pressure_is_high(person):
    systolic, diastolic = person.pressure or (0, 0)
    return systolic >= 180 or diastolic >= 110 or HIGH_PRESSURE in person.flags
