"""C-20 to C-41: the patient's conditions against the exercise's traits, row by row of the matrix."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.vocabulary import matrix, words
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import RULES, Word, rule

SAVE, ACTIVATE = Moment.SAVE, Moment.ACTIVATE
ANOTHER_EXERCISE = gettext_lazy("Another exercise, or the condition resolved in the record.")
BED_OR_CHAIR = ("in-bed", "sitting")
MATRIX_SOURCES = {
    "C-20": "IFOMPT-2023",
    "C-21": "JOSPT-NECK-2017, JULL-2018",
    "C-22": "JOSPT-NECK-2017",
    "C-23": "MCGILL-2015, NICE-NG59, JOSPT-LBP-2021",
    "C-24": "JOSPT-LBP-2021, practice",
    "C-25": "OSTEO-UK-2022, SINAKI-1984",
    "C-26": "OSTEO-UK-2022, SINAKI-1984",
    "C-28": "practice, JOSPT-LBP-2021",
    "C-30": "ACOG-804, practice",
    "C-31": "AHA-2007, ACSM-GETP11",
    "C-32": "AHA-2007, article L76",
    "C-33": "practice",
    "C-34": "practice",
    "C-35": "practice",
    "C-36": "TRELEAVEN-2008",
    "C-37": "SHERRINGTON-2019",
    "C-38": "practice",
    "C-39": "practice",
    "C-40": "practice",
    "C-41": "practice",
}


def _eased(level, code, met, item):
    """C-37 (getting to the floor) and C-38 are only shown where a bed or chair position was offered and chosen."""
    if level != Level.WARN or item.alternative not in BED_OR_CHAIR:
        return level
    from_the_floor = code == "C-37" and met == {"floor-transfer"}
    return Level.ADVISE if from_the_floor or code == "C-38" else level


def _traits(item):
    """The exercise's traits; an alternative position that is one itself (lying prone, supine) counts as well."""
    return {*item.exercise.traits, item.alternative}


def _says(condition, met, code):
    if code == "C-32":
        return _("%(condition)s: count aloud and keep breathing.") % {"condition": condition}
    traits = ", ".join(words("exercise_traits")[trait] for trait in sorted(met))
    return _("%(condition)s: %(traits)s.") % {"condition": condition, "traits": traits}


def _judge_of(code):
    rows = [row for row in matrix() if row["rule"] == code]

    def meets(case):
        known = case.known_conditions()
        for item in case.items:
            for row in rows:
                met = row["traits"].intersection(_traits(item))
                if met and row["condition"] in known:
                    condition = words("patient_conditions")[row["condition"]]
                    level = _eased(Level(row["level"]), code, met, item)
                    yield Word(_says(condition[:1].upper() + condition[1:], met, code), item, level)

    meets.__name__ = f"matrix_{code.lower().replace('-', '_')}"
    meets.__doc__ = "A condition of the patient speaks against what the exercise asks of the body."
    return meets


def register_matrix():
    """Register one rule for each code of the matrix; its level is the row's."""
    for code in sorted({row["rule"] for row in matrix()}):
        levels = [Level(row["level"]) for row in matrix() if row["rule"] == code]
        strongest = max(levels, key=lambda level: level.strength)
        rule(code, strongest, SAVE, ACTIVATE, source=MATRIX_SOURCES[code], clears_by=ANOTHER_EXERCISE)(_judge_of(code))


register_matrix()


@rule(
    "C-27",
    Level.HARD,
    SAVE,
    ACTIVATE,
    source="practice; JOSPT-LBP-2021 supports exercise after surgery",
    clears_by=gettext_lazy("The surgeon's clearance, recorded in the conditions."),
)
def operation_without_clearance(case):
    """A spinal operation within 12 weeks and no surgeon's clearance: no exercise."""
    if "spinal-surgery-uncleared" in case.known_conditions():
        for item in case.items:
            yield Word(_("A spinal operation without the surgeon's clearance on file."), item)


@rule("C-29", Level.HARD, SAVE, ACTIVATE, source="ACOG-804", clears_by=gettext_lazy("Clearance by the obstetrician."))
def pregnancy_with_warning_signs(case):
    """Pregnancy with a warning sign: no exercise."""
    if "pregnancy-warning-signs" in case.known_conditions():
        for item in case.items:
            yield Word(_("Pregnancy with warning signs."), item)


CONDITION_RULES = (*MATRIX_SOURCES, "C-27", "C-29")


def spoken_against(case, item):
    """True if a condition of the patient forbids `item` or asks for a reason first (section 2.3)."""
    alone = replace(case, items=(item,))
    findings = (finding for code in CONDITION_RULES for finding in RULES[code].findings(alone))
    return any(finding.level != Level.ADVISE for finding in findings)
