"""POST and GET plans/, and the life of a plan over the API."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from prescriptions.models import Plan, PlanEvent
from tests import factories
from tests.prescriptions.api_plans.paths import path

pytestmark = pytest.mark.django_db
NECK_SET = [
    "cervical-occiput-press-supine",
    "cervical-resisted-rotation",
    "cervical-forehead-press-supine",
    "cervical-nod-forward-back-sitting",
]
KEYS_OF_A_PLAN = [
    "id episode patient version status stage region starts_on ends_on review_on issued_at issued_by ended_at",
    "ended_reason superseded_by updated_at note items advice findings overrides handout_url",
]
KEYS_OF_AN_ITEM = "id position exercise title steps cautions breathing side alternative dose dose_source note paused"


def test_a_plan_without_items_is_the_suggestion(client, assessed):
    answer = client.post("/api/v1/plans/", {"episode": str(assessed.pk)})
    assert answer.status_code == 201
    plan = answer.json()
    assert [item["exercise"] for item in plan["items"]] == NECK_SET
    assert [item["position"] for item in plan["items"]] == [1, 2, 3, 4]
    assert (plan["status"], plan["stage"], plan["region"], plan["version"]) == ("draft", "recovery", "cervical", 1)
    assert answer.headers["ETag"].startswith('"')


def test_a_plan_shows_exactly_what_the_contract_names(client, draft):
    plan = client.get(path(draft)).json()
    assert list(plan) == " ".join(KEYS_OF_A_PLAN).split()
    assert list(plan["items"][0]) == [*KEYS_OF_AN_ITEM.split(), "figure_url", "findings"]


def test_dates_default_to_six_weeks_with_a_review_after_four(client, draft, patient):
    today = patient.today(timezone.now())
    dates = [draft[name] for name in ("starts_on", "ends_on", "review_on")]
    assert dates == [(today + timedelta(days=days)).isoformat() for days in (0, 41, 28)]


def test_an_acute_plan_runs_two_weeks_with_a_review_after_one(client, library, episode, clinician, patient):
    factories.make_assessment(episode, by=clinician, stage="acute", pain_now=6)
    plan = client.post("/api/v1/plans/", {"episode": str(episode.pk)}).json()
    today = patient.today(timezone.now())
    dates = [plan[name] for name in ("ends_on", "review_on")]
    assert dates == [(today + timedelta(days=days)).isoformat() for days in (13, 7)]


def test_the_dose_says_where_each_number_comes_from(client, assessed):
    items = [{"exercise": "cervical-resisted-rotation", "dose": {"repetitions": 2}}]
    plan = client.post("/api/v1/plans/", {"episode": str(assessed.pk), "items": items}).json()
    item = plan["items"][0]
    assert item["dose"]["repetitions"] == 2
    assert item["dose"]["hold_seconds"] == 5
    assert item["dose_source"]["repetitions"] == "clinician"
    assert item["dose_source"]["hold_seconds"] == "article"
    assert item["dose_source"]["relax_seconds"] == "default"
    assert item["side"] == "both"


def test_without_an_assessment_there_is_no_plan(client, library, episode):
    answer = client.post("/api/v1/plans/", {"episode": str(episode.pk)})
    assert answer.status_code == 409
    assert [finding["rule"] for finding in answer.json()["findings"]] == ["S-01"]


def test_issuing_freezes_the_sheet(client, draft):
    answer = client.post(path(draft, "issue"), {})
    assert answer.status_code == 200
    plan = answer.json()
    assert plan["status"] == "issued"
    assert plan["issued_by"]["name"] == "Anna Marlow"
    assert plan["issued_at"].endswith("Z")
    from exercises.models import Exercise

    Exercise.objects.filter(key=NECK_SET[0]).update(title="Another title", steps=["Other"])
    again = client.get(path(draft)).json()
    assert again["items"] == plan["items"]


def test_a_warning_needs_a_written_reason(client, assessed, patient):
    patient.conditions = None
    patient.save()
    plan = client.post("/api/v1/plans/", {"episode": str(assessed.pk)}).json()
    assert [finding["rule"] for finding in plan["findings"]] == ["C-42c"]
    refused = client.post(path(plan, "issue"), {})
    assert refused.status_code == 409
    assert refused.json()["findings"] == plan["findings"]
    short = client.post(path(plan, "issue"), {"overrides": [{"rule": "C-42c", "reason": "ok"}]})
    assert short.status_code == 400
    assert list(short.json()["errors"]) == ["overrides.0.reason"]
    reason = {"rule": "C-42c", "reason": "Asked on the phone, record follows."}
    issued = client.post(path(plan, "issue"), {"overrides": [reason]})
    assert issued.status_code == 200
    assert [(row["rule"], row["reason"]) for row in issued.json()["overrides"]] == [("C-42c", reason["reason"])]


def test_a_hard_finding_cannot_be_passed_with_a_reason(client, library, episode, clinician):
    factories.make_assessment(episode, by=clinician, screened=False)
    plan = client.post("/api/v1/plans/", {"episode": str(episode.pk)}).json()
    overrides = [{"rule": "C-42", "reason": "I know this patient well."}]
    refused = client.post(path(plan, "issue"), {"overrides": overrides})
    assert refused.status_code == 409
    assert [(f["rule"], f["level"], bool(f["clears_by"])) for f in refused.json()["findings"]] == [
        ("C-42", "hard", True)
    ]


def test_an_unknown_rule_in_an_override_is_400_and_one_that_does_not_fire_is_ignored(client, draft):
    unknown = client.post(path(draft, "issue"), {"overrides": [{"rule": "X-99", "reason": "no such rule at all"}]})
    assert unknown.status_code == 400
    assert list(unknown.json()["errors"]) == ["overrides.0.rule"]
    idle = client.post(path(draft, "issue"), {"overrides": [{"rule": "S-04", "reason": "does not fire here"}]})
    assert (idle.status_code, idle.json()["overrides"]) == (200, [])


def test_issuing_supersedes_the_former_plan(client, issued):
    draft = client.post(path(issued, "revise"), {}).json()
    assert draft["version"] == 2
    second = client.post(path(draft, "issue"), {}).json()
    former = client.get(path(issued)).json()
    assert (former["status"], former["superseded_by"]) == ("superseded", second["id"])
    assert second["status"] == "issued"


def test_revise_returns_the_open_draft(client, issued):
    first = client.post(path(issued, "revise"), {})
    second = client.post(path(issued, "revise"), {})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


def test_hold_resume_and_stop_count_at_once(client, issued):
    held = client.post(path(issued, "hold"), {"reason": "Fever since yesterday."})
    assert (held.status_code, held.json()["status"]) == (200, "held")
    assert client.post(path(issued, "hold"), {"reason": "again"}).status_code == 409
    resumed = client.post(path(issued, "resume"), {"note": "Fever gone."})
    assert (resumed.status_code, resumed.json()["status"]) == (200, "issued")
    stopped = client.post(path(issued, "stop"), {"reason": "Moved away."})
    assert (stopped.json()["status"], stopped.json()["ended_reason"]) == ("ended", "stopped")
    kinds = PlanEvent.objects.filter(plan=issued["id"]).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["created", "issued", "held", "resumed", "stopped"]


def test_a_plan_past_its_end_reads_as_finished(client, assessed, patient):
    today = patient.today(timezone.now())
    dates = {"starts_on": str(today - timedelta(days=20)), "ends_on": str(today - timedelta(days=1))}
    draft = client.post("/api/v1/plans/", {"episode": str(assessed.pk), **dates}).json()
    plan = client.post(path(draft, "issue"), {}).json()
    assert (plan["status"], plan["ended_reason"]) == ("ended", "finished")
    listed = client.get("/api/v1/plans/?status=ended").json()["results"]
    assert [row["id"] for row in listed] == [plan["id"]]
    assert client.get("/api/v1/plans/?status=issued").json()["count"] == 0


def test_a_draft_changes_only_with_if_match(client, draft):
    etag = client.get(path(draft)).headers["ETag"]
    assert client.patch(path(draft), {"note": "Slowly."}).status_code == 428
    changed = client.patch(path(draft), {"note": "Slowly."}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["note"]) == (200, "Slowly.")
    assert client.patch(path(draft), {"note": "Again."}, headers={"If-Match": etag}).status_code == 412


def test_state_is_judged_before_the_precondition(client, issued):
    assert client.patch(path(issued), {"note": "x"}).status_code == 409
    assert client.patch(path(issued), {"note": "x"}, headers={"If-Match": '"stale"'}).status_code == 409
    assert client.post(path(issued, "issue"), {}, headers={"If-Match": '"stale"'}).status_code == 409


def test_issue_honours_if_match_when_sent(client, draft):
    assert client.post(path(draft, "issue"), {}, headers={"If-Match": '"stale"'}).status_code == 412
    etag = client.get(path(draft)).headers["ETag"]
    assert client.post(path(draft, "issue"), {}, headers={"If-Match": etag}).status_code == 200


def test_a_known_etag_gives_304_without_a_body(client, issued):
    etag = client.get(path(issued)).headers["ETag"]
    answer = client.get(path(issued), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)


def test_drafts_can_be_deleted_and_issued_plans_cannot(client, draft):
    other = client.post("/api/v1/plans/", {"episode": draft["episode"]}).json()
    assert client.delete(path(other)).status_code == 204
    assert client.get(path(other)).status_code == 404
    client.post(path(draft, "issue"), {})
    assert client.delete(path(draft)).status_code == 409


def test_the_same_id_and_body_give_the_first_answer_again(client, assessed):
    body = {"id": str(uuid.uuid4()), "episode": str(assessed.pk)}
    first = client.post("/api/v1/plans/", body)
    again = client.post("/api/v1/plans/", body)
    other = client.post("/api/v1/plans/", body | {"note": "Other"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert first.json() == again.json()
    assert Plan.objects.count() == 1


def test_an_idempotency_key_makes_issuing_repeatable(client, draft):
    key = {"Idempotency-Key": "issue-1"}
    first = client.post(path(draft, "issue"), {}, headers=key)
    again = client.post(path(draft, "issue"), {}, headers=key)
    bare = client.post(path(draft, "issue"), {})
    assert (first.status_code, again.status_code, bare.status_code) == (200, 200, 409)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unknown": 1}, "unknown"),
        ({"status": "issued"}, "status"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"note": "a\x00b"}, "note"),
        ({"note": 5}, "note"),
        ({"items": [{"exercise": "nothing-like-it"}]}, "items.0.exercise"),
        ({"items": [{"exercise": NECK_SET[0], "dose": {"sets": 11}}]}, "items.0.dose.sets"),
        ({"items": [{"exercise": NECK_SET[0], "dose": {"sets": "3"}}]}, "items.0.dose.sets"),
        ({"items": [{"exercise": NECK_SET[0], "dose": {"weekdays": []}}]}, "items.0.dose.weekdays"),
        ({"items": [{"exercise": NECK_SET[0], "dose": {"repetitions": None}}]}, "items.0.dose.repetitions"),
        ({"items": [{"exercise": NECK_SET[0], "side": "left"}]}, "items.0.side"),
        ({"items": [{"exercise": NECK_SET[0], "alternative": "walking"}]}, "items.0.alternative"),
        ({"items": [{"exercise": NECK_SET[0], "weight": 3}]}, "items.0.weight"),
        ({"method": "yoga"}, "method"),
    ],
)
def test_wrong_input_is_400_and_names_the_field(client, assessed, change, field):
    answer = client.post("/api/v1/plans/", {"episode": str(assessed.pk)} | change)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]
    assert Plan.objects.count() == 0


def test_a_review_can_be_left_open(client, assessed):
    plan = client.post("/api/v1/plans/", {"episode": str(assessed.pk), "review_on": None})
    assert (plan.status_code, plan.json()["review_on"]) == (201, None)


def test_a_draft_reads_with_the_stage_of_the_newest_assessment(client, draft, assessed, clinician):
    factories.make_assessment(assessed, by=clinician, stage="maintenance")
    assert client.get(path(draft)).json()["stage"] == "maintenance"
