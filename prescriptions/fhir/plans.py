"""What CarePlan and ServiceRequest share: the rows of plans, the sheet, the status and its reason."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from patients.models import day_where_patient_lives
from prescriptions.api.shapes import judged_drafts
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import annotation
from prescriptions.models import CURRENT, EndedReason, Plan, PlanEvent, PlanItem, Status

# The whole value set request-status; we never say the last two.
WORDS = ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")


def rows_for(user):
    """Plans `user` may read with all that their resources show, in one query."""
    return with_history(Plan.objects.readable_by(user))


def with_history(plans):
    """`plans` with the ids of those they replaced, of their paused items, and who last put them on hold."""
    former = Plan.objects.filter(superseded_by=OuterRef("pk")).order_by("version")
    paused = PlanItem.objects.filter(plan=OuterRef("pk"), paused_at__isnull=False).order_by()
    held = PlanEvent.objects.filter(plan=OuterRef("pk"), kind=PlanEvent.Kind.HELD).order_by("-at", "-pk")
    return plans.for_reading().annotate(
        replaced=ArraySubquery(former.values("pk")),
        paused_items=ArraySubquery(paused.values("pk")),
        holds=ArraySubquery(held.values(json=JSONObject(by="by__name", at="at"))[:1]),
    )


class Written(NamedTuple):
    """A plan with its sheet and the words it is in."""

    plan: Plan
    sheet: dict
    status: str
    language: str


def written(plans, reader):
    """`plans` as Written, in their order: an issued plan by its frozen sheet, a draft as it would be issued now."""
    drafts = judged_drafts(plans, now=reader.now)
    sheets = [drafts[plan.pk].sheet if plan.is_draft else plan.sheet for plan in plans]
    return [
        Written(plan, sheet, status_of(plan, now=reader.now), sheet["patient"]["language"])
        for plan, sheet in zip(plans, sheets, strict=True)
    ]


def status_of(plan, *, now):
    """The status as FHIR has it. See also `statuses`."""
    shown = plan.status_on(plan.episode.patient.today(now))
    if shown == Status.ENDED:
        stopped = plan.status == Status.ENDED and plan.ended_reason != EndedReason.FINISHED
        return "revoked" if stopped else "completed"
    return {Status.DRAFT: "draft", Status.ISSUED: "active", Status.HELD: "on-hold"}.get(shown, "revoked")


def statuses(now, prefix=""):
    """Word -> condition on plans (at `prefix`). See also `status_of`."""

    def where(**columns):
        return Q(**{f"{prefix}{name}": value for name, value in columns.items()})

    today = day_where_patient_lives(now, f"{prefix}episode__patient__time_zone")
    over = where(status__in=CURRENT, ends_on__lt=today)
    finished = where(status=Status.ENDED, ended_reason=EndedReason.FINISHED)
    return {
        "draft": where(status=Status.DRAFT),
        "active": where(status=Status.ISSUED) & ~over,
        "on-hold": where(status=Status.HELD) & ~over,
        "completed": over | finished,
        "revoked": where(status=Status.SUPERSEDED) | (where(status=Status.ENDED) & ~finished),
    }


def author_of(plan):
    """The clinician who issued the plan; of a draft, who made it."""
    who = plan.issued_by or plan.created_by
    return reference("Practitioner", who.pk, str(who))


def hold_note(plan, reader):
    """Why the plan is on hold, and who put it there when. The reason is for clinicians; the patient is told to wait."""
    told = plan.held_reason if reader.treats(plan.episode.patient) else ""
    text = told or _("Do no exercises until a clinician lets you go on.")
    held = plan.holds[0] if plan.holds else {"by": "", "at": None}
    at = datetime.fromisoformat(held["at"]) if held["at"] else None
    return annotation(text, by=held["by"] or plan.episode.patient.clinic, at=at)
