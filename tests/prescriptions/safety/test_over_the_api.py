"""Every rule the API can reach fires over it, and is silent where nothing speaks for it."""

from datetime import UTC, datetime, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from tests import factories
from tests.prescriptions.safety.codes import ACTED, CODES, PROPERTIES, PUBLISHING, RULES_TOLD
from tests.prescriptions.safety.scenes import ISSUED_FIRST, SAVED, URGENCY_OF, items_of, set_the_scene

pytestmark = pytest.mark.django_db
OF_A_STAGE = ["S-11", "S-29"]  # spoken when maintenance begins
AT_START = ["S-18", "S-22"]
REPORTED = ["S-17", "S-27b", "C-13", "C-14", "C-15", "C-16", "C-17", "C-47", "C-48"]


def drafted(api, clinician, episode, items, **plan):
    """The findings of a new draft, the plan's and its items', as they are answered."""
    body = {"episode": str(episode.pk), "items": items, **plan}
    answer = api(clinician).post("/api/v1/plans/", body, format="json")
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    return [*shown["findings"], *(found for item in shown["items"] for found in item["findings"])]


def levels(findings, code):
    return {found["level"] for found in findings if found["rule"] == code}


def test_every_rule_is_tried_somewhere():
    """The rules of this file, those of pages and texts, and nothing left over."""
    tried = {*SAVED, *ISSUED_FIRST, *OF_A_STAGE, *AT_START, *ACTED, *PUBLISHING, *PROPERTIES, *REPORTED}
    assert tried == set(CODES)


@pytest.mark.parametrize("code", SAVED)
def test_it_fires_over_the_api(api, clinic, clinician, library, code):
    scene = SAVED[code]
    episode = set_the_scene(clinic=clinic, by=clinician, **scene)
    found = drafted(api, clinician, episode, items_of(**scene), **scene.get("plan", {}))
    expected = {"S-20": "advise"}.get(code, RULES_TOLD[code][0])
    assert expected in levels(found, code)
    said = next(each for each in found if each["rule"] == code)
    assert said["message"]
    assert said["clears_by"]
    assert said["urgency"] == URGENCY_OF.get(code, "none")


def test_a_calm_plan_raises_nothing(api, clinic, clinician, library):
    episode = set_the_scene(clinic=clinic, by=clinician)
    assert drafted(api, clinician, episode, items_of()) == []


@pytest.mark.parametrize("code", [code for code in SAVED if RULES_TOLD[code][0] == "hard" and code != "S-20"])
def test_what_is_hard_is_not_issued_whatever_reason_is_given(api, clinic, clinician, library, code):
    scene = SAVED[code]
    episode = set_the_scene(clinic=clinic, by=clinician, **scene)
    body = {"episode": str(episode.pk), "items": items_of(**scene), **scene.get("plan", {})}
    plan = api(clinician).post("/api/v1/plans/", body, format="json").json()["id"]
    reasons = [{"rule": each, "reason": "Weighed with the patient."} for each in SAVED]
    answer = api(clinician).post(f"/api/v1/plans/{plan}/issue/", {"overrides": reasons}, format="json")
    assert answer.status_code == 409
    assert levels(answer.json()["findings"], code) == {"hard"}


@pytest.mark.parametrize("code", [code for code in SAVED if RULES_TOLD[code][0] == "warn"])
def test_what_warns_is_issued_with_a_reason_and_not_without(api, clinic, clinician, library, code):
    scene = SAVED[code]
    episode = set_the_scene(clinic=clinic, by=clinician, **scene)
    body = {"episode": str(episode.pk), "items": items_of(**scene), **scene.get("plan", {})}
    plan = api(clinician).post("/api/v1/plans/", body, format="json").json()["id"]
    others = [{"rule": each, "reason": "Weighed with the patient."} for each in SAVED if each != code]
    refused = api(clinician).post(f"/api/v1/plans/{plan}/issue/", {"overrides": others}, format="json")
    assert (refused.status_code, levels(refused.json()["findings"], code)) == (409, {"warn"})
    reasons = [*others, {"rule": code, "reason": "Weighed with the patient."}]
    issued = api(clinician).post(f"/api/v1/plans/{plan}/issue/", {"overrides": reasons}, format="json")
    assert issued.status_code == 200, issued.json()
    assert code in {each["rule"] for each in issued.json()["overrides"]}


