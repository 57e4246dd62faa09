"""What a rule says, as data."""

from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum


class Level(StrEnum):
    """HARD cannot be passed by anyone; WARN needs a clinician's written reason; ADVISE is shown."""

    HARD = "hard"
    WARN = "warn"
    ADVISE = "advise"

    @property
    def strength(self):
        return {"hard": 3, "warn": 2, "advise": 1}[self.value]


class Moment(StrEnum):
    """When a rule is judged (section 0 of the rules)."""

    SAVE = "save"
    ACTIVATE = "activate"
    START = "start"
    REPORT = "report"
    STAGE = "stage"
    PUBLISH = "publish"


URGENCIES = ("emergency", "urgent", "prompt", "none")


class Strength(IntEnum):
    """How urgently a person must be seen; compared when findings meet in one alert."""

    NONE = 0
    PROMPT = 1
    URGENT = 2
    EMERGENCY = 3


@dataclass(frozen=True)
class Finding:
    """One rule's word on a plan or one of its items; the shape of the contract, field for field."""

    rule: str
    level: Level
    message: str
    item: str | None = None
    exercise: str | None = None
    patient_message: str = ""
    urgency: str = "none"
    clears_by: str = ""
    # what follows from it at REPORT; no part of the contract's shape
    pauses: bool = False
    alerts: bool = False

    def as_json(self):
        names = ("rule", "level", "item", "exercise", "message", "patient_message", "urgency", "clears_by")
        facts = asdict(self)
        return {name: facts[name] for name in names} | {"level": self.level.value}
