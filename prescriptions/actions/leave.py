"""A clinician leaves: the drafts they left open go on with the patient's new responsible clinician."""

from django.db import transaction

from patients.actions.handover import let_go
from prescriptions.models import Plan, PlanEvent, Status


def open_drafts(clinic, member):
    """Drafts `member` made for patients of `clinic` and that nobody has issued."""
    drafts = Plan.objects.filter(status=Status.DRAFT, created_by=member, episode__patient__clinic=clinic)
    return drafts.select_related("episode__patient__responsible").order_by("created_at", "pk")


@transaction.atomic
def deactivate_member(*, by, clinic, member, successor, others=None, deputy=None, now):
    """`let_go`, and one event on each open draft that says with whom it goes on. Nothing typed is lost."""
    passed = let_go(by=by, clinic=clinic, member=member, successor=successor, others=others, deputy=deputy, now=now)
    for draft in open_drafts(clinic, member):
        about = {"from": str(member.pk), "to": str(draft.episode.patient.responsible_id)}
        PlanEvent.objects.create(plan=draft, kind=PlanEvent.Kind.HANDED_OVER, by=by, at=now, about=about)
    return passed
