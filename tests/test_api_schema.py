"""The OpenAPI document: valid, complete, and true to what the API answers."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from openapi_spec_validator import OpenAPIV31SpecValidator

from exercises.api import AdviceSerializer, DoseSerializer
from prescriptions.api import answers

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_validates_without_a_warning(document, capsys):
    validate_schema(document)
    OpenAPIV31SpecValidator(json.loads(json.dumps(document, default=str))).validate()
    assert document["openapi"].startswith("3.1")
    assert capsys.readouterr().err == ""


def test_it_is_served_to_everyone(client):
    answer = client.get("/api/schema/")
    assert (answer.status_code, answer.json()["info"]["title"]) == (200, "Plumbline")


def test_every_call_of_the_contract_is_in_it(document):
    paths = document["paths"].items()
    calls = {(method.upper(), path.removeprefix("/api/v1/")) for path, item in paths for method in item}
    wanted = """
        GET exercises/ | GET exercises/{key}/ | GET exercise-sets/ | GET exercise-sets/{key}/ | GET clinics/
        GET patients/ | POST patients/ | GET patients/{id}/ | PATCH patients/{id}/
        GET patients/{id}/episodes/ | POST patients/{id}/episodes/ | GET episodes/{id}/ | PATCH episodes/{id}/
        GET episodes/{id}/assessments/ | POST episodes/{id}/assessments/ | GET episodes/{id}/suggestion/
        GET plans/ | POST plans/ | GET plans/{id}/ | DELETE plans/{id}/ | PATCH plans/{id}/
        POST plans/{id}/issue/ | POST plans/{id}/revise/ | POST plans/{id}/hold/ | POST plans/{id}/resume/
        POST plans/{id}/stop/ | POST plans/{id}/items/{item}/resume/ | GET plans/{id}/days/{date}/
        GET plans/{id}/completions/ | POST plans/{id}/completions/ | PATCH completions/{id}/
        DELETE completions/{id}/ | GET plans/{id}/check-ins/ | POST plans/{id}/check-ins/
        GET alerts/ | POST alerts/{id}/acknowledge/ | GET me/ | GET me/today/ | GET me/days/{date}/
    """
    named = {tuple(call.split()) for line in wanted.strip().splitlines() for call in line.split("|")}
    assert {(method, path.replace("{pk}", "{id}")) for method, path in calls} == named


def keys(serializer):
    return list(serializer().fields)


def test_the_shapes_that_are_built_are_the_shapes_that_are_documented(
    api, clinician, patient_user, episode, library, patient
):
    from django.utils import timezone

    from tests import factories

    factories.make_assessment(episode, by=clinician)
    client = api(clinician)
    suggestion = client.get(f"/api/v1/episodes/{episode.pk}/suggestion/?method=classical").json()
    plan = client.post("/api/v1/plans/", {"episode": str(episode.pk)}).json()
    client.post(f"/api/v1/plans/{plan['id']}/issue/", {})
    today = str(patient.today(timezone.now()))
    body = {"item": plan["items"][0]["id"], "date": today, "outcome": "done"}
    done = client.post(f"/api/v1/plans/{plan['id']}/completions/", body).json()
    day = client.get(f"/api/v1/plans/{plan['id']}/days/{today}/").json()
    mine = api(patient_user).get("/api/v1/me/today/").json()
    built = [
        (suggestion, answers.SuggestionOut),
        (suggestion["items"][0], answers.SuggestedItem),
        (suggestion["items"][0]["dose"], DoseSerializer),
        (suggestion["advice"][0], AdviceSerializer),
        (plan, answers.PlanOut),
        (done, answers.CompletionAnswer),
        (day, answers.DayOut),
        (day["items"][0], answers.TaskOut),
        (mine, answers.MyDayOut),
        (api(patient_user).get("/api/v1/me/").json(), answers.MeOut),
    ]
    assert [set(shape) for shape, _serializer in built] == [set(keys(serializer)) for _shape, serializer in built]
    assert set(plan["items"][0]) == set(keys(answers.PlanItemOut))
