"""The examples of the clinical specification, each as it is told there, over the API with the real catalogue."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exercises.dosage import Dose
from exercises.safety import publishing_faults
from prescriptions.models import Alert, Override, Plan
from tests.factories import make_episode, make_exercise, make_plan
from tests.prescriptions.safety.scenes import set_the_scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
HELD = Dose(repetitions=5, hold_seconds=5)
RESTED = Dose(repetitions=5, hold_seconds=5, relax_seconds=5)
WARM_UP = [
    "norbekov-warmup-ear-massage",
    "norbekov-warmup-hands",
    "norbekov-warmup-elbows",
    "norbekov-warmup-shoulders",
]


@pytest.fixture
def scene(clinic, clinician):
    """`scene(region=…, assessed=…, …)` is an assessed episode of a calm patient but for what is told."""

    def make(**told):
        return set_the_scene(clinic=clinic, by=clinician, **told)

    return make


@pytest.fixture
def draft(api, clinician):
    """`draft(episode, key or item, …)` posts a plan and returns it as answered."""

    def post(episode, *items, **plan):
        posted = [item if isinstance(item, dict) else {"exercise": item} for item in items]
        answer = api(clinician).post(
            "/api/v1/plans/", {"episode": str(episode.pk), "items": posted, **plan}, format="json"
        )
        assert answer.status_code == 201, answer.json()
        return answer.json()

    return post


@pytest.fixture
def issue(api, clinician):
    def post(plan, **overrides):
        body = {"overrides": [{"rule": rule, "reason": reason} for rule, reason in overrides.items()]}
        return api(clinician).post(f"/api/v1/plans/{plan['id']}/issue/", body, format="json")

    return post


def of_item(plan, key):
    """(rule, level) of the findings on the exercise `key`."""
    item = next(item for item in plan["items"] if item["exercise"] == key)
    return [(found["rule"], found["level"]) for found in item["findings"]]


def of_plan(plan):
    return [(found["rule"], found["level"]) for found in plan["findings"] if found["item"] is None]


def test_1_acute_neck_and_a_resisted_rotation_is_hard_by_s03_and_s06(scene, draft):
    plan = draft(scene(assessed={"stage": "acute"}), "cervical-resisted-rotation")
    hard = [rule for rule, level in of_item(plan, "cervical-resisted-rotation") if level == "hard"]
    assert {"S-03", "S-06"} <= set(hard)


@pytest.mark.parametrize(("hold", "expected"), [(5, []), (8, [("S-08", "warn")])])
def test_2_acute_neck_tense_and_relax_is_saved_and_longer_holds_need_a_reason(scene, draft, hold, expected):
    item = {"exercise": "acute-arm-tense-relax", "dose": {"hold_seconds": hold, "relax_seconds": 5}}
    plan = draft(scene(assessed={"stage": "acute"}), item)
    assert plan["items"][0]["dose"]["hold_seconds"] == hold
    assert of_item(plan, "acute-arm-tense-relax") == expected


def test_3_the_classical_neck_set_on_five_days_is_advised_daily(scene, draft):
    item = {"exercise": "cervical-resisted-rotation", "dose": {"weekdays": [1, 2, 3, 4, 5]}}
    plan = draft(scene(), item)
    assert ("S-10", "advise") in of_item(plan, "cervical-resisted-rotation")
    assert plan["items"][0]["dose"]["weekdays"] == [1, 2, 3, 4, 5]


def test_4_lower_back_pain_of_today_closes_the_pelvic_raise(scene, draft):
    plan = draft(scene(region="lumbar", supervised=3, assessed={"pain_now": 1}), "lumbar-pelvic-raise")
    assert ("S-13", "hard") in of_item(plan, "lumbar-pelvic-raise")


def test_5_lower_back_pain_before_a_session_closes_the_articles_items_and_tells_the_clinician_once(
    scene, draft, issue, api, clinician
):
    episode = scene(region="lumbar", supervised=3)
    plan = draft(episode, "lumbar-pelvic-raise", "glute-bridge")
    assert issue(plan, **{"S-21": "Weighed with the patient."}).status_code == 200
    today = episode.patient.today(datetime.now(UTC))
    for occurrence in (1, 2):
        body = {"date": str(today), "kind": "before", "pain": 2, "occurrence": occurrence}
        said = api(clinician).post(f"/api/v1/plans/{plan['id']}/check-ins/", body, format="json").json()
        assert ("S-13", "hard") in [(found["rule"], found["level"]) for found in said["findings"]]
    day = api(clinician).get(f"/api/v1/plans/{plan['id']}/days/{today}/").json()
    assert {item["exercise"]: item["allowed"] for item in day["items"]} == {
        "lumbar-pelvic-raise": False,
        "glute-bridge": True,
    }
    assert day["start"]["allowed"] is True
    told = [alert for alert in Alert.objects.all() if "S-13" in alert.rules]
    assert [alert.count for alert in told] == [2]  # S-13, and C-48 of pain 2 above the baseline; each once


def test_6_a_norbekov_session_begins_with_its_warm_up(scene, draft):
    plan = draft(scene(), "norbekov-cervical-up-down")
    assert [item["exercise"] for item in plan["items"]] == [*WARM_UP, "norbekov-cervical-up-down"]


def test_7_thoracic_before_cervical_needs_a_reason(scene, draft):
    plan = draft(scene(), "norbekov-thoracic-arm-twist", "norbekov-cervical-up-down")
    assert ("S-21", "warn") in of_plan(plan)
    plan = draft(scene(), "norbekov-cervical-up-down", "norbekov-thoracic-arm-twist")
    assert ("S-21", "warn") not in of_plan(plan)


def test_8_a_text_that_holds_the_breath_and_an_effort_without_rest_are_not_published():
    exercise = make_exercise(breathing="Hold your breath.", movement_direction=["isometric"], dose=HELD)
    assert {fault.rule for fault in publishing_faults(exercise)} == {"S-16", "S-25"}
    calm = make_exercise(breathing="Breathe evenly.", movement_direction=["isometric"], dose=RESTED)
    assert list(publishing_faults(calm)) == []


def test_9_late_pregnancy_forbids_the_belly_and_asks_about_the_back(scene, draft):
    episode = scene(region="lumbar", patient={"conditions": ["pregnancy-2-3"]})
    plan = draft(episode, "prone-press-up", "glute-bridge")
    assert ("C-30", "hard") in of_item(plan, "prone-press-up")
    assert ("C-30", "warn") in of_item(plan, "glute-bridge")


def test_10_saddle_numbness_holds_every_plan_and_no_clinician_passes_it(scene, draft, issue, api, clinician):
    neck = scene()
    plan = draft(neck, "chin-tuck-sitting")
    assert issue(plan).status_code == 200
    back = make_episode(neck.patient, region="lumbar")
    other = make_plan(back, by=clinician)
    today = neck.patient.today(datetime.now(UTC))
    body = {"date": str(today), "kind": "report", "symptoms": ["cauda-equina-signs"]}
    said = api(clinician).post(f"/api/v1/plans/{plan['id']}/check-ins/", body, format="json").json()
    assert ("C-01", "hard") in [(found["rule"], found["level"]) for found in said["findings"]]
    assert set(Plan.objects.filter(pk__in=[plan["id"], other.pk]).values_list("status", flat=True)) == {"held"}
    for held in (plan["id"], other.pk):
        answer = api(clinician).post(f"/api/v1/plans/{held}/resume/", {"note": "Go on all the same."}, format="json")
        assert answer.status_code == 409
        assert "C-01" in [found["rule"] for found in answer.json()["findings"]]
    again = draft(neck, "chin-tuck-sitting")
    assert issue(again, **{"C-01": "Weighed with the patient."}).status_code == 409


def test_11_two_letters_are_no_reason_and_a_reason_lapses_after_28_days(
    scene, draft, issue, api, clinician, time_machine
):
    time_machine.move_to("2026-11-02T10:00:00Z")
    episode = scene(patient={"conditions": None})
    plan = draft(episode, "chin-tuck-sitting")
    assert of_plan(plan) == [("C-42c", "warn")]
    assert issue(plan, **{"C-42c": "ok"}).status_code == 400
    assert Override.objects.count() == 0
    assert issue(plan, **{"C-42c": "Asked at the next visit."}).status_code == 200
    time_machine.shift(timedelta(days=28))
    again = api(clinician).post(f"/api/v1/plans/{plan['id']}/revise/", {}, format="json").json()
    assert ("C-42c", "warn") in of_plan(again)


@pytest.mark.parametrize(("born", "expected"), [(date(2004, 5, 1), []), (date(2010, 5, 1), [("S-28", "warn")])])
def test_12_twenty_two_is_no_rule_and_sixteen_needs_a_reason(scene, draft, time_machine, born, expected):
    time_machine.move_to("2026-11-23T10:00:00Z")
    episode = scene(patient={"birth_date": born})
    assert episode.patient.age_on(datetime.now(UTC).date()) in (22, 16)
    assert of_plan(draft(episode, "chin-tuck-sitting")) == expected
