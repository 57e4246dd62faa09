"""What anybody may read: what this server can do, and what its own extension means."""

from django.utils.translation import gettext as _

from prescriptions.fhir.dosage import DOSE
from prescriptions.fhir.kinds import KINDS
from prescriptions.fhir.values import trimmed

DATE = "2026-11-25"  # of the last change of what is promised here
VERSION = "4.0.1"
# name, type, how many, what it means
PARTS = (
    ("repetitions", "positiveInt", "Repetitions of one set; on each side where perSide is true."),
    ("sets", "positiveInt", "Sets, or bouts of Timing.repeat.duration, of one session."),
    ("holdDuration", "Duration", "How long to hold, in seconds."),
    ("relaxDuration", "Duration", "How long to relax between repetitions, in seconds."),
    ("restDuration", "Duration", "How long to rest between sets, in seconds."),
    ("perSide", "boolean", "True if the repetitions count for each side or direction."),
    ("laterality", "code", "left, right or both as prescribed, else how the exercise is built."),
    ("intensityPercent", "decimal", "At most this percentage of full strength."),
    ("timesPerDay", "positiveInt", "Sessions on a day on which the exercise is due."),
    ("source", "code", "clinician if a clinician changed a number, article if all are the article's, else default."),
)


def capability_statement(site):
    """The CapabilityStatement of this server."""
    return trimmed(
        {
            "resourceType": "CapabilityStatement",
            "url": site.url("CapabilityStatement", "plumbline"),
            "name": "Plumbline",
            "title": "Plumbline",
            "status": "active",
            "date": DATE,
            "kind": "instance",
            "software": {"name": "Plumbline"},
            "implementation": {"description": _("Plans of therapeutic exercise for the spine"), "url": site.base},
            "fhirVersion": VERSION,
            "format": ["application/fhir+json", "json"],
            "rest": [{"mode": "server", "security": _security(), "resource": [_resource(kind) for kind in KINDS]}],
        }
    )


def _security():
    words = _("Authorization: Bearer with a token of this server. Each token carries scopes; each resource needs one.")
    return {"cors": False, "description": words}


def _resource(kind):
    return {
        "type": kind.name,
        "documentation": _("Needs the scope %(scope)s.") % {"scope": kind.scope.value},
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "conditionalRead": "not-match",
        "searchInclude": list(kind.includes),
        "searchParam": [
            {"name": name, "type": each.kind, "documentation": each.documentation}
            for name, each in kind.parameters.items()
        ],
    }


def dose_definition(site):
    """The StructureDefinition of the extension exercise-dose."""
    url = site.definition(DOSE)
    contexts = ("ServiceRequest", "ActivityDefinition", "PlanDefinition.action", "Procedure")
    parts = [element for part in PARTS for element in _part(*part)]
    return {
        "resourceType": "StructureDefinition",
        "id": DOSE,
        "url": url,
        "name": "ExerciseDose",
        "title": "The dose of an exercise",
        "status": "active",
        "date": DATE,
        "fhirVersion": VERSION,
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": each} for each in contexts],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Extension", "path": "Extension", "short": "The dose of an exercise", "min": 0, "max": "1"},
                *parts,
                {"id": "Extension.url", "path": "Extension.url", "fixedUri": url},
                {"id": "Extension.value[x]", "path": "Extension.value[x]", "max": "0"},
            ]
        },
    }


def _part(name, kind, meaning):
    at, path = f"Extension.extension:{name}", "Extension.extension"
    return [
        {"id": at, "path": path, "sliceName": name, "short": meaning, "min": 0, "max": "1"},
        {"id": f"{at}.url", "path": f"{path}.url", "fixedUri": name},
        {"id": f"{at}.value[x]", "path": f"{path}.value[x]", "type": [{"code": kind}]},
    ]
