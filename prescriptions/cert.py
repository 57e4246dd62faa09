"""A plan as text with the 16 items of the Consensus on Exercise Reporting Template, for the notes or a paper.

Source of the items: Slade SC, Dionne CE, Underwood M, Buchbinder R. Consensus on Exercise Reporting Template (CERT):
explanation and elaboration statement. Br J Sports Med 2016; 50: 1428-1437, table 1. What the record does not know is
said to be not recorded: nothing is made up. Words a clinician or patient typed are left out: they may hold names.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.dosage import Dose
from exercises.vocabulary import Method, Position, Region, Stage
from exercises.vocabulary import words as vocabulary
from exercises.wording import dose_words, frequency_words
from prescriptions.changes import ADDED, CHANGED, REMOVED, changes_between
from prescriptions.progression import RULES


@dataclass(frozen=True)
class Entry:
    """One of the items: its number (7 and 14 and 16 have two parts), what it asks, and what the plan says."""

    number: str
    title: str
    text: str


@dataclass(frozen=True)
class Facts:
    """What the sheet does not hold: counts of sessions and of untoward reports, the author, and the sheet before.

    `worst_pain` is the highest during an exercise, 0 to 10, None when nobody was asked; `earlier` is the sheet of the
    episode's plan before this one.
    """

    author: str
    due: int = 0
    done: int = 0
    partly: int = 0
    supervised_sessions: int = 0
    against: int = 0
    discomfort: int = 0
    spreading: int = 0
    alerts: int = 0
    holds: int = 0
    worst_pain: int | None = None
    earlier: dict | None = None


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
            _("A mark for what was done, a page that shows the progress, and reminders for who wants them."),
        ),
        Entry("7a", _("Decision rule for progression"), _progression_rule()),
        Entry("7b", _("How the programme was progressed"), _progressed(facts, sheet)),
        Entry("8", _("Each exercise, to be replicated"), "\n".join(map(_exercise, lines))),
        Entry("9", _("Home programme"), _("All of it is done at home, alone, unless item 4 says otherwise.")),
        Entry("10", _("Other than exercise"), _advice(sheet)),
        Entry("11", _("Adverse events"), _adverse(facts)),
        Entry("12", _("Setting"), _("At home; prescribed at %(clinic)s.") % {"clinic": sheet["clinic"]["name"]}),
        Entry("13", _("Dose"), _doses(sheet)),
        Entry("14a", _("Generic or tailored"), _("Tailored to the person.")),
        Entry("14b", _("How it was tailored"), _tailored(sheet)),
        Entry("15", _("Decision rule for the starting level"), _starting_level(sheet)),
        Entry(
            "16a",
            _("How fidelity was assessed"),
            _("The patient marks each occurrence as done, partly done or skipped; nobody watches."),
        ),
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
    way = _("Shown on a phone or a printed sheet: pictures, steps and dose.")
    return f"{words % {'count': facts.supervised_sessions}} {way}"


def _adherence_measured():
    return _("Occurrences done of those due by the plan, marked by the patient on the day or up to seven days later.")


def _progression_rule():
    """The rules word for word, as the page for clinicians shows them."""
    head = _("By a clinician only; the product proposes a step by these rules.")
    return "\n".join([head, *(f"{code} {title}. {text}" for code, title, text in RULES)])


def _progressed(facts, sheet):
    if facts.earlier is None:
        return _("The first plan of the episode: nothing was progressed yet.")
    changes = [each for each in changes_between(_unsigned(facts.earlier), _unsigned(sheet)) if each.title]
    told = list(filter(None, map(_change, changes))) or [_("The exercises are the same.")]
    return "\n".join([_("Compared with plan %(version)s, which came before it:") % facts.earlier, *told])


def _unsigned(sheet):
    """The sheet without what was typed in free words."""
    return sheet | {"note": "", "items": [line | {"note": ""} for line in sheet["items"]]}


def _change(change):
    if change.kind == ADDED:
        return _("Added: %(title)s (%(new)s).") % {"title": change.title, "new": change.new}
    if change.kind == REMOVED:
        return _("Left out: %(title)s.") % {"title": change.title}
    if change.kind == CHANGED:
        facts = {"title": change.title, "old": change.old, "new": change.new}
        return _("%(title)s: %(new)s in place of %(old)s.") % facts
    return ""


def _exercise(line):
    sides = {"left": _("Left side."), "right": _("Right side."), "both": _("Both sides.")}
    known = line["body_position"] in Position
    start = _("Starting position: %(position)s.") % {"position": Position(line["body_position"]).label} if known else ""
    parts = [f"{line['position']}. {line['title']}.", start, *line["steps"], line["breathing"], sides.get(line["side"])]
    return " ".join(filter(None, [*parts, *line["cautions"]]))


def _doses(sheet):
    days = (date.fromisoformat(sheet["ends_on"]) - date.fromisoformat(sheet["starts_on"])).days + 1
    length = ngettext("Planned for %(count)s day.", "Planned for %(count)s days.", days) % {"count": days}
    return "\n".join([length, *(f"{line['position']}. {line['title']}: {_dose(line)}" for line in sheet["items"])])


def _dose(line):
    dose = Dose().overlaid(line["dose"])
    amount = dose_words(dose, laterality=line["laterality"], side=line["side"] or "")
    return f"{amount} · {frequency_words(dose)}"


def _advice(sheet):
    return "; ".join(record["title"] for record in sheet["advice"]) or _("Nothing.")


def _adverse(facts):
    if not any((facts.against, facts.discomfort, facts.spreading, facts.alerts, facts.holds)):
        words = _("None was recorded.")
    else:
        words = _(
            "Reports of discomfort: %(discomfort)s. Of spreading pain: %(spreading)s. Alerts to a clinician: "
            "%(alerts)s. Times the plan was put on hold: %(holds)s. Done against advice: %(against)s."
        )
        words %= {name: getattr(facts, name) for name in ("discomfort", "spreading", "alerts", "holds", "against")}
    if facts.worst_pain is None:
        return f"{words} " + _("Pain during the exercises is not recorded.")
    return f"{words} " + _("Highest pain during an exercise: %(pain)s of 10.") % {"pain": facts.worst_pain}


def _tailored(sheet):
    methods = dict.fromkeys(str(Method(line["method"]).label) for line in sheet["items"])
    facts = {"stage": Stage(sheet["stage"]).label.lower(), "region": Region(sheet["region"]).label.lower()}
    words = _(
        "By region (%(region)s), stage (%(stage)s), conditions and findings of the safety rules. Methods: %(methods)s."
    )
    return words % (facts | {"methods": ", ".join(methods)})


def _starting_level(sheet):
    """By which the first dose was chosen: the stage, the catalogue, and where the clinician decided otherwise."""
    own = [line["title"] for line in sheet["items"] if "clinician" in line["dose_source"].values()]
    words = _("The assessed stage (%(stage)s) opens the exercises; each starts with the dose of the catalogue.")
    words %= {"stage": Stage(sheet["stage"]).label.lower()}
    return f"{words} " + _("The clinician set numbers of: %(titles)s.") % {"titles": ", ".join(own)} if own else words


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
