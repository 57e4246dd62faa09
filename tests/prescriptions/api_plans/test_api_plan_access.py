"""Who reaches a plan over the API, and what that costs in queries."""

import uuid

import pytest

from tests import factories
from tests.prescriptions.api_plans.paths import path

pytestmark = pytest.mark.django_db


def test_a_strangers_plan_and_no_plan_answer_with_the_same_bytes(api, stranger, issued):
    foreign = api(stranger).get(path(issued))
    absent = api(stranger).get(f"/api/v1/plans/{uuid.uuid4()}/")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content


def test_a_plan_for_a_foreign_episode_is_404_and_names_the_field(api, stranger, assessed):
    foreign = api(stranger).post("/api/v1/plans/", {"episode": str(assessed.pk)})
    absent = api(stranger).post("/api/v1/plans/", {"episode": str(uuid.uuid4())})
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content
    assert list(foreign.json()["errors"]) == ["episode"]


def test_the_patient_reads_the_plan_and_cannot_change_it(api, patient_user, draft, issued):
    mine = api(patient_user)
    assert mine.get(path(issued)).status_code == 200
    for step, body in [("hold", {"reason": "x"}), ("stop", {"reason": "x"}), ("revise", {})]:
        refused = mine.post(path(issued, step), body)
        assert (refused.status_code, [f["rule"] for f in refused.json()["findings"]]) == (403, ["S-02"])


def test_a_draft_is_nothing_to_its_patient(api, patient_user, draft):
    assert api(patient_user).get(path(draft)).status_code == 404


def test_an_admin_who_is_no_clinician_sees_no_plan(api, admin, issued):
    assert api(admin).get(path(issued)).status_code == 403
    assert api(admin).get("/api/v1/plans/").json()["count"] == 0


def test_scopes_are_asked_for(api, clinician, issued):
    assert api(clinician, "plans:read").get(path(issued)).status_code == 200
    assert api(clinician, "plans:read").post(path(issued, "hold"), {"reason": "x"}).status_code == 403
    assert api(clinician, "plans:write").get(path(issued)).status_code == 403


def test_an_issued_plan_takes_three_queries(client, issued, django_assert_num_queries):
    client.get(path(issued))
    with django_assert_num_queries(3):
        client.get(path(issued))


def test_the_list_takes_the_same_queries_for_one_draft_and_for_many(
    client, issued, patient, clinician, django_assert_num_queries
):
    def draft_for(region):
        episode = factories.make_episode(patient, region=region)
        factories.make_assessment(episode, by=clinician)
        client.post("/api/v1/plans/", {"episode": str(episode.pk), "method": "classical"})

    draft_for("thoracic")
    with django_assert_num_queries(9):
        assert client.get("/api/v1/plans/").json()["count"] == 2
    draft_for("thoracic")
    draft_for("lumbar")
    with django_assert_num_queries(9):
        assert client.get("/api/v1/plans/").json()["count"] == 4
