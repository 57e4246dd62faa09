"""What changed from one version of a plan to the next, by their sheets. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises.dosage import Dose
from exercises.vocabulary import Position, Stage
from exercises.wording import dose_words, frequency_words

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


@dataclass(frozen=True)
class Change:
    """One difference: of an exercise by its `title`, or of the plan when that is empty. `old` and `new` in words."""

    kind: str
    title: str = ""
    what: str = ""
    old: str = ""
    new: str = ""


def changes_between(old, new):
    """The Changes from the sheet `old` to the sheet `new`: what was added and removed first, then doses, then order.

    An exercise is the same when its key is; the second of the same key is compared with the second.
    """
    before, after = _numbered(old["items"]), _numbered(new["items"])
    both = [key for key in after if key in before]
    return [
        *(Change(ADDED, after[key]["title"], new=_dose(after[key])) for key in after if key not in before),
        *(Change(REMOVED, before[key]["title"], old=_dose(before[key])) for key in before if key not in after),
        *(change for key in both for change in _of_line(before[key], after[key])),
        *_of_order([key for key in before if key in after], both, after),
        *_of_plan(old, new),
    ]


def _numbered(lines):
    found = {}
    for line in lines:
        count = sum(1 for key, _count in found if key == line["exercise"])
        found[line["exercise"], count] = line
    return found


def _dose(line):
    dose = Dose(**line["dose"] | {"weekdays": tuple(line["dose"]["weekdays"])})
    words = dose_words(dose, laterality=line["laterality"], side=line["side"] or "")
    return f"{words}, {frequency_words(dose)}"


def _of_line(before, after):
    pairs = [
        (_("dose"), _dose(before), _dose(after)),
        (_("position"), _position(before), _position(after)),
        (_("note"), before["note"], after["note"]),
    ]
    return [Change(CHANGED, after["title"], what, old, new) for what, old, new in pairs if old != new]


def _position(line):
    return str(Position(line["body_position"]).label) if line["body_position"] in Position else ""


def _of_order(before, after, lines):
    """What stands in another place among the exercises both versions have; the one that moved farthest speaks."""
    if before == after:
        return []
    places = {key: place for place, key in enumerate(before)}
    moved = max(after, key=lambda key: abs(places[key] - after.index(key)))
    place = _("now %(place)d of %(total)d") % {"place": list(lines).index(moved) + 1, "total": len(lines)}
    return [Change(MOVED, lines[moved]["title"], new=place)]


def _of_plan(old, new):
    pairs = [
        (_("note for the patient"), old["note"], new["note"]),
        (_("last day"), _date(old["ends_on"]), _date(new["ends_on"])),
        (_("stage"), str(Stage(old["stage"]).label), str(Stage(new["stage"]).label)),
    ]
    return [Change(CHANGED, what=what, old=before, new=after) for what, before, after in pairs if before != after]


def _date(text):
    return date_format(date.fromisoformat(text))


def told_to_patient(old, new, *, restarted=False):
    """What the patient is told of the change, kept in the new sheet: titles that are new, gone, and otherwise done, and
    whether the old plan was over."""
    changes = changes_between(old, new)
    titles = {kind: [change.title for change in changes if change.kind == kind and change.title] for kind in KINDS}
    told = {kind: list(dict.fromkeys(found)) for kind, found in titles.items()} | {"since": old["version"]}
    return told | {"restarted": True} if restarted else told


KINDS = (ADDED, REMOVED, CHANGED)