def test_c45_fires_on_a_revision_that_raises_the_dose(api, clinic, clinician, library):
    episode = set_the_scene(clinic=clinic, by=clinician)
    exercise = factories.make_exercise(dose=Dose(repetitions=10))
    plan = factories.make_plan(episode, by=clinician, exercises=[exercise])
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=datetime.now(UTC))
    address = f"/api/v1/plans/{draft.pk}/"
    seen = api(clinician).get(address)
    for repetitions, expected in ((12, set()), (13, {"warn"})):
        body = {"items": [{"exercise": exercise.key, "dose": {"repetitions": repetitions}}]}
        seen = api(clinician).patch(address, body, format="json", HTTP_IF_MATCH=seen.headers["ETag"])
        assert levels(seen.json()["items"][0]["findings"], "C-45") == expected


@pytest.mark.parametrize(
    ("region", "stage", "expected"),
    [
        ("thoracic", "maintenance", {"S-11", "S-29"}),
        ("cervical", "maintenance", {"S-29"}),
        ("thoracic", "recovery", set()),
    ],
)
def test_what_a_stage_brings_goes_with_the_suggestion(api, clinic, clinician, library, region, stage, expected):
    episode = set_the_scene(clinic=clinic, by=clinician, region=region, assessed={"stage": stage})
    found = api(clinician).get(f"/api/v1/episodes/{episode.pk}/suggestion/").json()["findings"]
    assert {each["rule"] for each in found if each["level"] == "advise"} & {*OF_A_STAGE} == expected


def test_s02_answers_a_patient_with_its_finding(api, clinic, clinician, library, patient_user):
    episode = set_the_scene(clinic=clinic, by=clinician, patient={"user": patient_user})
    plan = factories.make_plan(episode, by=clinician)
    answer = api(patient_user).post(f"/api/v1/plans/{plan.pk}/hold/", {"reason": "I would rather not."}, format="json")
    assert (answer.status_code, levels(answer.json()["findings"], "S-02")) == (403, {"hard"})


def test_s07_answers_a_patient_with_its_finding(api, clinic, clinician, library, patient_user):
    episode = set_the_scene(clinic=clinic, by=clinician, patient={"user": patient_user})
    answer = api(patient_user).post(f"/api/v1/episodes/{episode.pk}/assessments/", {"stage": "recovery"}, format="json")
    assert (answer.status_code, levels(answer.json()["findings"], "S-07")) == (403, {"hard"})


def test_s22_goes_with_a_norbekov_session(api, clinic, clinician, library):
    episode = set_the_scene(clinic=clinic, by=clinician)
    for keys, expected in ((["norbekov-cervical-up-down"], {"advise"}), ([factories.make_exercise().key], set())):
        body = {"episode": str(episode.pk), "items": [{"exercise": key} for key in keys]}
        plan = api(clinician).post("/api/v1/plans/", body, format="json").json()["id"]
        reasons = [{"rule": each, "reason": "Weighed with the patient."} for each in SAVED]
        issued = api(clinician).post(f"/api/v1/plans/{plan}/issue/", {"overrides": reasons}, format="json")
        assert issued.status_code == 200, issued.json()
        today = episode.patient.today(datetime.now(UTC))
        day = api(clinician).get(f"/api/v1/plans/{plan}/days/{today}/").json()
        assert levels(day["start"]["findings"], "S-22") == expected


def test_s19_any_hour_of_the_day_is_taken(api, clinic, clinician, library, time_machine):
    time_machine.move_to("2026-11-23T10:00:00Z")
    episode = set_the_scene(clinic=clinic, by=clinician)
    plan = factories.make_plan(episode, by=clinician, exercises=[factories.make_exercise(dose=Dose(repetitions=5))])
    item = plan.items.get()
    for hour, expected in (("2026-11-24T03:00:00Z", "2026-11-24"), ("2026-11-25T23:00:00Z", "2026-11-25")):
        time_machine.move_to(hour)
        day = api(clinician).get(f"/api/v1/plans/{plan.pk}/days/{expected}/").json()
        assert (day["start"]["allowed"], day["items"][0]["allowed"]) == (True, True)
        body = {"item": str(item.pk), "date": expected, "outcome": "done"}
        done = api(clinician).post(f"/api/v1/plans/{plan.pk}/completions/", body, format="json")
        assert (done.status_code, done.json()["findings"]) == (201, [])


