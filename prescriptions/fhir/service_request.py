"""ServiceRequest: one exercise of a plan, asked of the patient. There is no Task: nobody else is to do it."""

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Scope
from prescriptions.api.shapes import instant
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import EXERCISE_THERAPY, PHYSICAL_ACTIVITY, SPINE
from prescriptions.fhir.dosage import dose_extension, dose_of, in_words, timing_of
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.plans import WORDS, author_of, hold_note, rows_for, statuses, written
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import annotation, concept, finished
from prescriptions.models import PlanItem


def with_plans(items, user):
    """`items` with their plans as CarePlan reads them: one more query for any number."""
    return items.prefetch_related(Prefetch("plan", rows_for(user)))


def service_requests(items, reader):
    """The ServiceRequests of `items` (from `with_plans`)."""
    plans = {item.plan_id: item.plan for item in items}
    sheets = dict(zip(plans, written(list(plans.values()), reader), strict=True))
    former = _former(plans, reader.user)
    return [_service_request(item, sheets[item.plan_id], former, reader) for item in items]


def _former(plans, user):
    """(new plan, exercise) -> the items that a new plan took the place of."""
    items = PlanItem.objects.readable_by(user).filter(plan__superseded_by__in=plans)
    rows = items.order_by("plan__version", "position")
    found = {}
    for pk, plan, exercise in rows.values_list("pk", "plan__superseded_by", "exercise"):
        found.setdefault((plan, exercise), []).append(pk)
    return found


def _service_request(item, each, former, reader):
    plan, sheet = each.plan, each.sheet
    line = next(line for line in sheet["items"] if line["id"] == str(item.pk))
    dose = dose_of(line["dose"])
    status = "on-hold" if item.paused and each.status == "active" else each.status
    with override(each.language):
        instruction, notes = _instruction(line), _notes(item, plan, status, reader)
        timing = timing_of(dose, start=sheet["starts_on"], end=sheet["ends_on"])
    subject = reference("Patient", plan.episode.patient_id, sheet["patient"]["name"])
    laterality = line["side"] or line["laterality"]
    return finished(
        {
            "resourceType": "ServiceRequest",
            "id": str(item.pk),
            "meta": {"lastUpdated": instant(plan.updated_at)},
            "language": each.language,
            "extension": [dose_extension(reader.site, dose, laterality=laterality, source=line["dose_source"])],
            "basedOn": [reference("CarePlan", plan.pk)],
            "replaces": [reference("ServiceRequest", pk) for pk in former.get((plan.pk, item.exercise_id), [])],
            "status": status,
            "intent": "order",
            "category": [concept(PHYSICAL_ACTIVITY)],
            "code": exercise_concept(reader.site, line["exercise"], line["title"]),
            "subject": subject,
            "occurrenceTiming": timing,
            "authoredOn": instant(plan.issued_at or plan.created_at),
            "requester": author_of(plan),
            "performer": [subject],
            "reasonReference": [reference("Condition", plan.episode_id)],
            "bodySite": [concept(SPINE[sheet["region"]])],
            "note": notes,
            "patientInstruction": instruction,
        }
    )


def exercise_concept(site, key, title):
    """The exercise: our own code first, since SNOMED has none so fine, then what kind of thing it is."""
    return concept((site.system("exercise"), key, title), EXERCISE_THERAPY, text=title)


def _instruction(line):
    """All that a receiver may show the patient: the dose in words, the note, the steps, what to mind."""
    steps = [f"{number}. {step}" for number, step in enumerate(line["steps"], start=1)]
    said = [in_words(line), line["note"], *steps, line["breathing"], *line["cautions"]]
    return "\n".join(part for part in said if part)


def _notes(item, plan, status, reader):
    if status != "on-hold":
        return []
    if not item.paused:
        return [hold_note(plan, reader)]
    told = item.paused_because if reader.treats(plan.episode.patient) else ""
    text = told or _("This exercise is paused until a clinician lets it go on.")
    return [annotation(text, by=plan.episode.patient.clinic, at=item.paused_at)]


def _statuses(now):
    """Word -> condition on items: as their plans, but a paused one of an active plan is on hold."""
    found = statuses(now, "plan__")
    paused = Q(paused_at__isnull=False)
    return found | {"active": found["active"] & ~paused, "on-hold": found["on-hold"] | (found["active"] & paused)}


SERVICE_REQUEST = Kind(
    name="ServiceRequest",
    scope=Scope.PLANS_READ,
    rows=lambda user: with_plans(PlanItem.objects.readable_by(user), user).order_by(
        "-plan__created_at", "plan", "position", "pk"
    ),
    visible=lambda user: PlanItem.objects.visible_to(user),
    shape=service_requests,
    parameters={
        "_id": parameters.ids(),
        "_lastUpdated": parameters.instant("plan__updated_at"),
        "patient": parameters.reference("Patient", "plan__episode__patient"),
        "subject": parameters.reference("Patient", "plan__episode__patient"),
        "status": parameters.words(lambda reader: _statuses(reader.now), known=WORDS),
        "category": parameters.fixed(PHYSICAL_ACTIVITY),
        "code": parameters.coded("exercise", "exercise", EXERCISE_THERAPY),
        "based-on": parameters.reference("CarePlan", "plan"),
    },
)
