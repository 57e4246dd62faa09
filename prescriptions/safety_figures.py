"""How often the rules speak: alerts per 100 patient-weeks, overrides per 100 plans. To see in time that they drown."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from prescriptions.models import Alert, Override, Plan

BUDGET = 5  # alerts per 100 patient-weeks, red flags apart
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Figures:
    """What was counted from `since` to `until`. Rates are None where there is nothing to divide by."""

    since: object
    until: object
    patient_weeks: float = 0
    alerts: int = 0
    red_flags: int = 0
    open_now: int = 0
    plans: int = 0
    overrides: int = 0
    lapsed: int = 0
    by_cause: list = field(default_factory=list)
    by_rule: list = field(default_factory=list)

    @property
    def alert_rate(self):
        """Alerts without red flags per 100 patient-weeks under a plan."""
        return _per_hundred(self.alerts, self.patient_weeks)

    @property
    def red_flag_rate(self):
        """Red-flag alerts per 100 patient-weeks under a plan."""
        return _per_hundred(self.red_flags, self.patient_weeks)

    @property
    def override_rate(self):
        """Overrides per 100 plans issued."""
        return _per_hundred(self.overrides, self.plans)

    @property
    def within_budget(self):
        """True while alerts are at most 5 per 100 patient-weeks, red flags apart."""
        return self.alert_rate is None or self.alert_rate <= BUDGET


def _per_hundred(count, of):
    return 100 * count / of if of else None


def figures_of(clinics, *, since, until):
    """The Figures of `clinics` from `since` to `until` (instants). Five queries for any number of rows."""
    plans = Plan.objects.filter(episode__patient__clinic__in=clinics, issued_at__isnull=False)
    alerts = Alert.objects.filter(patient__clinic__in=clinics)
    raised = Counter(alerts.filter(raised_at__range=(since, until)).values_list("cause", flat=True))
    given = Override.objects.filter(plan__in=plans, given_at__range=(since, until))
    rules = Counter(given.values_list("rule", flat=True))
    red_flags = raised[Alert.Cause.RED_FLAG]
    return Figures(
        since=since,
        until=until,
        patient_weeks=_patient_weeks(plans, since, until),
        alerts=sum(raised.values()) - red_flags,
        red_flags=red_flags,
        open_now=alerts.open().count(),
        plans=plans.filter(issued_at__range=(since, until)).count(),
        overrides=sum(rules.values()),
        lapsed=given.exclude(lapsed_at=None).count(),
        by_cause=[(Alert.Cause(cause).label, count) for cause, count in raised.most_common()],
        by_rule=rules.most_common(),
    )


def _patient_weeks(plans, since, until):
    """Weeks that people were under an issued plan, each week of a person once, however many plans ran."""
    ran = plans.filter(issued_at__lt=until).values_list("episode__patient_id", "issued_at", "ended_at", "ends_on")
    spans = defaultdict(list)
    for patient, issued_at, ended_at, ends_on in ran:
        last = issued_at + timedelta(days=(ends_on - issued_at.date()).days + 1)
        begin, end = max(issued_at, since), min(ended_at or last, last, until)
        if begin < end:
            spans[patient].append((begin, end))
    return sum((_covered(each) for each in spans.values()), timedelta()) / WEEK


def _covered(spans):
    """How long at least one of `spans` ran."""
    total, reached = timedelta(), None
    for begin, end in sorted(spans):
        begin = begin if reached is None else max(begin, reached)
        total += max(end - begin, timedelta())
        reached = end if reached is None else max(end, reached)
    return total