@pytest.mark.parametrize(("born", "expected"), [("2004-05-01", set()), ("1993-05-01", set()), ("2012-05-01", {"S-28"})])
def test_s31_age_alone_blocks_no_adult(api, clinic, clinician, library, time_machine, born, expected):
    time_machine.move_to("2026-11-23T10:00:00Z")
    episode = set_the_scene(clinic=clinic, by=clinician, patient={"birth_date": born})
    episode.patient.refresh_from_db()
    assert {found["rule"] for found in drafted(api, clinician, episode, items_of())} == expected


# --- what a patient reports


@pytest.fixture
def report(api, clinic, clinician, library):
    """`report(then, baseline=…)` issues a plan in the past and makes the reports of `then`, each (days ago, what):
    the findings of the last one. What holds a `pain` alone is a check-in, an `outcome` a completion."""

    def run(*then, baseline=0, weeks=0, exercise=None):
        now = datetime.now(UTC)
        start = now - timedelta(days=7 * weeks + 1)
        episode = set_the_scene(clinic=clinic, by=clinician, days_ago=7 * weeks + 1, assessed={"pain_now": baseline})
        plan = factories.make_plan(episode, by=clinician, exercises=[exercise or factories.make_exercise()], now=start)
        for days, facts in then:
            day = str(episode.patient.today(now) - timedelta(days=days))
            item = {"item": str(plan.items.get().pk)} if "outcome" in facts else {}
            call = "completions" if "outcome" in facts else "check-ins"
            answer = api(clinician).post(
                f"/api/v1/plans/{plan.pk}/{call}/", {"date": day, **item, **facts}, format="json"
            )
            assert answer.status_code == 201, answer.json()
        return answer.json()["findings"]

    return run


BEFORE, NEXT_DAY, DONE = {"kind": "before"}, {"kind": "next_day"}, {"outcome": "done"}


@pytest.mark.parametrize(
    ("code", "level", "firing", "silent"),
    [
        ("S-17", "hard", [(0, DONE | {"discomfort": True})], [(0, DONE)]),
        ("S-27b", "warn", [(0, BEFORE | {"pain": 0, "symptoms": ["headache"]})], [(0, BEFORE | {"pain": 0})]),
        ("C-13", "hard", [(0, DONE | {"pain_during": 6})], [(0, DONE | {"pain_during": 5})]),
        (
            "C-14",
            "hard",
            [(1, BEFORE | {"pain": 2}), (1, DONE), (1, NEXT_DAY | {"pain": 4})],
            [(1, BEFORE | {"pain": 2}), (1, DONE), (1, NEXT_DAY | {"pain": 3})],
        ),
        (
            "C-15",
            "warn",
            [(7, BEFORE | {"pain": 2}), (0, BEFORE | {"pain": 4})],
            [(7, BEFORE | {"pain": 2}), (0, BEFORE | {"pain": 3})],
        ),
        ("C-16", "hard", [(0, DONE | {"spreading": True})], [(0, DONE)]),
        ("C-17", "warn", [(0, BEFORE | {"pain": 7})], [(0, BEFORE | {"pain": 6})]),
        ("C-48", "warn", [(0, BEFORE | {"pain": 2})], [(0, BEFORE | {"pain": 1})]),
    ],
)
def test_a_report_fires_its_rule_and_a_calmer_one_does_not(report, code, level, firing, silent):
    weeks = 1 if code == "C-15" else 0
    assert levels(report(*firing, weeks=weeks), code) == {level}
    assert levels(report(*silent, weeks=weeks), code) == set()


@pytest.mark.parametrize(("weeks", "expected"), [(6, {"advise"}), (5, set())])
def test_c47_advises_an_assessment_after_six_weeks_as_before(report, weeks, expected):
    assert levels(report((0, BEFORE | {"pain": 6}), baseline=6, weeks=weeks), "C-47") == expected


def test_s18_goes_with_the_first_session(api, clinic, clinician, library):
    episode = set_the_scene(clinic=clinic, by=clinician)
    plan = factories.make_plan(episode, by=clinician)
    today = episode.patient.today(datetime.now(UTC))
    address = f"/api/v1/plans/{plan.pk}/days/{today}/"
    assert levels(api(clinician).get(address).json()["start"]["findings"], "S-18") == {"advise"}
    body = {"item": str(plan.items.get().pk), "date": str(today), "outcome": "done"}
    assert api(clinician).post(f"/api/v1/plans/{plan.pk}/completions/", body, format="json").status_code == 201
    assert levels(api(clinician).get(address).json()["start"]["findings"], "S-18") == set()
