"""CarePlan: a plan as it was issued, from its frozen sheet; a draft, for clinicians, as it stands."""

from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import Scope
from exercises.vocabulary import Region, Stage
from prescriptions.api.shapes import instant
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import ASSESS_PLAN, PHYSICAL_ACTIVITY
from prescriptions.fhir.dosage import in_words
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.plans import WORDS, author_of, hold_note, rows_for, statuses, with_history, written
from prescriptions.fhir.service_request import SERVICE_REQUEST, with_plans
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import annotation, concept, finished, listed, narrative, paragraph
from prescriptions.models import Plan, PlanItem

# What a receiver that shows the narrative alone must not miss; an active plan needs no words.
STATUS_WORDS = {
    "draft": gettext_lazy("A draft, not issued."),
    "on-hold": gettext_lazy("On hold."),
    "revoked": gettext_lazy("This plan no longer holds."),
    "completed": gettext_lazy("This plan is over."),
}


def care_plans(plans, reader):
    """The CarePlans of `plans` (from `rows_for`)."""
    return [_care_plan(each, reader) for each in written(plans, reader)]


def _care_plan(each, reader):
    plan, sheet = each.plan, each.sheet
    with override(each.language):
        title = _title(sheet)
        note = annotation(sheet["note"], by=plan.issued_by or plan.created_by, at=plan.issued_at or plan.created_at)
        hold = hold_note(plan, reader) if each.status == "on-hold" else None
        text = _in_words(each, title, hold)
    return finished(
        {
            "resourceType": "CarePlan",
            "id": str(plan.pk),
            "meta": {"lastUpdated": instant(plan.updated_at)},
            "language": each.language,
            "text": text,
            "replaces": [reference("CarePlan", pk) for pk in plan.replaced],
            "status": each.status,
            "intent": "plan",
            "category": [concept(ASSESS_PLAN), concept(PHYSICAL_ACTIVITY)],
            "title": title,
            "subject": reference("Patient", plan.episode.patient_id, sheet["patient"]["name"]),
            "period": {"start": sheet["starts_on"], "end": sheet["ends_on"]},
            "created": instant(plan.issued_at or plan.created_at),
            "author": author_of(plan),
            "addresses": [reference("Condition", plan.episode_id)],
            "activity": [
                {"reference": reference("ServiceRequest", line["id"], line["title"])} for line in sheet["items"]
            ],
            "note": [hold, note],
        }
    )


def _title(sheet):
    facts = {"region": Region(sheet["region"]).label, "stage": Stage(sheet["stage"]).label}
    return _("Exercises: %(region)s, %(stage)s") % facts


def _in_words(each, title, hold):
    sheet = each.sheet
    dates = {name: date_format(date.fromisoformat(sheet[f"{name}s_on"]), "DATE_FORMAT") for name in ("start", "end")}
    clinic = sheet["clinic"]
    return narrative(
        each.language,
        paragraph(title),
        paragraph(" ".join(part for part in (str(STATUS_WORDS.get(each.status, "")), hold and hold["text"]) if part)),
        paragraph(_("From %(start)s to %(end)s.") % dates),
        listed("ol", [_line(line, each.plan) for line in sheet["items"]]),
        paragraph(sheet["note"]),
        listed("ul", [format_html("<b>{}</b> {}", record["title"], record["text"]) for record in sheet["advice"]]),
        paragraph(_("Questions: %(clinic)s, %(phone)s") % {"clinic": clinic["name"], "phone": clinic["phone"]}),
    )


def _line(line, plan):
    paused = _("Paused: not now.") if line["id"] in {str(pk) for pk in plan.paused_items} else ""
    said = [in_words(line), paused, line["note"]]
    return format_html("<b>{}</b> {}", line["title"], " ".join(part for part in said if part))


def _requests_of(user, plans):
    items = PlanItem.objects.readable_by(user).filter(plan__in=plans).order_by("plan__created_at", "plan", "position")
    return with_plans(items, user)


CARE_PLAN = Kind(
    name="CarePlan",
    scope=Scope.PLANS_READ,
    rows=lambda user: rows_for(user).order_by("-created_at", "-id"),
    visible=lambda user: with_history(Plan.objects.visible_to(user)),
    shape=care_plans,
    parameters={
        "_id": parameters.ids(),
        "_lastUpdated": parameters.instant("updated_at"),
        "patient": parameters.reference("Patient", "episode__patient"),
        "subject": parameters.reference("Patient", "episode__patient"),
        "status": parameters.words(lambda reader: statuses(reader.now), known=WORDS),
        "category": parameters.fixed(ASSESS_PLAN, PHYSICAL_ACTIVITY),
        "date": parameters.days("starts_on", "ends_on"),
        "condition": parameters.reference("Condition", "episode"),
    },
    includes={"CarePlan:activity-reference": (SERVICE_REQUEST, _requests_of)},
)
