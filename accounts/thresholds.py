"""The numbers of the rules that a clinic may set, each within safe bounds, and which of two values is the stricter.

The value of the rules' document is the loosest a clinic may choose, but for the supervised sessions of S-15b, the
lowering of S-14 and the hours an alert may wait: there the document leaves the choice to the clinic.
"""

from dataclasses import asdict, dataclass, field, fields

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _number(default, *, least, most, rules, label, unit, lower_is_stricter=True, of_alerts=False):
    bounds = {"least": least, "most": most, "lower_is_stricter": lower_is_stricter}
    return field(default=default, metadata=bounds | {"rules": rules, "label": label, "unit": unit, "alerts": of_alerts})


POINTS, DAYS, HOURS, TIMES = _("points of 10"), _("days"), _("hours"), _("times")


@dataclass(frozen=True)
class Thresholds:
    """What the rules are judged by: a clinic's settings, or the stricter of those and a plan's own."""

    pain_during_limit: int = _number(
        5, least=2, most=5, rules="C-13, S-17", unit=POINTS, label=_("Pain during an exercise that may not be exceeded")
    )
    next_day_rise: int = _number(
        2, least=1, most=2, rules="C-14", unit=POINTS, label=_("Rise of pain by the next day that pauses the exercises")
    )
    weekly_rise: int = _number(
        2, least=1, most=2, rules="C-15", unit=POINTS, label=_("Rise of the weekly mean over two weeks that alerts")
    )
    high_pain: int = _number(
        7,
        least=4,
        most=7,
        rules="C-17",
        unit=POINTS,
        label=_("Pain before a session from which only gentle items open"),
    )
    high_pain_days: int = _number(
        3, least=1, most=3, rules="C-17", unit=DAYS, label=_("Days of such pain within seven that raise an alert")
    )
    discomfort_reports: int = _number(
        2, least=1, most=2, rules="S-17", unit=TIMES, label=_("Reports of discomfort that pause an exercise")
    )
    discomfort_days: int = _number(
        7,
        least=7,
        most=28,
        rules="S-17",
        unit=DAYS,
        lower_is_stricter=False,
        label=_("Within how many days these reports count together"),
    )
    pain_value_days: int = _number(
        7, least=1, most=7, rules="C-18", unit=DAYS, label=_("How long a pain value counts for a gate")
    )
    movement_pain_days: int = _number(
        28,
        least=1,
        most=28,
        rules="S-13, S-14",
        unit=DAYS,
        label=_("How long an assessment of pain on movement and inflammation counts"),
    )
    supervised_sessions_wanted: int = _number(
        3,
        least=1,
        most=12,
        rules="S-15b",
        unit=TIMES,
        lower_is_stricter=False,
        label=_("Supervised sessions before home use of the lower-back sets"),
    )
    screen_days: int = _number(
        28, least=7, most=28, rules="C-42b", unit=DAYS, label=_("How long a red-flag screen counts")
    )
    screen_days_acute: int = _number(
        7, least=1, most=7, rules="C-42b", unit=DAYS, label=_("How long it counts in the acute stage")
    )
    escalate_hours: int = _number(
        24,
        least=1,
        most=72,
        rules="",
        unit=HOURS,
        of_alerts=True,
        label=_("Hours until an unanswered alert goes to the admins"),
    )
    escalate_urgent_hours: int = _number(
        4,
        least=1,
        most=24,
        rules="",
        unit=HOURS,
        of_alerts=True,
        label=_("Hours until an urgent or emergency alert goes to the admins"),
    )
    norbekov_lumbar_gate_warns: bool = field(
        default=False,
        metadata={
            "rules": "S-14",
            "label": _("The gate of the Norbekov lower-back set asks for a reason"),
            "alerts": False,
        },
    )

    @classmethod
    def of(cls, clinic):
        """The settings of `clinic`."""
        return cls(**{name: getattr(clinic, name) for name in NAMES})

    def as_json(self):
        """What a plan keeps: the numbers that judge plans, without those that only concern alerts."""
        return {name: value for name, value in asdict(self).items() if not FIELDS[name].metadata["alerts"]}

    def strictest_with(self, kept):
        """These settings, with each of the dict `kept` that is stricter in place of its own."""
        stricter = {name: stricter_of(name, getattr(self, name), kept[name]) for name in NAMES if name in kept}
        return Thresholds(**asdict(self) | stricter)


FIELDS = {each.name: each for each in fields(Thresholds)}
NAMES = tuple(FIELDS)
NUMBERS = tuple(name for name in NAMES if "least" in FIELDS[name].metadata)


def stricter_of(name, one, other):
    """The stricter of two values of the setting `name`."""
    if name not in NUMBERS:
        return one and other
    return min(one, other) if FIELDS[name].metadata["lower_is_stricter"] else max(one, other)


def _column(name):
    about = FIELDS[name].metadata
    bounds = [MinValueValidator(about["least"]), MaxValueValidator(about["most"])]
    return models.PositiveSmallIntegerField(about["label"], default=FIELDS[name].default, validators=bounds)


def _within_bounds(name):
    about = FIELDS[name].metadata
    bounds = Q(**{f"{name}__range": (about["least"], about["most"])})
    return models.CheckConstraint(condition=bounds, name=f"{name}_within_bounds")


class ThresholdColumns(models.Model):
    """The columns of Thresholds on a clinic's row; the database refuses what lies outside the bounds."""

    pain_during_limit = _column("pain_during_limit")
    next_day_rise = _column("next_day_rise")
    weekly_rise = _column("weekly_rise")
    high_pain = _column("high_pain")
    high_pain_days = _column("high_pain_days")
    discomfort_reports = _column("discomfort_reports")
    discomfort_days = _column("discomfort_days")
    pain_value_days = _column("pain_value_days")
    movement_pain_days = _column("movement_pain_days")
    supervised_sessions_wanted = _column("supervised_sessions_wanted")
    screen_days = _column("screen_days")
    screen_days_acute = _column("screen_days_acute")
    escalate_hours = _column("escalate_hours")
    escalate_urgent_hours = _column("escalate_urgent_hours")
    norbekov_lumbar_gate_warns = models.BooleanField(
        FIELDS["norbekov_lumbar_gate_warns"].metadata["label"], default=False
    )

    class Meta:
        abstract = True
        constraints = [_within_bounds(name) for name in NUMBERS]


class ThresholdChange(models.Model):
    """One setting changed by an admin: from, to and why, as JSON values. Append-only: the database refuses a change."""

    clinic = models.ForeignKey("accounts.Clinic", models.PROTECT, related_name="threshold_changes")
    name = models.CharField(max_length=40, choices=[(name, each.metadata["label"]) for name, each in FIELDS.items()])
    was = models.JSONField()
    became = models.JSONField()
    why = models.CharField(max_length=500)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_name_display()}: {self.was} → {self.became}"

    @property
    def loosens(self):
        """True when the new value lets more through than the old one did."""
        return stricter_of(self.name, self.was, self.became) != self.became
