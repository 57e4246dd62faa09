"""What was done, as Procedures, and the pain that was told, as Observations."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Membership, Scope
from prescriptions.api.shapes import instant
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import COMPLAINTS, EXERCISE_THERAPY, PAIN_SCORE, PHYSICAL_ACTIVITY, SPINE, SURVEY
from prescriptions.fhir.dosage import dose_extension, dose_of
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.service_request import exercise_concept
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import annotation, concept, finished, quantity
from prescriptions.models import Completion, Outcome, Plan

PROCEDURE_STATUS = {Outcome.DONE: "completed", Outcome.PARTLY: "stopped", Outcome.SKIPPED: "not-done"}
PROCEDURE_WORDS = ("preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error")
OBSERVATION_WORDS = ("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error")
UNKNOWN = ("unknown",)


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
    plan, line = _told_in(completion)
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
            "basedOn": _based_on(completion),
            "status": status,
            "statusReason": {"text": completion.reason} if status == "not-done" else None,
            "category": concept(PHYSICAL_ACTIVITY),
            "code": exercise_concept(reader.site, line["exercise"], line["title"]),
            "subject": _subject(plan),
            "performedDateTime": completion.date.isoformat(),
            "recorder": _recorder(completion, plan),
            "performer": [{"actor": _subject(plan)}] if status != "not-done" else [],
            "bodySite": [concept(SPINE[plan.sheet["region"]])],
            "complication": said,
            "note": notes,
        }
    )


def _told_in(completion):
    plan = completion.item.plan
    return plan, plan.sheet_line(completion.item_id)


def _based_on(completion):
    return [reference("CarePlan", completion.item.plan_id), reference("ServiceRequest", completion.item_id)]


def _subject(plan):
    return reference("Patient", plan.episode.patient_id, plan.sheet["patient"]["name"])


def _recorder(completion, plan):
    """Who recorded it; somebody who is neither the patient nor a clinician is named alone."""
    who = completion.recorded_by
    if who.pk == plan.episode.patient.user_id:
        return _subject(plan)
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


def observations(completions, reader):
    """The pain told with `completions` (from `completions_for`), 0 to 10."""
    return [_observation(completion, reader) for completion in completions]


def _observation(completion, reader):
    plan, _line = _told_in(completion)
    return finished(
        {
            "resourceType": "Observation",
            "id": str(completion.pk),
            "meta": {"lastUpdated": instant(completion.recorded_at)},
            "basedOn": _based_on(completion),
            "partOf": [reference("Procedure", completion.pk)],
            "status": "final",
            "category": [concept(SURVEY)],
            "code": concept(PAIN_SCORE, text=PAIN_SCORE[2]),
            "subject": _subject(plan),
            "effectiveDateTime": completion.date.isoformat(),
            "issued": instant(completion.recorded_at),
            "performer": [_subject(plan)],
            "valueQuantity": quantity(completion.pain_during, "{score}"),
        }
    )


SHARED = {
    "_id": parameters.ids(),
    "_lastUpdated": parameters.instant("recorded_at"),
    "patient": parameters.reference("Patient", "item__plan__episode__patient"),
    "subject": parameters.reference("Patient", "item__plan__episode__patient"),
    "date": parameters.days("date"),
    "based-on": parameters.Parameter(
        "reference", lambda text, reader: _based(text, reader), "CarePlan/id or ServiceRequest/id"
    ),
}


def _based(text, reader):
    request, plan = parameters.reference("ServiceRequest", "item"), parameters.reference("CarePlan", "item__plan")
    return request.condition(text, reader) | plan.condition(text, reader)


PROCEDURE = Kind(
    name="Procedure",
    scope=Scope.PLANS_READ,
    rows=completions_for,
    visible=lambda user: Completion.objects.visible_to(user),
    shape=procedures,
    parameters=SHARED
    | {
        "status": parameters.words(
            lambda reader: {word: Q(outcome=outcome) for outcome, word in PROCEDURE_STATUS.items()},
            known=PROCEDURE_WORDS + UNKNOWN,
        ),
        "code": parameters.coded("item__exercise", "exercise", EXERCISE_THERAPY),
        "category": parameters.fixed(PHYSICAL_ACTIVITY),
    },
)
OBSERVATION = Kind(
    name="Observation",
    scope=Scope.PLANS_READ,
    rows=lambda user: completions_for(user).filter(pain_during__isnull=False),
    visible=lambda user: Completion.objects.visible_to(user).filter(pain_during__isnull=False),
    shape=observations,
    parameters=SHARED
    | {
        "status": parameters.words(lambda reader: {"final": parameters.ALL}, known=OBSERVATION_WORDS + UNKNOWN),
        "code": parameters.fixed(PAIN_SCORE),
        "category": parameters.fixed(SURVEY),
    },
)
