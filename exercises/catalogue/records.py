"""One exercise, set or advice as its file says it, checked field by field and ready to be stored."""

from dataclasses import asdict, dataclass, field

from exercises.catalogue import shapes
from exercises.catalogue.blocks import ADVICE, DOSES, LISTED_SET, ORIGIN, SET
from exercises.catalogue.errors import Wrong
from exercises.dosage import DOSE_FIELDS, WEEKDAYS, Dose
from exercises.safety import publishing_faults, text_faults
from exercises.vocabulary import Method

STANDS_AT = ("article_line", "stage_line", "stage_quote", "stage_basis")
SOURCE = (*ORIGIN, "sources", "certainty")
DAYS = {"days_per_week": "weekdays"}


@dataclass(frozen=True, kw_only=True)
class ExerciseRecord:
    file: str
    key: str
    title: str
    method: str
    region: str
    stages: list
    position: str
    alternative_positions: list
    laterality: str
    equipment: list
    difficulty: int
    supervision: str
    purpose: str
    steps: list
    breathing: str
    mental_imagery: str
    cautions: list
    movement_direction: list
    muscles: list
    goals: list
    traits: list
    progression: str
    regression: str
    dose: Dose
    dose_source: dict
    source: dict
    set_key: str
    order_in_set: int | None
    # language -> field -> text, filled by translations.py
    texts: dict = field(default_factory=dict)

    kind = "exercise"

    def columns(self):
        """The record as columns of the model: the dose spread out, the file left out."""
        row = asdict(self)
        del row["file"], row["dose"]
        return row | self.dose.as_json()


@dataclass(frozen=True, kw_only=True)
class SetRecord:
    file: str
    key: str
    title: str
    method: str
    region: str
    stages: list
    order_strict: bool
    precondition: str
    frequency: str
    exercises: list
    texts: dict = field(default_factory=dict)

    kind = "set"

    def columns(self):
        row = asdict(self)
        del row["file"], row["exercises"]
        return row


@dataclass(frozen=True, kw_only=True)
class AdviceRecord:
    file: str
    key: str
    title: str
    text: str
    topic: str
    rule: str
    methods: list
    regions: list
    stages: list
    exercises: list
    position: int
    source: dict
    texts: dict = field(default_factory=dict)

    kind = "advice"

    def columns(self):
        row = asdict(self)
        del row["file"]
        row["kind"] = row.pop("topic")
        return row


def exercise_record(found, *, shape, file, set_key="", order_in_set=None):
    """`found`, an [[exercise]] block, as a record; Wrong where it cannot be taken."""
    checked = shapes.table(shape)(found)
    _check_origin(checked)
    dose, dose_source = _dose_of(checked)
    source = _source_of(checked)
    columns = {name: value for name, value in checked.items() if name not in (*SOURCE, *DOSES)}
    place = {"set_key": set_key, "order_in_set": order_in_set}
    record = ExerciseRecord(file=file, **columns, **place, dose=dose, dose_source=dose_source, source=source)
    for fault in publishing_faults(record):
        raise Wrong(f"{fault.rule}: {fault.message}", field=fault.field)
    return record


def set_record(found, *, file, exercises=None):
    """A set: one that heads its file holds that file's `exercises`, a listed one names its own."""
    checked = shapes.table(LISTED_SET if exercises is None else SET)(found)
    # Only what the article states is kept: the days of the rest stand in each exercise's dose.
    del checked["frequency_default"]
    return SetRecord(file=file, **{"exercises": exercises} | checked)


def advice_record(found, *, file, position):
    """`found`, an [[advice]] block, as a record."""
    checked = shapes.table(ADVICE)(found)
    for fault in text_faults((name, checked[name]) for name in ("title", "text")):
        raise Wrong(f"{fault.rule}: {fault.message}", field=fault.field)
    source = {name: checked.pop(name) for name in ("article_line", "quote") if name in checked}
    return AdviceRecord(file=file, topic=checked.pop("kind"), **checked, position=position, source=source)


def _check_origin(checked):
    if Method(checked["method"]).from_article:
        for name in STANDS_AT:
            if name not in checked:
                raise Wrong("is missing; an exercise of the article says where it stands", field=name)
    elif checked["dose"]:
        raise Wrong("only an exercise of the article has a stated dose; use dose_default", field="dose")


def _dose_of(checked):
    stated, default = checked["dose"], checked["dose_default"]
    for name in stated.keys() & default.keys():
        raise Wrong("is stated in dose as well; keep one of the two", field=f"dose_default.{name}")
    dose = Dose().overlaid(_named_days(default | stated))
    if dose.repetitions is None and dose.duration_minutes is None:
        raise Wrong("needs repetitions or duration_minutes", field="dose_default")
    from_article = _named_days(stated)
    given = [name for name in DOSE_FIELDS if getattr(dose, name) is not None]
    return dose, {name: "article" if name in from_article else "default" for name in given}


def _named_days(numbers):
    """Days a week as the days they are; the rest as it stands."""
    named = {DAYS.get(name, name): value for name, value in numbers.items()}
    return named | ({"weekdays": WEEKDAYS[named["weekdays"]]} if "weekdays" in named else {})


def _source_of(checked):
    for name in checked["dose_lines"].keys() - checked["dose"].keys():
        raise Wrong("is not stated in dose", field=f"dose_lines.{name}")
    lines = {DAYS.get(name, name): line for name, line in checked["dose_lines"].items()}
    source = {name: checked[name] for name in SOURCE if checked.get(name)}
    return source | ({"dose_lines": lines} if lines else {})
