"""What the pages of a clinic's admins show: who works there, and how many plans wait to be re-checked."""

from django.db.models import Count

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
