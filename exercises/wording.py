"""A dose in words, the same on cards, plans, the patient's page and paper."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from exercises.dosage import EVERY_DAY
from exercises.vocabulary import Laterality, Side

# Other languages bend the name of a day to its place: "on Mondays", "from Monday", "to Friday".
ON_DAYS = (
    pgettext_lazy("exercises are done on these days", "Monday"),
    pgettext_lazy("exercises are done on these days", "Tuesday"),
    pgettext_lazy("exercises are done on these days", "Wednesday"),
    pgettext_lazy("exercises are done on these days", "Thursday"),
    pgettext_lazy("exercises are done on these days", "Friday"),
    pgettext_lazy("exercises are done on these days", "Saturday"),
    pgettext_lazy("exercises are done on these days", "Sunday"),
)
FROM_DAY = (
    pgettext_lazy("from this day to another", "Monday"),
    pgettext_lazy("from this day to another", "Tuesday"),
    pgettext_lazy("from this day to another", "Wednesday"),
    pgettext_lazy("from this day to another", "Thursday"),
    pgettext_lazy("from this day to another", "Friday"),
    pgettext_lazy("from this day to another", "Saturday"),
    pgettext_lazy("from this day to another", "Sunday"),
)
TO_DAY = (
    pgettext_lazy("from another day to this", "Monday"),
    pgettext_lazy("from another day to this", "Tuesday"),
    pgettext_lazy("from another day to this", "Wednesday"),
    pgettext_lazy("from another day to this", "Thursday"),
    pgettext_lazy("from another day to this", "Friday"),
    pgettext_lazy("from another day to this", "Saturday"),
    pgettext_lazy("from another day to this", "Sunday"),
)


@dataclass(frozen=True)
class DoseParts:
    """The dose line in parts, so that a page can set the count in bold and the rest beside it."""

    amount: str
    rhythm: str
    frequency: str


@dataclass(frozen=True)
class DoseFact:
    """One number of a catalogue dose and where it comes from."""

    label: str
    value: str
    origin: str


def dose_parts(dose, *, laterality="", side=""):
    """`dose` as amount ("3 times each side"), rhythm ("hold 5 seconds · relax 5 seconds") and frequency."""
    where = _where(dose, laterality, side)
    counted, timed = _counted(dose), _timed(dose)
    amount = timed or counted
    rhythm = [_joined(counted, where) if timed and counted else "", *_rhythm(dose)]
    return DoseParts(
        amount=amount if timed and counted else _joined(amount, where),
        rhythm=" · ".join(part for part in rhythm if part),
        frequency=frequency_words(dose),
    )


def dose_words(dose, *, laterality="", side=""):
    """`dose` in one line without its days: "3 times each side · hold 5 seconds · relax 5 seconds"."""
    parts = dose_parts(dose, laterality=laterality, side=side)
    return " · ".join(part for part in (parts.amount, parts.rhythm) if part)


def frequency_words(dose):
    """How often: "twice a day, every day", "once a day, on Monday and Thursday"."""
    return _("%(times)s, %(days)s") % {"times": times_a_day(dose.times_per_day), "days": days_words(dose.weekdays)}


def times_a_day(count):
    if count == 1:
        return _("once a day")
    if count == 2:
        return _("twice a day")
    return ngettext("%(count)d time a day", "%(count)d times a day", count) % {"count": count}


def days_words(weekdays):
    """The days by name: "every day", "Monday to Friday", "on Monday, Wednesday and Friday"."""
    days = sorted(set(weekdays))
    if tuple(days) == EVERY_DAY:
        return _("every day")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("%(first)s to %(last)s") % {"first": FROM_DAY[days[0] - 1], "last": TO_DAY[days[-1] - 1]}
    return _("on %(days)s") % {"days": get_text_list([str(ON_DAYS[day - 1]) for day in days], _("and"))}


def days_a_week(weekdays):
    """The days by number, as the catalogue means them: "every day", "5 days a week"."""
    count = len(set(weekdays))
    if count == len(EVERY_DAY):
        return _("every day")
    return ngettext("%(count)d day a week", "%(count)d days a week", count) % {"count": count}


def seconds(count):
    return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}


def minutes(count):
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def _joined(amount, where):
    return f"{amount} {where}" if amount and where else amount


def _counted(dose):
    if not dose.repetitions:
        return ""
    if (dose.sets or 1) > 1 and not dose.duration_minutes:
        return ngettext("%(sets)d set of %(times)d", "%(sets)d sets of %(times)d", dose.sets) % {
            "sets": dose.sets,
            "times": dose.repetitions,
        }
    if dose.repetitions == 1:
        return _("once")
    return ngettext("%(count)d time", "%(count)d times", dose.repetitions) % {"count": dose.repetitions}


def _timed(dose):
    if not dose.duration_minutes:
        return ""
    length = minutes(dose.duration_minutes)
    if (dose.sets or 1) > 1:
        return ngettext("%(sets)d set of %(length)s", "%(sets)d sets of %(length)s", dose.sets) % {
            "sets": dose.sets,
            "length": length,
        }
    return length


def _where(dose, laterality, side):
    turns = laterality == Laterality.BOTH_DIRECTIONS
    if side == Side.LEFT:
        return _("to the left") if turns else _("on the left")
    if side == Side.RIGHT:
        return _("to the right") if turns else _("on the right")
    if laterality == Laterality.AFFECTED_SIDE:
        return _("each side") if side == Side.BOTH else _("on one side")
    if not dose.per_side:
        return ""
    return _("in each direction") if turns else _("each side")


def _rhythm(dose):
    if dose.hold_seconds:
        yield _("hold %(seconds)s") % {"seconds": seconds(dose.hold_seconds)}
    if dose.relax_seconds:
        yield _("relax %(seconds)s") % {"seconds": seconds(dose.relax_seconds)}
    if dose.rest_seconds and (dose.sets or 1) > 1:
        yield _("rest %(seconds)s between sets") % {"seconds": seconds(dose.rest_seconds)}
    if dose.intensity_percent:
        yield _("at most %(percent)d %% of full strength") % {"percent": dose.intensity_percent}


FACTS = {
    "sets": (gettext_lazy("Sets"), str),
    "repetitions": (gettext_lazy("Times"), str),
    "per_side": (gettext_lazy("Sides"), lambda per_side: _("each side or direction") if per_side else ""),
    "hold_seconds": (gettext_lazy("Hold"), seconds),
    "relax_seconds": (gettext_lazy("Relax"), seconds),
    "rest_seconds": (gettext_lazy("Rest between sets"), seconds),
    "duration_minutes": (gettext_lazy("Duration"), minutes),
    "intensity_percent": (
        gettext_lazy("Effort"),
        lambda percent: _("at most %(percent)d %% of full strength") % {"percent": percent},
    ),
    "times_per_day": (gettext_lazy("A day"), times_a_day),
    "weekdays": (gettext_lazy("A week"), days_a_week),
}


def dose_facts(exercise):
    """Every number of a catalogue dose with its origin: "article, line 57" or "default"."""
    dose = exercise.dose
    facts = []
    for name, (label, words) in FACTS.items():
        value = getattr(dose, name)
        if value is not None and (said := words(value)):
            facts.append(DoseFact(label=label, value=said, origin=_origin(exercise, name)))
    return facts


def _origin(exercise, name):
    origin = exercise.dose_source.get(name)
    if origin == "article":
        line = exercise.source.get("dose_lines", {}).get(name, exercise.source.get("article_line"))
        return _("article, line %(line)s") % {"line": line}
    return _("clinician") if origin == "clinician" else _("default")
