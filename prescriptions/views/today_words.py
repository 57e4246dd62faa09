"""The words of the patient's day: short, warm, exact."""

import math
import zoneinfo
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prescriptions.models import Outcome

ROUNDS = [
    gettext_lazy("1st time"),
    gettext_lazy("2nd time"),
    gettext_lazy("3rd time"),
    gettext_lazy("4th time"),
    gettext_lazy("5th time"),
    gettext_lazy("6th time"),
    gettext_lazy("7th time"),
    gettext_lazy("8th time"),
    gettext_lazy("9th time"),
    gettext_lazy("10th time"),
    gettext_lazy("11th time"),
    gettext_lazy("12th time"),
]

# How the sessions of a day are called by their number, when they are two or three.
SESSIONS = {
    2: [gettext_lazy("Morning"), gettext_lazy("Evening")],
    3: [gettext_lazy("Morning"), gettext_lazy("Midday"), gettext_lazy("Evening")],
}


def first_name(user, plans):
    """The name to greet with: the account's, or the record's where the account has none."""
    names = [user.name, *(plan.episode.patient.name for plan in plans)]
    return next((name.split()[0] for name in names if name.strip()), "")


def greeting(name, *, now, time_zone):
    """Good morning, afternoon or evening by the clock where the patient lives."""
    hour = now.astimezone(zoneinfo.ZoneInfo(time_zone)).hour
    words = {"name": name}
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % words
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % words
    if hour >= 18:
        return _("Good evening, %(name)s") % words
    return _("Hello, %(name)s") % words


def day_words(day):
    """ "Monday 23 November" """
    return date_format(day, _("l j F"))


def heading_of(day, today):
    """What a page of another day than today is called."""
    if day == today - timedelta(days=1):
        return _("Yesterday, %(day)s") % {"day": day_words(day)}
    if day == today + timedelta(days=1):
        return _("Tomorrow, %(day)s") % {"day": day_words(day)}
    return capfirst(day_words(day))  # Russian days of the week begin small


def round_words(occurrence, *, times, today):
    """Which of several times a day, or nothing when there is only one."""
    if times == 1:
        return ""
    return _("%(which)s today") % {"which": ROUNDS[occurrence - 1]} if today else str(ROUNDS[occurrence - 1])


def session_words(number, *, of):
    """What the `number`-th session of `of` a day is called."""
    names = SESSIONS.get(of)
    return str(names[number - 1]) if names and number <= of else str(ROUNDS[number - 1])


def count_words(completions):
    """ "3 of 5 done, 1 skipped"; None stands for what is not noted yet."""
    skipped = sum(each is not None and each.outcome == Outcome.SKIPPED for each in completions)
    marked = sum(each is not None for each in completions)
    said = _("%(done)d of %(total)d done") % {"done": marked - skipped, "total": len(completions)}
    more = ngettext("%(count)d skipped", "%(count)d skipped", skipped) % {"count": skipped}
    return f"{said}, {more}" if skipped else said


def ahead_words(exercises, times, seconds):
    """What lies ahead: "5 exercises today. About 18 minutes in all." """
    said = ngettext("%(count)d exercise today", "%(count)d exercises today", exercises) % {"count": exercises}
    if times > exercises:
        said = _("%(exercises)s, %(times)d times in all") % {"exercises": said, "times": times}
    minutes = max(1, math.ceil(seconds / 60))
    return f"{said}. " + ngettext("About %(count)d minute.", "About %(count)d minutes.", minutes) % {"count": minutes}


# What the timer says: {names} in braces are filled in by it.
TIMER = {
    "timer": gettext_lazy("Timer"),
    "start": gettext_lazy("Start the timer"),
    "pause": gettext_lazy("Pause"),
    "goOn": gettext_lazy("Go on"),
    "ready": gettext_lazy("Get ready"),
    "move": gettext_lazy("Move"),
    "hold": gettext_lazy("Hold"),
    "relax": gettext_lazy("Relax"),
    "change": gettext_lazy("Change sides"),
    "rest": gettext_lazy("Rest"),
    "go": gettext_lazy("Go"),
    "left": gettext_lazy("Left side"),
    "right": gettext_lazy("Right side"),
    "count": gettext_lazy("{time} of {of}"),
    "set": gettext_lazy("Set {set} of {sets}"),
    "over": gettext_lazy("Finished. Well done."),
    "soundOn": gettext_lazy("Sound: on"),
    "soundOff": gettext_lazy("Sound: off"),
    "vibrationOn": gettext_lazy("Vibration: on"),
    "vibrationOff": gettext_lazy("Vibration: off"),
}

# Why an exercise was done partly or not at all: value of the form -> words, stored as the patient saw them.
REASONS = {
    "pain": gettext_lazy("It hurts more"),
    "hard": gettext_lazy("It is too hard"),
    "unwell": gettext_lazy("I feel unwell"),
    "time": gettext_lazy("No time"),
    "other": gettext_lazy("Another reason"),
}


# How hard an exercise felt, from 1 to 5.
DIFFICULTY = [
    (1, gettext_lazy("easy")),
    (2, gettext_lazy("rather easy")),
    (3, gettext_lazy("just right")),
    (4, gettext_lazy("hard")),
    (5, gettext_lazy("too hard")),
]


def reason_of(why, words):
    """The reason as one text: what was chosen, what was written, or both."""
    return ": ".join(part for part in (str(REASONS[why]) if why else "", words.strip()) if part)


def parts_of_reason(reason):
    """(value, words): the choice and the words a stored reason was made of, to show it in the form again."""
    for why, label in REASONS.items():
        if reason == str(label) or reason.startswith(f"{label}: "):
            return why, reason.removeprefix(str(label)).removeprefix(": ")
    return "", reason
