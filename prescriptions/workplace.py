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
        if membership.away_until and membership.away_until >= today:
            row["away"] = membership
    return sorted(people.values(), key=lambda row: str(row["user"]).casefold())


@dataclass(frozen=True)
class Absence:
    """One line of the history: away until a day with a deputy, or (without both) back; who said so, and when."""

    by: User
    at: datetime
    until: date | None = None
    deputy: User | None = None


def absences_of(clinic, member, *, most=20):
    """What was said of the absences of `member` at `clinic`, newest first. Two queries."""
    kinds = (MembershipChange.Kind.AWAY, MembershipChange.Kind.BACK)
    changes = list(clinic.membership_changes.filter(user=member, kind__in=kinds).select_related("by")[:most])
    deputies = User.objects.in_bulk({change.about["deputy"] for change in changes if "deputy" in change.about})
    people = {str(pk): person for pk, person in deputies.items()}
    return [_absence(change, people) for change in changes]


def _absence(change, people):
    if change.kind == MembershipChange.Kind.BACK:
        return Absence(change.by, change.at)
    until = date.fromisoformat(change.about["until"])
    return Absence(change.by, change.at, until, people.get(change.about["deputy"]))
