"""Every rule of the clinical specification, told for clinicians: the registered ones, those that judge an exercise
before it is published, and the properties no single function holds."""

import inspect
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.thresholds import FIELDS
from exercises.vocabulary import bibliography, matrix
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.red_flags import RULES_OF_FLAG
from prescriptions.safety.registry import RULES

SECTIONS = {
    "article": _("From the founding article"),
    "flags": _("Red flags"),
    "pain": _("How the body answers"),
    "conditions": _("Conditions against exercises"),
    "plan": _("What makes a plan sound"),
}
ALL_MOMENTS = tuple(Moment)


@dataclass(frozen=True)
class Entry:
    """One rule as the page shows it. `level` is None for a property: it never fires, it holds.

    `ticks`: the signs that raise it; `rows`: its rows of the condition x trait matrix; `kept`: where the program
    holds it, for what is no rule of its own.
    """

    code: str
    level: Level | None
    moments: tuple[Moment, ...]
    says: str
    source: str
    clears_by: str = ""
    patient_message: str = ""
    urgency: str = "none"
    ticks: tuple[str, ...] = ()
    rows: tuple[dict, ...] = ()
    kept: str = ""

    @property
    def levels(self):
        """Every level it may speak at, the strongest first."""
        found = {Level(row["level"]) for row in self.rows} or ({self.level} if self.level else set())
        return sorted(found, key=lambda level: -level.strength)

    @property
    def section(self):
        """The heading of SECTIONS it stands under."""
        clinical, number, _suffix = place_of(self.code)
        if not clinical:
            return "article"
        return "flags" if number <= 12 else "pain" if number <= 18 else "conditions" if number <= 41 else "plan"

    @property
    def citations(self):
        """The bibliography's entries that `source` names."""
        named = set(re.findall(r"[A-Z0-9]+(?:-[A-Z0-9]+)+", self.source))
        return [
            each
            for key, each in bibliography().items()
            if key in named or any(key.startswith(f"{name}-") for name in named)
        ]


PUBLISHING = [
    Entry(
        "S-16",
        Level.HARD,
        (Moment.PUBLISH,),
        _("Every exercise says how to breathe, and no text asks to hold the breath."),
        "L76, stated",
        _("A text about even and calm breathing."),
    ),
    Entry(
        "S-24",
        Level.HARD,
        (Moment.PUBLISH,),
        _("No text for patients promises a cure; what is Norbekov's says “traditional method, no proof of cure”."),
        "L2, label stated; the claims of L40, L81 and L100 are not repeated",
        _("A text without the promise."),
    ),
    Entry(
        "S-25",
        Level.HARD,
        (Moment.PUBLISH,),
        _("An effort held for 5 seconds or longer has a time to relax after it."),
        "L56, L57, stated",
        _("Seconds to relax."),
    ),
]
PROPERTIES = [
    Entry(
        "S-19",
        None,
        (Moment.SAVE,),
        _("Exercise may be done at any time of the day."),
        "L76, stated",
        kept=_("No rule knows the hour: it is given the patient's date and no clock."),
    ),
    Entry(
        "S-31",
        None,
        (Moment.SAVE,),
        _("Age alone never keeps an adult from exercising."),
        "L7",
        kept=_("Only S-28 (under 18) and C-49 (from 75, information) read the age."),
    ),
    Entry(
        "C-52",
        None,
        ALL_MOMENTS,
        _(
            "A reason that passes a warning is stored with rule, clinician, time and version of the rules. It has at "
            "least 10 characters and lapses after 28 days, when the stage changes, or with a new condition or red flag."
        ),
        "governance",
        kept=_("Issuing stores the reason, and the database refuses a shorter one."),
    ),
    Entry(
        "C-53",
        None,
        ALL_MOMENTS,
        _("What cannot be issued can be passed by nobody: the answer names the rule and what clears it."),
        "governance",
        kept=_("Pages and API call one action, which judges again in the same transaction and takes no exception."),
    ),
    Entry(
        "C-54",
        None,
        (Moment.START,),
        _("Every page of a patient's session says when to stop and shows the local emergency number."),
        "governance",
        kept=_("It stands in the frame of the patient's pages, with the number of the clinic."),
    ),
    Entry(
        "C-55",
        None,
        ALL_MOMENTS,
        _("When several rules speak, all are reported and the strongest level decides."),
        "governance",
        kept=_("One function runs the rules of a moment, and nothing stops it at the first."),
    ),
]


def handbook():
    """Every rule there is, as Entries in the order of the specification: S-01 … S-31, C-01 … C-56."""
    entries = [*(_registered(rule) for rule in RULES.values()), *PUBLISHING, *PROPERTIES]
    return sorted(entries, key=lambda entry: place_of(entry.code))


def _registered(rule):
    return Entry(
        code=rule.code,
        level=rule.level,
        moments=tuple(moment for moment in Moment if moment in rule.moments),
        says=sentence_of(rule.judge),
        source=rule.source,
        clears_by=rule.clears_by,
        patient_message=rule.patient_message,
        urgency=rule.urgency,
        ticks=tuple(flag for flag, codes in RULES_OF_FLAG.items() if rule.code in codes),
        rows=tuple(row for row in matrix() if row["rule"] == rule.code),
    )


def sentence_of(judge):
    """What a rule says, in its docstring's first paragraph, on one line; it is translated where it is shown."""
    return " ".join(inspect.getdoc(judge).split("\n\n")[0].split())


def settings_of(code):
    """The names of the clinic's settings (accounts.thresholds) that the rule `code` is judged by."""
    return [name for name, field in FIELDS.items() if code in field.metadata["rules"].split(", ")]


def place_of(code):
    """Where `code` stands in the specification: S before C, then by number, then by letter."""
    letter, number, suffix = re.fullmatch(r"([SC])-(\d+)([a-z]?)", code).groups()
    return "SC".index(letter), int(number), suffix
