"""FHIR resources asked for as a record system would, each checked against the published models."""

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests import factories

BASE = "/fhir/R4"


def valid(resource):
    """`resource` itself, if the published model of its type accepts every element of it; raises otherwise."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def found(bundle):
    """The resources of a Bundle that matched, each checked."""
    entries = valid(bundle).get("entry", [])
    return [valid(each["resource"]) for each in entries if each["search"]["mode"] == "match"]


@pytest.fixture
def read(api):
    """`read(user, "CarePlan", id)` is the resource, `read(user, "CarePlan", status="active")` the matches."""

    def asked(user, kind, pk=None, **parameters):
        named = {name.replace("_", "-") if name[0] != "_" else name: value for name, value in parameters.items()}
        answer = api(user).get(f"{BASE}/{kind}/{pk}" if pk else f"{BASE}/{kind}", named)
        assert answer.status_code == 200, answer.content
        assert answer.headers["Content-Type"] == "application/fhir+json"
        return valid(answer.json()) if pk else found(answer.json())

    return asked


@pytest.fixture
def issued(episode, clinician):
    """A plan of two plain exercises for the neck, in force."""
    exercises = [factories.make_exercise(key="chin-in"), factories.make_exercise(key="nod", laterality="each-side")]
    return factories.make_plan(episode, by=clinician, exercises=exercises)
