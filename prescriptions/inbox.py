"""The alerts that wait for a person: their own patients', and those of colleagues they stand in for."""

from zoneinfo import ZoneInfo

from django.db.models import Case, IntegerField, Prefetch, Q, Value, When

from accounts.access import clinics_of
from accounts.models import Membership
from patients.duty import absences_at, covered_by
from prescriptions.models import Alert, PlanItem
from prescriptions.safety import Level

HARD_FIRST = Case(When(level=Level.HARD.value, then=0), default=1, output_field=IntegerField())


def answered_by(user, *, now):
    """A condition on alerts: `user` is the one who answers them, for themself or for a colleague who is away."""
    mine = Q(pk__in=[])
    for clinic in clinics_of(user, Membership.Role.CLINICIAN):
        covered = covered_by(user, absences_at(clinic, now.astimezone(ZoneInfo(clinic.time_zone)).date()))
        mine |= Q(patient__clinic=clinic, patient__responsible__in=covered)
    return mine


def waiting_for(user, *, now, mine=None):
    """Open alerts that `user` answers, with what a row tells; hard first, then the oldest. `mine` is `answered_by`
    where it was asked before."""
    return told(Alert.objects.treated_by(user).open().filter(mine or answered_by(user, now=now)))


def waiting_at(user, *, mine):
    """Every open alert of the clinics where `user` is a clinician: those of `user` first, hard first, the oldest."""
    others = Case(When(mine, then=Value(0)), default=Value(1), output_field=IntegerField())
    return told(Alert.objects.treated_by(user).open(), others)


def answered(user):
    """Alerts of the clinics where `user` is a clinician that were answered, the newest answer first."""
    return told(Alert.objects.treated_by(user).exclude(acknowledged_at=None)).order_by("-acknowledged_at", "pk")


def told(alerts, *order):
    """`alerts` with what a row tells, in two queries for any number."""
    paused = Prefetch("plan__items", PlanItem.objects.exclude(paused_at=None), to_attr="paused_items")
    people = ("patient__clinic", "patient__responsible", "plan", "acknowledged_by")
    return alerts.select_related(*people).prefetch_related(paused).order_by(*order, HARD_FIRST, "raised_at", "pk")
