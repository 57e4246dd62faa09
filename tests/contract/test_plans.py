"""Plans: what the tests beside the calls do not name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from exercises.models import Advice, Exercise
from exercises.vocabulary import Laterality
from prescriptions.models import Alert, Plan, PlanItem
from tests import factories

PLANS = "/api/v1/plans/"
FINDING = ["rule", "level", "item", "exercise", "message", "patient_message", "urgency", "clears_by"]


@pytest.fixture
def caller(api, world):
    return api(world.clinician)


def path(plan, *more):
    return "/".join(["/api/v1/plans", str(getattr(plan, "pk", plan)), *more, ""])


# --- lists


def ids(answer):
    return [row["id"] for row in answer.json()["results"]]


def test_plans_are_listed_newest_first_and_filtered(caller, world):
    other = factories.make_patient(world.patient.clinic, responsible=world.clinician, name="Tomas Brandt")
    theirs = factories.make_plan(factories.make_episode(other), by=world.clinician)
    every = [str(plan.pk) for plan in (theirs, world.draft, world.held, world.issued)]
    held, issued = str(world.held.pk), str(world.issued.pk)
    assert ids(caller.get(PLANS)) == every
    assert ids(caller.get(PLANS, {"patient": str(world.patient.pk)})) == every[1:]
    assert ids(caller.get(PLANS, {"episode": str(world.held.episode_id)})) == [held]
    assert ids(caller.get(PLANS, {"status": "issued", "patient": str(world.patient.pk)})) == [issued]
    assert ids(caller.get(PLANS, {"status": "held"})) == [held]


def test_updated_since_gives_what_changed_at_that_moment_or_later(caller, world):
    moment = timezone.now()
    assert ids(caller.get(PLANS, {"updated_since": moment.isoformat()})) == []
    caller.post(path(world.held, "resume"), {"note": "The scan is fine."})
    assert ids(caller.get(PLANS, {"updated_since": moment.isoformat()})) == [str(world.held.pk)]
    changed = caller.get(path(world.held)).json()["updated_at"]
    assert ids(caller.get(PLANS, {"updated_since": changed})) == [str(world.held.pk)]


@pytest.mark.parametrize(
    ("name", "value"), [("status", "gone"), ("patient", "1"), ("episode", ""), ("updated_since", "yesterday")]
)
def test_a_filter_that_makes_no_sense_is_400_and_named(caller, name, value):
    refused = caller.get(PLANS, {name: value})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [name])


# --- ETags


STEPS = [("hold", {"reason": "Wait."}), ("stop", {"reason": "Moved."}), ("revise", {})]
OTHERS = [("held", "resume", {"note": "Go on."}), ("draft", "issue", {})]
ALL_STEPS = [("issued", *step) for step in STEPS] + OTHERS


@pytest.mark.parametrize(("plan", "step", "body"), ALL_STEPS)
def test_every_step_honours_if_match_and_does_not_need_it(caller, world, plan, step, body):
    plan = getattr(world, plan)
    assert caller.post(path(plan, step), body, headers={"If-Match": '"old"'}).status_code == 412
    etag = caller.get(path(plan)).headers["ETag"]
    done = caller.post(path(plan, step), body, headers={"If-Match": f'"old", {etag}'})
    assert done.status_code in (200, 201)
    assert done.headers["ETag"] == caller.get(path(done.json()["id"])).headers["ETag"]


def test_delete_honours_if_match_and_does_not_need_it(caller, world):
    assert caller.delete(path(world.draft), headers={"If-Match": '"old"'}).status_code == 412
    assert caller.delete(path(world.draft)).status_code == 204


def test_every_plan_that_is_answered_carries_its_etag(caller, world):
    item = world.paused.pk
    made = caller.post(PLANS, {"episode": str(world.episode.pk)})
    resumed = caller.post(path(world.issued, "items", str(item), "resume"), {"note": "Fine again."})
    changed = caller.patch(path(made.json()["id"]), {"note": "x"}, headers={"If-Match": made.headers["ETag"]})
    assert changed.status_code == 200
    for answer in (resumed, changed):
        assert answer.headers["ETag"] == caller.get(path(answer.json()["id"])).headers["ETag"]


def test_an_etag_is_over_all_that_is_shown(caller, world):
    etag = caller.get(path(world.issued)).headers["ETag"]
    caller.post(path(world.issued, "items", str(world.paused.pk), "resume"), {"note": "Fine again."})
    assert caller.get(path(world.issued)).headers["ETag"] != etag


@pytest.mark.parametrize("known", ["{etag}", "W/{etag}", '"old", {etag}', "*"])
def test_if_none_match_gives_304_for_every_way_to_write_it(caller, world, known):
    etag = caller.get(path(world.issued)).headers["ETag"]
    again = caller.get(path(world.issued), headers={"If-None-Match": known.format(etag=etag)})
    assert (again.status_code, again.content) == (304, b"")
    assert caller.get(path(world.issued), headers={"If-None-Match": '"old"'}).status_code == 200


@pytest.mark.parametrize(
    ("plan", "step"), [("draft", "hold"), ("issued", "resume"), ("draft", "stop"), ("draft", "revise")]
)
def test_the_state_is_judged_before_the_precondition(caller, world, plan, step):
    body = {"hold": {"reason": "x"}, "stop": {"reason": "x"}, "resume": {"note": "x"}}.get(step, {})
    refused = caller.post(path(getattr(world, plan), step), body, headers={"If-Match": '"old"'})
    assert (refused.status_code, refused.json()["findings"]) == (409, [])


# --- drafts


def test_a_draft_takes_every_field_of_the_contract(caller, world):
    day = world.today + timedelta(days=3)
    dates = {
        "starts_on": str(day),
        "ends_on": str(day + timedelta(days=20)),
        "review_on": str(day + timedelta(days=10)),
    }
    sent = dates | {"note": "Slowly.", "method": "norbekov", "episode": str(world.episode.pk)}
    made = caller.post(PLANS, sent).json()
    assert {name: made[name] for name in dates | {"note": 1}} == dates | {"note": "Slowly."}
    assert {item["exercise"].split("-")[0] for item in made["items"]} == {"norbekov"}


def test_a_draft_keeps_item_fields_as_sent(caller, world):
    wanted = {"exercise": "cervical-resisted-rotation", "side": "left", "alternative": None, "note": "Softly."}
    made = caller.post(PLANS, {"episode": str(world.episode.pk), "items": [wanted]}).json()
    assert {name: made["items"][0][name] for name in wanted} == wanted


def test_a_change_replaces_the_items_and_leaves_out_nothing_else(caller, world):
    etag = caller.get(path(world.draft)).headers["ETag"]
    sent = {"items": [{"exercise": "cervical-nod-forward-back-sitting"}]}
    changed = caller.patch(path(world.draft), sent, headers={"If-Match": etag}).json()
    assert [item["exercise"] for item in changed["items"]] == ["cervical-nod-forward-back-sitting"]
    assert changed["starts_on"] == world.draft.starts_on.isoformat()


def test_a_well_formed_draft_is_saved_whatever_the_rules_say(caller, world):
    flagged = {"stage": "acute", "red_flags": ["cauda-equina-signs"], "red_flags_screened": True}
    caller.post(f"/api/v1/episodes/{world.episode.pk}/assessments/", flagged)
    made = caller.post(PLANS, {"episode": str(world.episode.pk)})
    assert (made.status_code, "hard" in {f["level"] for f in made.json()["findings"]}) == (201, True)
    refused = caller.post(path(made.json()["id"], "issue"), {})
    assert (refused.status_code, refused.json()["findings"]) == (409, made.json()["findings"])


def test_default_dates_raise_no_finding(caller, world):
    assert caller.post(PLANS, {"episode": str(world.episode.pk)}).json()["findings"] == []


@pytest.mark.parametrize("laterality", Laterality)
def test_the_side_defaults_by_the_way_an_exercise_is_done(caller, world, laterality):
    exercise = factories.make_exercise(laterality=laterality)
    made = caller.post(PLANS, {"episode": str(world.episode.pk), "items": [{"exercise": exercise.key}]}).json()
    both = {Laterality.ALTERNATING, Laterality.EACH_SIDE, Laterality.BOTH_DIRECTIONS}
    assert made["items"][0]["side"] == ("both" if laterality in both else None)


@pytest.mark.parametrize("side", ["left", "right", "both", None])
def test_a_side_is_left_right_both_or_null(caller, world, side):
    exercise = factories.make_exercise(laterality="affected-side")
    items = [{"exercise": exercise.key, "side": side}]
    assert caller.post(PLANS, {"episode": str(world.episode.pk), "items": items}).json()["items"][0]["side"] == side


# --- issuing and reasons


@pytest.fixture
def warned(caller, world):
    """A draft with the warning that conditions were never asked (C-42c)."""
    caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"conditions": None})
    draft = caller.post(PLANS, {"episode": str(world.episode.pk)}).json()
    assert [finding["level"] for finding in draft["findings"]] == ["warn"]
    return draft


@pytest.mark.parametrize(("length", "status"), [(9, 400), (10, 200), (2000, 200), (2001, 400)])
def test_a_reason_has_10_to_2000_characters(caller, warned, length, status):
    sent = {"overrides": [{"rule": "C-42c", "reason": "x" * length}]}
    assert caller.post(path(warned["id"], "issue"), sent).status_code == status


def test_a_finding_has_the_fields_of_the_contract_in_plan_and_in_refusal(caller, warned):
    refused = caller.post(path(warned["id"], "issue"), {}).json()
    for findings in (warned["findings"], refused["findings"]):
        assert [list(finding) for finding in findings] == [FINDING]
    assert warned["findings"][0]["item"] is None


def test_an_override_without_exercise_covers_every_warning_of_its_rule(caller, world):
    caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"conditions": ["hypertension"]})
    dose = Dose(repetitions=3, hold_seconds=9)
    held = [factories.make_exercise(traits=["isometric-hold"], dose=dose) for _two in "12"]
    items = [{"exercise": each.key} for each in held]
    draft = caller.post(PLANS, {"episode": str(world.episode.pk), "items": items}).json()
    warnings = [finding for finding in draft["findings"] if finding["level"] == "warn"]
    (rule,) = {finding["rule"] for finding in warnings}
    assert {finding["exercise"] for finding in warnings} == {each.key for each in held}
    one = {"overrides": [{"rule": rule, "exercise": held[0].key, "reason": "Pressure is well set."}]}
    assert caller.post(path(draft["id"], "issue"), one).status_code == 409
    whole = {"overrides": [{"rule": rule, "reason": "Pressure is well set."}]}
    assert caller.post(path(draft["id"], "issue"), whole).status_code == 200


def test_what_the_patient_was_given_never_changes(caller, world):
    before = caller.get(path(world.issued)).json()
    words = {"title": "Other", "steps": ["Other."], "cautions": ["Other."], "breathing": "Other.", "repetitions": 9}
    Exercise.objects.update(**words)
    Advice.objects.update(text="Other.")
    after = caller.get(path(world.issued)).json()
    assert after == before


def test_hold_counts_from_the_next_request(api, caller, world):
    today = f"/api/v1/plans/{world.issued.pk}/days/{world.today}/"
    assert api(world.patient_user).get(today).json()["start"]["allowed"] is True
    caller.post(path(world.issued, "hold"), {"reason": "Fever."})
    assert api(world.patient_user).get(today).json()["start"]["allowed"] is False


@pytest.mark.parametrize("step", ["plan", "item"])
def test_resuming_is_409_with_findings_while_a_hard_rule_still_closes(caller, world, step):
    if step == "plan":
        flagged = {"stage": "recovery", "red_flags": ["cauda-equina-signs"], "red_flags_screened": True}
        caller.post(f"/api/v1/episodes/{world.episode.pk}/assessments/", flagged)
        target = path(world.held, "resume")
    else:
        Exercise.objects.filter(pk=world.paused.exercise_id).update(traits=["cx-rotation-end"])
        caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"conditions": ["cervical-instability"]})
        target = path(world.issued, "items", str(world.paused.pk), "resume")
    refused = caller.post(target, {"note": "Try again."})
    assert (refused.status_code, {f["level"] for f in refused.json()["findings"]}) == (409, {"hard"})


# --- days and the log


def test_a_pause_never_refuses_a_completion_and_raises_one_alert(caller, world):
    log = path(world.issued, "completions")
    sent = {"item": str(world.paused.pk), "date": str(world.today), "outcome": "done"}
    answers = [caller.post(log, sent | {"occurrence": number}) for number in (1, 2)]
    assert [(each.status_code, each.json()["against_advice"]) for each in answers] == [(201, True)] * 2
    assert answers[0].json()["item_paused"] is True
    assert Alert.objects.count() == 1


def test_a_day_may_be_started_while_one_item_may_be_done(caller, world):
    day = caller.get(path(world.issued, "days", str(world.today))).json()
    assert (day["start"]["allowed"], [item["allowed"] for item in day["items"]]) == (True, [True, False])
    PlanItem.objects.filter(plan=world.issued).update(paused_at=timezone.now())
    assert caller.get(path(world.issued, "days", str(world.today))).json()["start"]["allowed"] is False


def test_a_draft_has_no_days(caller, world):
    assert caller.get(path(world.draft, "days", str(world.today))).status_code == 409


def test_archiving_a_patient_ends_plans_in_the_same_step(caller, world):
    moment = (timezone.now() - timedelta(seconds=1)).isoformat()
    caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"archived_at": moment})
    ended = Plan.objects.filter(episode__patient=world.patient, status="ended").values_list("ended_reason", flat=True)
    assert list(ended) == ["patient_archived"] * 2
