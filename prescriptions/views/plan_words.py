"""What the rules said of an issued plan, with the reasons that passed them."""

from dataclasses import dataclass, field

from prescriptions.models import Override
from prescriptions.safety import Level
from prescriptions.views.builder_findings import FIRST_WORDS, ICONS


@dataclass(frozen=True)
class Said:
    """One finding as it was stored, and the reason a clinician gave to pass it."""

    finding: dict
    passed: Override | None = None
    first_words: str = field(init=False)
    icon: str = field(init=False)

    @property
    def level(self):
        return self.finding["level"]
