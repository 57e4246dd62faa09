"""The catalogue: an exercise is an ActivityDefinition, a set of them a PlanDefinition."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Scope
from exercises.figures import figure_url
from exercises.models import Exercise, ExerciseSet
from exercises.vocabulary import Method, Stage, bibliography
from exercises.wording import dose_words
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import ORDER_SET, SPINE
from prescriptions.fhir.dosage import dose_extension, usual_timing_of
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.service_request import exercise_concept
from prescriptions.fhir.site import ROOT
from prescriptions.fhir.values import concept, finished

# One language, whatever the caller prefers: a definition has one version, and a set names it.
LANGUAGE = "en"
WORDS = ("draft", "active", "retired", "unknown")


def activity_definitions(exercises, reader):
    """The ActivityDefinitions of `exercises`; their version changes with what they say."""
    with override(LANGUAGE):
        return [_with_version(_activity_definition(exercise, reader.site)) for exercise in exercises]


def _activity_definition(exercise, site):
    return _definition("ActivityDefinition", exercise, site) | {
        "description": exercise.purpose,
        "usage": _usage(exercise),
        "topic": [
            concept((site.system("method"), exercise.method, Method(exercise.method).label)),
            *(concept((site.system("stage"), stage, Stage(stage).label)) for stage in exercise.stages),
        ],
        "relatedArtifact": _artifacts(exercise, site),
        "kind": "ServiceRequest",
        "intent": "order",
        "code": exercise_concept(site, exercise.key, exercise.title),
        "timingTiming": usual_timing_of(exercise.dose),
        "participant": [{"type": "patient"}],
        "bodySite": [concept(SPINE[exercise.region])] if exercise.region in SPINE else [],
        "extension": [dose_extension(site, exercise.dose, laterality=exercise.laterality, source=exercise.dose_source)],
    }


def _definition(kind, row, site):
    return {
        "resourceType": kind,
        "id": row.key,
        "language": LANGUAGE,
        "url": site.url(kind, row.key),
        "name": "".join(part.capitalize() for part in row.key.replace("_", "-").split("-")),
        "title": row.title,
        "status": "retired" if row.retired_at else "active",
        "experimental": False,
    }


def _with_version(resource):
    """The business version is the mark of the content: a changed exercise has another, a reloaded one the same."""
    resource = finished(resource)
    head = {name: resource.pop(name) for name in ("resourceType", "id", "meta")}
    return head | {"version": head["meta"]["versionId"]} | resource


def _usage(exercise):
    steps = [f"{number}. {step}" for number, step in enumerate(exercise.steps, start=1)]
    amount = dose_words(exercise.dose, laterality=exercise.laterality)
    return "\n".join(part for part in (amount, *steps, exercise.breathing, *exercise.cautions) if part)


def _artifacts(exercise, site):
    drawn = figure_url(exercise.key)
    picture = {"contentType": "image/svg+xml", "url": f"{site.base.removesuffix(ROOT)}{drawn}"}
    figures = [{"type": "documentation", "label": _("figure"), "document": picture}] if drawn else []
    named = [bibliography()[name] for name in exercise.source.get("sources", []) if name in bibliography()]
    return figures + [{"type": "citation", "citation": source["citation"]} for source in named]


def plan_definitions(sets, reader):
    """The PlanDefinitions of `sets` (items with exercises prefetched)."""
    with override(LANGUAGE):
        return [_with_version(_plan_definition(each, reader)) for each in sets]


def _plan_definition(each, reader):
    site, items = reader.site, list(each.items.all())
    versions = activity_definitions([item.exercise for item in items], reader)
    actions = [_action(item, site, version["version"]) for item, version in zip(items, versions, strict=True)]
    return _definition("PlanDefinition", each, site) | {
        "type": concept(ORDER_SET),
        "description": each.frequency,
        "topic": [concept((site.system("method"), each.method, Method(each.method).label))],
        "action": [
            {
                "title": each.title,
                "condition": [_stage_gate(each, site)],
                "input": [{"type": "Condition"}],
                "groupingBehavior": "logical-group",
                "selectionBehavior": "all" if each.order_strict else "any",
                "action": _in_order(actions) if each.order_strict else actions,
            }
        ],
    }


def _stage_gate(each, site):
    """The set is for these stages: FHIRPath on the Condition that the plan addresses."""
    labels = ", ".join(str(Stage(stage).label) for stage in each.stages)
    words = " or ".join(f"code = '{stage}'" for stage in each.stages)
    path = f"stage.summary.coding.where(system = '{site.system('stage')}' and ({words})).exists()"
    said = " ".join(part for part in (_("Stage: %(stages)s.") % {"stages": labels}, each.precondition) if part)
    expression = {"description": said, "language": "text/fhirpath", "expression": path}
    return {"kind": "applicability", "expression": expression}


def _action(item, site, version):
    dose = item.exercise.dose.overlaid(item.dose)
    return {
        "id": f"exercise-{item.position}",
        "extension": [dose_extension(site, dose, laterality=item.exercise.laterality)],
        "title": item.exercise.title,
        "textEquivalent": dose_words(dose, laterality=item.exercise.laterality),
        "timingTiming": usual_timing_of(dose),
        "definitionCanonical": f"{site.url('ActivityDefinition', item.exercise_id)}|{version}",
    }


def _in_order(actions):
    """Each action after the one before it, as an ordered protocol wants."""
    after = [[], *([{"actionId": each["id"], "relationship": "after-end"}] for each in actions[:-1])]
    return [each | {"relatedAction": related} for each, related in zip(actions, after, strict=True)]


def _key(text):
    return text


def _statuses(reader):
    return {"active": Q(retired_at=None), "retired": Q(retired_at__isnull=False)}


def _parameters(kind):
    def at_url(text, reader):
        prefix = reader.site.url(kind, "")
        return Q(pk=text.removeprefix(prefix)) if text.startswith(prefix) else parameters.NONE

    return {
        "_id": parameters.ids(read=_key),
        "url": parameters.Parameter("uri", at_url),
        "status": parameters.words(_statuses, known=WORDS),
        "title": parameters.Parameter("string", lambda text, reader: Q(title__istartswith=text)),
    }


def _sets(user):
    return ExerciseSet.objects.visible_to(user).prefetch_related("items__exercise")


ACTIVITY_DEFINITION = Kind(
    name="ActivityDefinition",
    scope=Scope.CATALOGUE_READ,
    rows=lambda user: Exercise.objects.visible_to(user).from_neck_down(),
    visible=lambda user: Exercise.objects.visible_to(user),
    shape=activity_definitions,
    parameters=_parameters("ActivityDefinition"),
    key=str,
)
PLAN_DEFINITION = Kind(
    name="PlanDefinition",
    scope=Scope.CATALOGUE_READ,
    rows=lambda user: _sets(user).from_neck_down(),
    visible=lambda user: ExerciseSet.objects.visible_to(user),
    shape=plan_definitions,
    parameters=_parameters("PlanDefinition"),
    key=str,
)
