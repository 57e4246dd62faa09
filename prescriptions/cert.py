"""A plan as text with the 16 items of the Consensus on Exercise Reporting Template, for the notes or a paper.

Source of the items: Slade SC, Dionne CE, Underwood M, Buchbinder R. Consensus on Exercise Reporting Template (CERT):
explanation and elaboration statement. Br J Sports Med 2016; 50: 1428-1437. What the record does not know is said to be
not recorded: nothing is made up.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.dosage import Dose
from exercises.vocabulary import Method, Region, Stage
from exercises.vocabulary import words as vocabulary
from exercises.wording import dose_words, frequency_words


@dataclass(frozen=True)
class Entry:
    """One of the items: its number (7 and 14 and 16 have two parts), what it asks, and what the plan says."""

    number: str
    title: str
    text: str


@dataclass(frozen=True)
class Facts:
    """What the sheet does not hold: counts of sessions and of untoward reports, and who taught the exercises."""

    author: str
    due: int = 0
    done: int = 0
    partly: int = 0
    supervised_sessions: int = 0
    against: int = 0
    discomfort: int = 0
    holds: int = 0
    progressed: bool = False


def cert_of(sheet, facts):
    """The Entries of a plan's `sheet`, in the order of the template."""
    lines = sheet["items"]
    return [
        Entry("1", _("Exercise equipment"), _equipment(lines)),
        Entry(
            "2",
            _("Qualifications of the instructor"),
            _instructor(facts),
        ),
        Entry("3", _("Individually or in a group"), _("Individually.")),
        Entry("4", _("Supervised or not"), _supervision(facts)),
        Entry("5", _("How adherence is measured and reported"), _adherence_measured()),
        Entry(
            "6",
            _("Motivation"),
            _("A mark for what was done, and a page that shows the progress."),
        ),
        Entry("7a", _("Decision rule for progression"), _progression_rule()),
        Entry("7b", _("How the programme was progressed"), _progressed(facts, sheet)),
        Entry("8", _("Each exercise, to be replicated"), _exercises(lines)),
        Entry("9", _("Home programme"), _("All of it is done at home, alone, unless item 4 says otherwise.")),
        Entry("10", _("Other than exercise"), _advice(sheet)),
        Entry("11", _("Adverse events"), _adverse(facts)),
        Entry("12", _("Setting"), _("At home; prescribed at %(clinic)s.") % {"clinic": sheet["clinic"]["name"]}),
        Entry("13", _("Dose"), "\n".join(f"{line['position']}. {line['title']}: {_dose(line)}" for line in lines)),
        Entry("14a", _("Generic or tailored"), _("Tailored to the person.")),
        Entry("14b", _("How it was tailored"), _tailored(sheet)),
        Entry("15", _("Decision rule for the starting level"), _starting_level(sheet)),
        Entry("16a", _("How fidelity was assessed"), _("Each occurrence is marked done, partly done or skipped.")),
        Entry("16b", _("Delivered as planned"), _delivered(facts)),
    ]


def cert_text(sheet, facts):
    """The same as plain text."""
    head = _("CERT description of plan %(version)s") % {"version": sheet["version"]}
    return (
        "\n\n".join([head, *(f"{entry.number}. {entry.title}\n{entry.text}" for entry in cert_of(sheet, facts))]) + "\n"
    )


def _equipment(lines):
    things = dict.fromkeys(vocabulary("equipment").get(thing, thing) for line in lines for thing in line["equipment"])
    return ", ".join(things) if things else _("None.")


def _instructor(facts):
    words = _("%(name)s, clinician of the clinic; no further qualification is recorded.")
    return words % {"name": facts.author}


def _supervision(facts):
    words = ngettext(
        "Unsupervised at home; %(count)s supervised session of this region is recorded.",
        "Unsupervised at home; %(count)s supervised sessions of this region are recorded.",
        facts.supervised_sessions,
    )
    return words % {"count": facts.supervised_sessions}


def _adherence_measured():
    return _("Occurrences done of those due by the plan, marked by the patient on the day or up to seven days later.")


def _progression_rule():
    return _(
        "By a clinician only. Proposed when most of it was done without trouble and the pain has not risen: "
        "a fifth more at most, the next exercise of the chain, or the next stage."
    )


def _progressed(facts, sheet):
    words = _("This plan revises an earlier one.") if facts.progressed else _("This is the first plan of the episode.")
    return f"{words} " + _("Version %(version)s.") % {"version": sheet["version"]}


def _exercises(lines):
    return "\n".join(_exercise(line) for line in lines)


def _exercise(line):
    steps = " ".join(line["steps"])
    sides = {"left": _("Left side."), "right": _("Right side."), "both": _("Both sides.")}
    return " ".join(
        filter(None, [f"{line['position']}. {line['title']}.", steps, line["breathing"], sides.get(line["side"])])
    )


def _dose(line):
    dose = Dose().overlaid(line["dose"])
    amount = dose_words(dose, laterality=line["laterality"], side=line["side"] or "")
    return f"{amount} · {frequency_words(dose)}"


def _advice(sheet):
    return "; ".join(record["title"] for record in sheet["advice"]) or _("Nothing.")


def _adverse(facts):
    if not (facts.against or facts.discomfort or facts.holds):
        return _("None was reported.")
    words = _(
        "Reports of discomfort: %(discomfort)s. Times the plan was put on hold: %(holds)s. "
        "Done against advice: %(against)s."
    )
    return words % {"discomfort": facts.discomfort, "holds": facts.holds, "against": facts.against}


def _tailored(sheet):
    methods = dict.fromkeys(str(Method(line["method"]).label) for line in sheet["items"])
    facts = {"stage": Stage(sheet["stage"]).label.lower(), "region": Region(sheet["region"]).label.lower()}
    words = _(
        "By region (%(region)s), stage (%(stage)s), conditions and findings of the safety rules. Methods: %(methods)s."
    )
    return words % (facts | {"methods": ", ".join(methods)})


def _starting_level(sheet):
    words = _("The dose of the catalogue or the clinician's own; stage of %(stage)s at issue.")
    return words % {"stage": Stage(sheet["stage"]).label.lower()}


def _delivered(facts):
    if not facts.due:
        return _("Nothing was due yet.")
    words = _("%(done)s of %(due)s occurrences done, %(partly)s more in part (%(share)s %%).")
    return words % {
        "done": facts.done,
        "due": facts.due,
        "partly": facts.partly,
        "share": round(100 * facts.done / facts.due),
    }
