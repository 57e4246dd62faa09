"""All rules of the program, told for the clinicians who work by them."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import clinician_page, clinics_of
from accounts.models import Membership
from accounts.thresholds import FIELDS
from exercises.vocabulary import words
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.handbook import SECTIONS, handbook, settings_of

LEVELS = {"hard": _("Cannot be passed"), "warn": _("Needs a reason"), "advise": _("For information")}
PROPERTY = "property"
MOMENTS = {
    Moment.SAVE: _("While a plan is drafted"),
    Moment.ACTIVATE: _("When it is issued"),
    Moment.START: _("When the patient begins a session"),
    Moment.REPORT: _("When the patient reports"),
    Moment.STAGE: _("When an assessment is stored"),
    Moment.PUBLISH: _("When an exercise is published"),
}
URGENCIES = {
    "emergency": _("Emergency: now"),
    "urgent": _("Urgent: today"),
    "prompt": _("Prompt: in the next days"),
}


class RuleFilter(forms.Form):
    level = forms.ChoiceField(
        label=_("Level"),
        required=False,
        choices=[("", _("All levels")), *LEVELS.items(), (PROPERTY, _("Always holds"))],
    )
    moment = forms.ChoiceField(
        label=_("When it is judged"), required=False, choices=[("", _("At any moment")), *MOMENTS.items()]
    )


@clinician_page
def safety_rules(request):
    """The handbook of rules, filtered by level and moment."""
    filters = RuleFilter(request.GET)
    known = filters.is_valid()
    entries = [entry for entry in handbook() if _asked_for(entry, filters.cleaned_data)] if known else []
    context = {
        "filters": filters,
        "count": len(entries),
        "filtered": bool(filters.errors or any(filters.cleaned_data.values())),
        "sections": _sections(entries, clinics_of(request.user, Membership.Role.CLINICIAN)),
        "place": "rules",
    }
    return render(request, "prescriptions/safety_rules.html", context, status=200 if known else 400)


def _asked_for(entry, asked):
    level, moment = asked["level"], asked["moment"]
    of_level = not level or level in (entry.levels or [PROPERTY])
    return of_level and (not moment or moment in entry.moments)


def _sections(entries, clinics):
    """(anchor, heading, rules in words) for each section that has any."""
    told = [(entry.section, _told(entry, clinics)) for entry in entries]
    return [
        (name, heading, rules)
        for name, heading in SECTIONS.items()
        if (rules := [rule for section, rule in told if section == name])
    ]


def _told(entry, clinics):
    """A rule in words, with the number each of `clinics` set for it."""
    return {
        "entry": entry,
        "levels": [(level, LEVELS[level]) for level in entry.levels],
        "moments": [MOMENTS[moment] for moment in entry.moments],
        "urgency": URGENCIES.get(entry.urgency, ""),
        "settings": [(FIELDS[name].metadata["label"], _set_by(clinics, name)) for name in settings_of(entry.code)],
        "rows": [_row(row) for row in entry.rows],
    }


def _set_by(clinics, name):
    """(clinic, its value in words) of one setting."""
    return [(clinic, value_in_words(name, getattr(clinic, name))) for clinic in clinics]


def value_in_words(name, value):
    """“7 days”, or yes and no."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value} {FIELDS[name].metadata['unit']}"


def _row(row):
    traits = sorted(words("exercise_traits")[trait] for trait in row["traits"])
    return row | {"label": LEVELS[Level(row["level"])], "traits": traits}
