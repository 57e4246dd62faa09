"""Procedure: what was done of a plan, or was not."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Membership, Scope
from prescriptions.api.shapes import instant
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import COMPLAINTS, EXERCISE_THERAPY, PHYSICAL_ACTIVITY, SPINE
from prescriptions.fhir.dosage import dose_extension, dose_of
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.service_request import exercise_concept
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import annotation, concept, finished
from prescriptions.models import Completion, Outcome, Plan

PROCEDURE_STATUS = {Outcome.DONE: "completed", Outcome.PARTLY: "stopped", Outcome.SKIPPED: "not-done"}
PROCEDURE_WORDS = ("preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error")
PROCEDURE_WORDS += ("unknown",)


def completions_for(user):
    """Completions `user` may read with what their resources show: two queries for any number."""
    plans = Plan.objects.readable_by(user).select_related("episode__patient")
    patient = "item__plan__episode__patient"
    clinicians = Membership.objects.filter(role=Membership.Role.CLINICIAN, clinic=OuterRef(f"{patient}__clinic"))
    return (
        Completion.objects.readable_by(user)
        .select_related("item", "recorded_by")
        .prefetch_related(Prefetch("item__plan", plans))
        .annotate(by_clinician=Exists(clinicians.filter(user=OuterRef("recorded_by"))))
        .order_by("-date", "-recorded_at", "pk")
    )


def procedures(completions, reader):
    """The Procedures of `completions` (from `completions_for`)."""
    return [_procedure(completion, reader) for completion in completions]


def _procedure(completion, reader):
    plan, line = told_in(completion)
    status = PROCEDURE_STATUS[completion.outcome]
    with override(plan.sheet["patient"]["language"]):
        said, notes = _complaints(completion, reader.site), _notes(completion)
    done = completion.outcome == Outcome.DONE
    laterality = line["side"] or line["laterality"]
    dose = dose_extension(reader.site, dose_of(line["dose"]), laterality=laterality, source=line["dose_source"])
    return finished(
        {
            "resourceType": "Procedure",
            "id": str(completion.pk),
            "meta": {"lastUpdated": instant(completion.recorded_at)},
            "extension": [dose] if done else [],  # it was done as prescribed; else nobody knows how much
            "basedOn": based_on(completion),
            "status": status,
            "statusReason": {"text": completion.reason} if status == "not-done" else None,
            "category": concept(PHYSICAL_ACTIVITY),
            "code": exercise_concept(reader.site, line["exercise"], line["title"]),
            "subject": subject_of(plan),
            "performedDateTime": completion.date.isoformat(),
            "recorder": _recorder(completion, plan),
            "performer": [{"actor": subject_of(plan)}] if status != "not-done" else [],
            "bodySite": [concept(SPINE[plan.sheet["region"]])],
            "complication": said,
            "note": notes,
        }
    )


def told_in(completion):
    plan = completion.item.plan
    return plan, plan.sheet_line(completion.item_id)


def based_on(completion):
    return [reference("CarePlan", completion.item.plan_id), reference("ServiceRequest", completion.item_id)]


def subject_of(plan):
    return reference("Patient", plan.episode.patient_id, plan.sheet["patient"]["name"])


def _recorder(completion, plan):
    """Who recorded it; somebody who is neither the patient nor a clinician is named alone."""
    who = completion.recorded_by
    if who.pk == plan.episode.patient.user_id:
        return subject_of(plan)
    return reference("Practitioner", who.pk, str(who)) if completion.by_clinician else {"display": str(who)}


def _complaints(completion, site):
    told = [(name, label) for name, label in COMPLAINTS.items() if getattr(completion, name)]
    return [concept((site.system("complaint"), name, label), text=label) for name, label in told]


def _notes(completion):
    hard = _("Felt difficulty: %(number)s of 5.") % {"number": completion.difficulty} if completion.difficulty else ""
    against = _("Done against advice.") if completion.against_advice else ""
    reason = capfirst(completion.reason) if completion.outcome != Outcome.SKIPPED else ""
    texts = [reason, hard, against]
    return [annotation(text, by=completion.recorded_by, at=completion.recorded_at) for text in texts]


def log_parameters(plan, item, day):
    """The parameters of rows whose plan, item and day are in these columns."""
    whose = parameters.reference("Patient", f"{plan}__episode__patient")
    request, care_plan = parameters.reference("ServiceRequest", item), parameters.reference("CarePlan", plan)

    def based(text, reader):
        return request.condition(text, reader) | care_plan.condition(text, reader)

    return {
        "_id": parameters.ids(),
        "_lastUpdated": parameters.instant("recorded_at"),
        "patient": whose,
        "subject": whose,
        "date": parameters.days(day),
        "based-on": parameters.Parameter("reference", based, "CarePlan/id or ServiceRequest/id"),
    }


PROCEDURE = Kind(
    name="Procedure",
    scope=Scope.PLANS_READ,
    rows=completions_for,
    visible=lambda user: Completion.objects.visible_to(user),
    shape=procedures,
    parameters=log_parameters("item__plan", "item", "date")
    | {
        "status": parameters.words(
            lambda reader: {word: Q(outcome=outcome) for outcome, word in PROCEDURE_STATUS.items()},
            known=PROCEDURE_WORDS,
        ),
        "code": parameters.coded("item__exercise", "exercise", EXERCISE_THERAPY),
        "category": parameters.fixed(PHYSICAL_ACTIVITY),
    },
)
