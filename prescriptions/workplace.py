"""What the pages about a clinic's people show: who works there, who is away, how many plans wait to be re-checked."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from accounts.models import MembershipChange, User
from patients.models import Patient
from prescriptions.models import Plan


def plans_to_recheck(clinics):
    """How many live plans of `clinics` keep other thresholds than their clinic's of today."""
    return Plan.objects.judged_otherwise(clinics).count()


def people_of(clinic, *, today):
    """Everybody who works at `clinic`, by name: roles, patients, and who answers while they are away. Two queries."""
    counts = dict(
        Patient.objects.filter(clinic=clinic).present().values_list("responsible").annotate(count=Count("pk"))
    )
    people = {}
    for membership in clinic.memberships.select_related("user", "deputy"):
        row = people.setdefault(membership.user_id, {"user": membership.user, "roles": [], "away": None})
        row["roles"].append(membership.get_role_display())
        row["patients"] = counts.get(membership.user_id, 0)
        if membership.absence_stands(today):
            row["away"] = membership
    return sorted(people.values(), key=lambda row: str(row["user"]).casefold())


@dataclass(frozen=True)
class Absence:
    """One line of the history: away with a deputy, or (without one) back or called off; who said so, and when."""

    by: User
    at: datetime
    start: date | None = None  # not known of what was said before absences had a first day
    until: date | None = None
    deputy: User | None = None
    called_off: bool = False


def absences_of(clinic, member, *, most=20):
    """What was said of the absences of `member` at `clinic`, newest first. Two queries."""
    kinds = (MembershipChange.Kind.AWAY, MembershipChange.Kind.BACK)
    changes = list(clinic.membership_changes.filter(user=member, kind__in=kinds).select_related("by")[:most])
    deputies = User.objects.in_bulk({change.about["deputy"] for change in changes if "deputy" in change.about})
    people = {str(pk): person for pk, person in deputies.items()}
    return [_absence(change, people) for change in changes]


def _absence(change, people):
    if change.kind == MembershipChange.Kind.BACK:
        return Absence(change.by, change.at, called_off=change.about.get("called_off", False))
    start, until = (date.fromisoformat(day) if day else None for day in map(change.about.get, ("start", "until")))
    return Absence(change.by, change.at, start, until, people.get(change.about["deputy"]))
