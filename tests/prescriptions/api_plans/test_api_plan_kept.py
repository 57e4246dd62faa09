"""A plan that is polled: the same bytes as rendered anew, whatever happens between two readings."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from accounts.models import User
from prescriptions import actions
from prescriptions.api import kept
from prescriptions.api.reach import shown_plan
from prescriptions.api.shapes import plan_json
from prescriptions.models import Plan, PlanItem
from tests import factories
from tests.prescriptions.api_plans.paths import path

pytestmark = pytest.mark.django_db


def anew(user, plan):
    """The plan as the API would write it for the first time, past everything that is kept."""
    return JSONRenderer().render(plan_json(shown_plan(user, plan["id"]), now=timezone.now()))


def test_it_is_the_same_as_rendered_anew_in_every_state(client, clinician, patient, issued):
    def matches(status):
        told = client.get(path(issued))
        assert told.headers["Content-Type"] == "application/json"
        assert told.content == anew(clinician, issued)
        return told.json()["status"] == status

    assert matches("issued")
    client.post(path(issued, "hold"), {"reason": "Fever."})
    assert matches("held")
    client.post(path(issued, "resume"), {"note": "Gone."})
    assert matches("issued")
    draft = client.post(path(issued, "revise"), {}).json()
    client.post(path(draft, "issue"), {})
    assert matches("superseded")
    client.post(path(draft, "stop"), {"reason": "Moved."})
    assert client.get(path(draft)).content == anew(clinician, draft)
    assert client.get(path(draft)).json()["status"] == "ended"


def test_a_pause_an_override_and_a_new_name_show_at_once(client, clinician, assessed, patient):
    patient.conditions = None
    patient.save()
    draft = client.post("/api/v1/plans/", {"episode": str(assessed.pk)}).json()
    reason = {"rule": "C-42c", "reason": "Asked on the phone, record follows."}
    plan = client.post(path(draft, "issue"), {"overrides": [reason]}).json()
    first = client.get(path(plan))
    assert first.content == anew(clinician, plan)
    assert len(first.json()["overrides"]) == 1
    PlanItem.objects.filter(pk=plan["items"][0]["id"]).update(paused_at=timezone.now())
    paused = client.get(path(plan))
    assert [item["paused"] for item in paused.json()["items"]] == [True, False, False, False]
    User.objects.filter(pk=clinician.pk).update(name="Anna Berg")
    renamed = client.get(path(plan))
    assert renamed.json()["issued_by"]["name"] == "Anna Berg"
    assert renamed.content == anew(clinician, plan)
    assert len({answer.headers["ETag"] for answer in (first, paused, renamed)}) == 3


def test_a_change_within_one_moment_shows_as_well(api, clinician, assessed):
    with time_machine.travel(timezone.now(), tick=False):
        client = api(clinician)
        draft = client.post("/api/v1/plans/", {"episode": str(assessed.pk)}).json()
        client.post(path(draft, "issue"), {})
        seen = [client.get(path(draft)).json()["status"]]
        client.post(path(draft, "hold"), {"reason": "Fever."})
        seen.append(client.get(path(draft)).json()["status"])
    assert seen == ["issued", "held"]


def test_the_last_day_passes_without_a_change_of_the_row(api, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    address = f"/api/v1/plans/{plan.pk}/"
    before = api(clinician).get(address)
    after_end = timezone.now() + timedelta(days=(plan.ends_on - plan.starts_on).days + 2)
    with time_machine.travel(after_end):
        after = api(clinician).get(address)
    assert [(each.json()["status"], each.json()["ended_reason"]) for each in (before, after)] == [
        ("issued", None),
        ("ended", "finished"),
    ]


def test_the_address_of_the_handout_is_a_path_whatever_the_host(client, issued, settings):
    settings.ALLOWED_HOSTS = ["testserver", "plan.clinic.example"]
    told = [client.get(path(issued), headers={"Host": host}).json()["handout_url"] for host in settings.ALLOWED_HOSTS]
    assert told == [f"/plans/{issued['id']}/handout.pdf"] * 2


def test_what_is_kept_opens_no_door(client, api, stranger, admin, patient_user, issued):
    """Read by the clinician first: for everybody else nothing has changed."""
    assert client.get(path(issued)).status_code == 200
    told = {user.email: api(user).get(path(issued)).status_code for user in (stranger, admin, patient_user)}
    assert told == {stranger.email: 404, admin.email: 403, patient_user.email: 200}


def test_a_clinician_who_left_reads_it_no_more(client, api, colleague, issued):
    theirs = api(colleague)
    assert theirs.get(path(issued)).status_code == 200
    colleague.memberships.all().delete()
    assert (client.get(path(issued)).status_code, theirs.get(path(issued)).status_code) == (200, 404)


def test_the_same_row_is_rendered_once(client, issued, monkeypatch):
    client.get(path(issued))
    rendered = []
    monkeypatch.setattr(kept, "issued_json", lambda *args: rendered.append(args))
    assert client.get(path(issued)).status_code == 200
    assert rendered == []


def test_what_a_row_does_not_hold_is_fetched_not_guessed(clinician, issued):
    [row] = kept.READ.rows(user=clinician.pk, pk=issued["id"])
    plan = kept._plan_of(dict(zip(kept.COLUMNS, row, strict=True)))
    assert plan.note == Plan.objects.get(pk=issued["id"]).note
    assert plan.sheet == json.loads(dict(zip(kept.COLUMNS, row, strict=True))["sheet"])


def test_a_first_reading_takes_three_queries_too(api, clinician, episode, django_assert_num_queries):
    plan = factories.make_plan(episode, by=clinician)
    client = api(clinician)
    client.get("/api/v1/clinics/")  # the use of the token is noted
    with django_assert_num_queries(3):
        assert client.get(f"/api/v1/plans/{plan.pk}/").status_code == 200


def test_an_action_of_another_process_shows_in_the_next_reading(client, clinician, issued):
    before = client.get(path(issued))
    plan = Plan.objects.get(pk=issued["id"])
    actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=timezone.now())
    after = client.get(path(issued), headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json()["status"]) == (200, "held")
