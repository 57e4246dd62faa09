"""/episodes/<uuid>/visit/"""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from patients.models import Assessment
from prescriptions.models import Plan, PlanEvent, Status
from tests import factories

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
FOUND = {"stage": "recovery", "pain_now": "2", "pain_on_movement": "3", "all_no": "on"}


def url(episode):
    return f"/episodes/{getattr(episode, 'pk', episode)}/visit/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def plan(clinician, patient, time_machine):
    time_machine.move_to(NOON)
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=NOON - timedelta(days=10), pain_now=5, note="Stiff.")
    return factories.make_plan(episode, by=clinician, now=NOON - timedelta(days=10))


@pytest.fixture
def post(browser_of, clinician, plan):
    def posted(**answers):
        return browser_of(clinician).post(url(plan.episode), FOUND | answers)

    return posted


def event():
    found = PlanEvent.objects.get(kind="reviewed")
    return found.about, found.why


# --- the page


def test_the_last_values_are_in_sight(browser_of, clinician, plan):
    page = text_of(browser_of(clinician).get(url(plan.episode)))
    assert "Last assessment, 8 November 2026 Stage Recovery Pain now 5" in page
    assert "0 of 9 days" in page
    assert "Decision about the plan: Plan 1" in page
    assert "Next review now 6 Dec 2026" in page


def test_without_a_plan_nothing_is_decided_and_prescribing_comes_next(browser_of, clinician, episode):
    browser = browser_of(clinician)
    assert "Decision about the plan" not in text_of(browser.get(url(episode)))
    answer = browser.post(url(episode), FOUND)
    assert answer["Location"] == f"/episodes/{episode.pk}/prescribe/"
    assert Assessment.objects.count() == 1


# --- what is decided


def test_keeping_the_plan_moves_its_review_and_leads_back_to_the_chart(post, plan):
    answer = post(decision="keep", review_on="2026-12-10", why="Steady.")
    assert answer["Location"] == f"/patients/{plan.episode.patient_id}/"
    plan.refresh_from_db()
    assert (plan.status, plan.review_on) == (Status.ISSUED, date(2026, 12, 10))
    assert event() == ({"decision": "keep", "review_on": "2026-12-10"}, "Steady.")
    assert plan.episode.assessments.newest_first().first().pain_now == 2


def test_keeping_without_a_date_leaves_the_review_alone(post, plan):
    post(decision="keep")
    plan.refresh_from_db()
    assert plan.review_on == date(2026, 12, 6)


@pytest.mark.parametrize("decision", ["progress", "step_back"])
def test_progress_and_step_back_open_a_draft_of_the_plan(post, plan, decision):
    answer = post(decision=decision, review_on="2026-12-03")
    draft = Plan.objects.get(status="draft")
    assert answer["Location"] == f"/episodes/{plan.episode_id}/prescribe/?draft={draft.pk}"
    assert (draft.revises, draft.review_on) == (plan, date(2026, 12, 3))
    plan.refresh_from_db()
    assert (plan.status, plan.review_on) == (Status.ISSUED, date(2026, 12, 6))


def test_discharge_is_noted_and_asks_for_the_summary_next(post, plan):
    answer = post(decision="discharge")
    assert answer["Location"] == f"/episodes/{plan.episode_id}/discharge/"
    plan.episode.refresh_from_db()
    assert (plan.episode.closed_on, event()[0]["decision"]) == (None, "discharge")


def test_the_decision_stands_among_what_happened(post, browser_of, clinician, plan):
    post(decision="keep", why="Steady.")
    page = text_of(browser_of(clinician).get(f"/patients/{plan.episode.patient_id}/"))
    assert "Plan 1: reviewed. Keep the plan. Steady." in page
    assert "Reviewed. Keep the plan. Steady." in text_of(browser_of(clinician).get(f"/plans/{plan.pk}/"))


def test_a_red_flag_found_at_the_visit_holds_the_plan_whatever_was_decided(post, plan):
    answer = post(decision="keep", all_no="", **{"flag_constant-night-pain": "yes"})
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.status == Status.HELD


# --- what goes wrong


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "decision"),
        ({"decision": "hope"}, "decision"),
        ({"decision": "keep", "review_on": "soon"}, "review_on"),
        ({"decision": "keep", "review_on": "2026-11-18"}, "review_on"),
        ({"decision": "keep", "review_on": "2027-06-01"}, "review_on"),
        ({"decision": "keep", "why": "x" * 2001}, "why"),
        ({"decision": "keep", "pain_now": "11"}, "pain_now"),
        ({"decision": "keep", "stage": ""}, "stage"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(post, plan, answers, field):
    answer = post(note="Typed with care.", **answers)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "Typed with care." in answer.content.decode()
    assert (Assessment.objects.count(), PlanEvent.objects.filter(kind="reviewed").count()) == (1, 0)


def test_a_second_click_stores_nothing_more(post, plan):
    same = {"id": str(uuid.uuid4()), "decision": "progress"}
    first, second = post(**same), post(**same)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Assessment.objects.count() == 2
    assert Plan.objects.filter(status="draft").count() == 1


def test_a_closed_episode_refuses_and_keeps_what_was_typed(post, plan):
    plan.episode.closed_on = NOON.date()
    plan.episode.save()
    answer = post(decision="keep", note="Typed with care.")
    assert answer.status_code == 409
    assert "Typed with care." in answer.content.decode()


# --- access and queries


def test_who_may_open_it(client, browser_of, colleague, admin, stranger, patient_user, plan):
    assert client.get(url(plan.episode)).status_code == 302
    assert browser_of(colleague).get(url(plan.episode)).status_code == 200
    assert browser_of(admin).get(url(plan.episode)).status_code == 403
    assert browser_of(patient_user).get(url(plan.episode)).status_code == 403
    assert browser_of(stranger).get(url(plan.episode)).status_code == 404
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("visits", [1, 10])
def test_the_same_queries_for_any_number_of_visits(browser_of, clinician, plan, visits, django_assert_num_queries):
    for _each in range(visits):
        factories.make_assessment(plan.episode, by=clinician)
    browser = browser_of(clinician)
    with django_assert_num_queries(10):
        assert browser.get(url(plan.episode)).status_code == 200
