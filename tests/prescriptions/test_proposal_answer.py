"""Proposals on the chart: accepted into a draft and never issued, declined and kept, gone when the record changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.people import choose_language
from accounts.refusals import NotYours, Refused
from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import CheckIn, Completion, Plan, ProposalAnswer
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def plan(patient, clinician):
    """Two calm weeks with one exercise done every day."""
    start = NOW - timedelta(days=14)
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=start, pain_now=2, pain_on_movement=2)
    harder = factories.make_exercise(key="harder-bridge", region="lumbar")
    bridge = factories.make_exercise(
        key="bridge", region="lumbar", dose=Dose(sets=1, repetitions=10), progression=harder.key
    )
    plan = factories.make_plan(episode, by=clinician, exercises=[bridge], now=start)
    return _lived(plan, patient, clinician)


def _lived(plan, patient, clinician):
    item, today = plan.items.get(), patient.today(NOW)
    for days in range(14):
        day = today - timedelta(days=days)
        facts = {"date": day, "recorded_by": clinician}
        Completion.objects.create(item=item, outcome="done", difficulty=2, **facts)
        CheckIn.objects.create(plan=plan, kind="before", pain=2, **facts)
    return plan


def answer(page, plan, how="accept", kind="dose"):
    typed = {"kind": kind, "item": plan.items.get().pk if kind in ("dose", "exercise") else "", "answer": how}
    return page.post(f"/plans/{plan.pk}/proposals/", typed)


def proposed(page, plan):
    ((_plan, found),) = page.get(f"/patients/{plan.episode.patient_id}/").context["proposed"]
    return [(each.kind.value, each.rule) for each in found]


def test_the_chart_proposes_with_its_reason(browser_of, clinician, plan):
    page = browser_of(clinician)
    assert proposed(page, plan) == [("dose", "P-1")]
    text = page.get(f"/patients/{plan.episode.patient_id}/").content.decode()
    assert "Bridge: 12 repetitions in place of 10." in text
    assert "without trouble" in text


def test_a_step_names_the_exercises_in_the_language_of_who_reads(browser_of, clinician, plan):
    for key, title in (("bridge", "Мостик"), ("harder-bridge", "Мостик на одной ноге")):
        factories.Exercise.objects.filter(key=key).update(texts={"ru": {"title": title}})
    Completion.objects.update(difficulty=1)
    choose_language(by=clinician, language="ru")
    ((_plan, (step,)),) = browser_of(clinician).get(f"/patients/{plan.episode.patient_id}/").context["proposed"]
    assert step.words == "Мостик: перейти к упражнению «Мостик на одной ноге»."


def test_accepting_writes_a_draft_and_issues_nothing(browser_of, clinician, plan):
    reached = answer(browser_of(clinician), plan)
    draft = Plan.objects.get(status="draft")
    assert reached.headers["Location"] == f"/episodes/{plan.episode_id}/prescribe/?draft={draft.pk}"
    assert (draft.items.get().repetitions, draft.revises) == (12, plan)
    plan.refresh_from_db()
    assert (plan.status, plan.items.get().repetitions) == ("issued", 10)
    stored = ProposalAnswer.objects.get()
    assert (stored.answer, stored.rule, stored.by) == ("accepted", "P-1", clinician)


def test_the_next_exercise_takes_the_place_of_the_easy_one(browser_of, clinician, plan):
    Completion.objects.update(difficulty=1)
    page = browser_of(clinician)
    assert proposed(page, plan) == [("exercise", "P-2")]
    answer(page, plan, kind="exercise")
    assert [item.exercise_id for item in Plan.objects.get(status="draft").items.all()] == ["harder-bridge"]


def test_what_else_the_draft_holds_stays(browser_of, clinician, plan):
    draft, _new = actions.revise_plan(by=clinician, plan=plan, now=NOW)
    other = factories.make_exercise(key="other", region="lumbar")
    rows = [*draft.items.select_related("exercise")]
    lines = [actions.Line(row.exercise, row.dose) for row in rows] + [actions.Line(other, other.dose)]
    actions.change_draft(by=clinician, plan=draft, now=NOW, lines=lines, note="Mine.")
    answer(browser_of(clinician), plan)
    draft.refresh_from_db()
    assert [(item.exercise_id, item.repetitions) for item in draft.items.all()] == [("bridge", 12), ("other", 5)]
    assert draft.note == "Mine."


def test_declining_is_kept_and_quiet_for_two_weeks(browser_of, clinician, plan):
    page = browser_of(clinician)
    assert answer(page, plan, "decline").status_code == 302
    assert (proposed(page, plan), Plan.objects.filter(status="draft").count()) == ([], 0)
    stored = ProposalAnswer.objects.get()
    assert (stored.answer, stored.words) == ("declined", "Bridge: 12 repetitions in place of 10.")
    ProposalAnswer.objects.update(at=NOW - timedelta(days=15))
    assert proposed(page, plan) == [("dose", "P-1")]


def test_what_was_accepted_is_not_proposed_again_while_its_draft_is_open(browser_of, clinician, plan):
    page = browser_of(clinician)
    answer(page, plan)
    assert proposed(page, plan) == []
    answer(page, plan)
    assert ProposalAnswer.objects.count() == 1, "a second click on an old page is refused"
    draft = Plan.objects.get(status="draft")
    actions.delete_draft(by=clinician, plan=draft)
    assert proposed(page, plan) == [("dose", "P-1")]


@pytest.mark.parametrize("trouble", ["discomfort", "hold", "alert", "pain", "paused"])
def test_nothing_is_proposed_while_something_is_wrong(browser_of, clinician, plan, trouble):
    if trouble == "discomfort":
        Completion.objects.filter(pk=Completion.objects.first().pk).update(discomfort=True)
    elif trouble == "hold":
        actions.hold_plan(by=clinician, plan=plan, reason="Wait for the scan.", now=NOW)
    elif trouble == "alert":
        plan.episode.patient.alerts.create(cause="pain_response", level="warn", message="Look.")
    elif trouble == "pain":
        CheckIn.objects.filter(date__gte=NOW.date() - timedelta(days=3)).update(pain=6)
    else:
        plan.items.update(paused_at=NOW)
    page = browser_of(clinician)
    assert proposed(page, plan) == []
    assert "does not speak for a step up" in page.get(f"/patients/{plan.episode.patient_id}/").content.decode()


def test_a_next_exercise_a_rule_speaks_against_is_not_proposed(browser_of, clinician, plan, patient):
    Completion.objects.update(difficulty=1)
    harder = factories.Exercise.objects.get(key="harder-bridge")
    harder.difficulty, harder.stages = 4, ["recovery", "maintenance"]
    harder.save()
    assert proposed(browser_of(clinician), plan) == [("dose", "P-1")], "C-50b warns of difficulty 4 in recovery"


def test_what_is_not_proposed_any_more_is_refused(browser_of, clinician, plan):
    Completion.objects.update(discomfort=True)
    reached = answer(browser_of(clinician), plan)
    assert reached.headers["Location"] == f"/patients/{plan.episode.patient_id}/"
    assert (ProposalAnswer.objects.count(), Plan.objects.filter(status="draft").count()) == (0, 0)
    with pytest.raises(Refused):
        actions.answer_proposal(by=clinician, plan=plan, kind="dose", item="x", accept=True, now=NOW)


def test_a_due_review_leads_to_the_visit(browser_of, clinician, plan, patient):
    Plan.objects.update(review_on=patient.today(NOW))
    page = browser_of(clinician)
    assert ("review", "P-4") in proposed(page, plan)
    assert answer(page, plan, kind="review").headers["Location"] == f"/episodes/{plan.episode_id}/visit/"


def test_who_may(browser_of, clinician, plan, stranger, admin, patient_user):
    assert answer(browser_of(stranger), plan).status_code == 404
    for person in (admin, patient_user):
        assert answer(browser_of(person), plan).status_code == 403
    for wrong in ({"kind": "cure"}, {"answer": "maybe"}, {}):
        assert browser_of(clinician).post(f"/plans/{plan.pk}/proposals/", wrong).status_code == 404
    with pytest.raises(NotYours):
        actions.answer_proposal(by=stranger, plan=plan, kind="dose", item="x", accept=True, now=NOW)
    assert browser_of(clinician).get("/progression/rules/").status_code == 200


def test_the_chart_proposes_what_an_answer_would_find(browser_of, clinician, plan):
    """The chart reads the record once and together with all else; the answer reads it for one plan."""
    page, today, seen = browser_of(clinician), plan.episode.patient.today(NOW), []
    steps = (
        lambda: None,
        lambda: Completion.objects.filter(item__plan=plan).update(difficulty=1),
        lambda: answer(page, plan, "decline", "exercise"),
        lambda: CheckIn.objects.filter(plan=plan).update(pain=5),
        lambda: CheckIn.objects.filter(plan=plan).update(pain=1),
        lambda: plan.check_ins.filter(kind="before", date=today).update(symptoms=["fainting"]),
    )
    for step in steps:
        step()
        now = timezone.now()
        alone = actions.open_proposals([Plan.objects.for_reading().with_items().get(pk=plan.pk)], now=now)[plan.pk]
        ((_plan, found),) = page.get(f"/patients/{plan.episode.patient_id}/").context["proposed"]
        assert found == alone
        seen.append([each.kind.value for each in found])
    assert seen == [["dose"], ["exercise"], [], [], [], []]
