"""/episodes/<uuid>/visit/: the proposed next steps are taken or declined as part of the visit's decision."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from patients.models import Assessment
from prescriptions import actions
from prescriptions.actions import step_name
from prescriptions.models import CheckIn, Completion, Plan, PlanEvent, ProposalAnswer
from tests import factories

pytestmark = pytest.mark.django_db
FOUND = {"stage": "recovery", "pain_now": "2", "pain_on_movement": "3", "all_no": "on", "note": "Typed with care."}
NOT_PROPOSED = "What was found today speaks against this step. Decline it, or leave it open."


@pytest.fixture
def plan(patient, clinician):
    """Two exercises, each done every day for two calm weeks."""
    now = timezone.now()
    start, today = now - timedelta(days=14), patient.today(now)
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=start, pain_now=2, pain_on_movement=2)
    dose = Dose(sets=1, repetitions=10)
    exercises = [factories.make_exercise(key=key, region="lumbar", dose=dose) for key in ("bridge", "plank")]
    plan = factories.make_plan(episode, by=clinician, exercises=exercises, now=start)
    for days in range(14):
        facts = {"date": today - timedelta(days=days), "recorded_by": clinician}
        CheckIn.objects.create(plan=plan, kind="before", pain=2, **facts)
        for item in plan.items.all():
            Completion.objects.create(item=item, outcome="done", difficulty=2, **facts)
    return plan


@pytest.fixture
def page(browser_of, clinician):
    return browser_of(clinician)


def path(plan):
    return f"/episodes/{plan.episode_id}/visit/"


def step(plan, key):
    return step_name("dose", plan.items.get(exercise=key).pk)


def post(page, plan, **typed):
    return page.post(path(plan), FOUND | {"decision": "progress"} | typed)


def steps_on(answer):
    """What the page proposes: words, and the answer each field holds (None without a field)."""
    rows = answer.context["form"].step_rows()
    return [(each.words.split(":")[0], field.value() if field else None) for each, field in rows]


def stored():
    return list(ProposalAnswer.objects.order_by("pk").values_list("kind", "answer"))


def nothing_is_stored():
    return (Assessment.objects.count(), ProposalAnswer.objects.count(), Plan.objects.filter(status="draft").count())


def test_the_steps_stand_beside_the_decision_with_their_reason_and_nothing_is_chosen_for_the_clinician(page, plan):
    answer = page.get(path(plan))
    assert steps_on(answer) == [("Bridge", ""), ("Plank", "")]
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert "Bridge: 12 repetitions in place of 10. Done 14 of 14 times in two weeks without trouble. Rule P-1." in text


def test_one_is_taken_one_declined_and_the_visit_leads_to_the_draft(page, plan, clinician):
    day = plan.episode.patient.today(timezone.now()) + timedelta(days=7)
    reached = post(page, plan, review_on=day, **{step(plan, "bridge"): "accept", step(plan, "plank"): "decline"})
    draft = Plan.objects.get(status="draft")
    assert reached.headers["Location"] == f"/episodes/{plan.episode_id}/prescribe/?draft={draft.pk}"
    assert {item.exercise_id: item.repetitions for item in draft.items.all()} == {"bridge": 12, "plank": 10}
    assert (draft.revises, draft.review_on) == (plan, day)
    assert stored() == [("dose", "declined"), ("dose", "accepted")]
    assert set(ProposalAnswer.objects.values_list("by", flat=True)) == {clinician.pk}
    plan.refresh_from_db()
    assert plan.status == "issued"
    assert {item.repetitions for item in plan.items.all()} == {10}
    assert steps_on(page.get(path(plan))) == []


def test_two_steps_are_taken_into_one_draft(page, plan):
    post(page, plan, **{step(plan, "bridge"): "accept", step(plan, "plank"): "accept"})
    draft = Plan.objects.get(status="draft")
    assert {item.exercise_id: item.repetitions for item in draft.items.all()} == {"bridge": 12, "plank": 12}


def test_what_is_left_open_is_proposed_again(page, plan):
    post(page, plan, decision="keep", **{step(plan, "plank"): "decline"})
    assert stored() == [("dose", "declined")]
    assert steps_on(page.get(path(plan))) == [("Bridge", "")]


@pytest.mark.parametrize("decision", ["keep", "step_back", "discharge"])
def test_a_step_is_taken_with_progress_only(page, plan, decision):
    answer = post(page, plan, decision=decision, **{step(plan, "bridge"): "accept", step(plan, "plank"): "decline"})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["decision"].value()) == (400, ["decision"], decision)
    assert steps_on(answer) == [("Bridge", "accept"), ("Plank", "decline")]
    assert "Typed with care." in answer.content.decode()
    assert nothing_is_stored() == (1, 0, 0)


@pytest.mark.parametrize("found", [{"pain_now": "9"}, {"all_no": "", "flag_constant-night-pain": "yes"}])
def test_a_step_that_todays_findings_speak_against_is_not_taken_and_nothing_typed_is_lost(page, plan, found):
    """One high pain lifts the mean above that of the week before; a red flag holds the plan."""
    typed = FOUND | {"decision": "progress", step(plan, "plank"): "decline"} | found
    answer = page.post(path(plan), typed | {step(plan, "bridge"): "accept"})
    assert (answer.status_code, dict(answer.context["form"].errors)) == (400, {step(plan, "bridge"): [NOT_PROPOSED]})
    assert steps_on(answer) == [("Bridge", "accept"), ("Plank", "decline")]
    assert "Typed with care." in answer.content.decode()
    assert nothing_is_stored() == (1, 0, 0)
    assert page.post(path(plan), typed).status_code == 302
    assert stored() == [("dose", "declined")], "what was proposed before the visit can be declined all the same"


def test_a_step_answered_meanwhile_is_named_and_nothing_typed_is_lost(page, plan, clinician):
    typed = {step(plan, "bridge"): "accept", step(plan, "plank"): ""}
    item = str(plan.items.get(exercise="bridge").pk)
    actions.answer_proposal(by=clinician, plan=plan, kind="dose", item=item, accept=False, now=timezone.now())
    answer = post(page, plan, **typed)
    assert (answer.status_code, steps_on(answer)) == (409, [("Plank", "")])
    assert "is not proposed any more" in answer.content.decode()
    assert "Typed with care." in answer.content.decode()
    assert Assessment.objects.count() == 1


def test_a_step_is_refused_beside_itself_when_the_record_changes_after_the_form_was_read(page, plan, monkeypatch):
    typed = {step(plan, "bridge"): "decline", step(plan, "plank"): "accept"}
    real = actions.record_visit

    def raced(**facts):
        Completion.objects.filter(item__exercise="bridge").update(discomfort=True)
        return real(**facts)

    monkeypatch.setattr(actions, "record_visit", raced)
    answer = post(page, plan, **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [step(plan, "bridge")])
    assert nothing_is_stored() == (1, 0, 0)


def test_a_step_the_open_draft_does_not_hold_is_refused_beside_itself(page, plan, clinician):
    draft, _new = actions.revise_plan(by=clinician, plan=plan, now=timezone.now())
    draft.items.filter(exercise="bridge").delete()
    answer = post(page, plan, **{step(plan, "bridge"): "accept"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [step(plan, "bridge")])
    assert PlanEvent.objects.filter(kind="reviewed").count() == 0


def test_nonsense_for_an_answer_names_the_step(page, plan):
    answer = post(page, plan, **{step(plan, "bridge"): "perhaps"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [step(plan, "bridge")])
    assert nothing_is_stored() == (1, 0, 0)


def test_a_stage_is_taken_by_choosing_it_and_can_be_declined_and_a_due_review_is_the_visit_itself(
    page, plan, patient, clinician
):
    then = timezone.now() - timedelta(days=8)
    factories.make_assessment(plan.episode, by=clinician, at=then, stage="acute", pain_now=2)
    Plan.objects.update(review_on=patient.today(timezone.now()))
    name = step_name("stage", "")
    answer = page.get(path(plan))
    assert steps_on(answer)[:2] == [("Review the plan.", None), ("Assess for the stage of recovery.", "")]
    assert [value for value, _label in answer.context["form"].fields[name].choices] == ["decline", ""]
    assert post(page, plan, stage="acute", decision="keep", **{name: "accept"}).status_code == 400
    assert post(page, plan, stage="acute", decision="keep", **{name: "decline"}).status_code == 302
    assert stored() == [("stage", "declined")]
    assert "Assess for the stage of recovery." not in dict(steps_on(page.get(path(plan))))


def test_a_second_click_takes_nothing_twice(page, plan):
    same = {"id": str(uuid.uuid4()), step(plan, "bridge"): "accept"}
    assert [post(page, plan, **same).status_code for _each in "12"] == [302, 302]
    assert (stored(), Plan.objects.filter(status="draft").count()) == ([("dose", "accepted")], 1)


def test_a_closed_episode_proposes_nothing(page, plan):
    plan.episode.closed_on = timezone.now().date()
    plan.episode.save()
    assert steps_on(page.get(path(plan))) == []


def test_the_visit_proposes_what_an_answer_would_find(page, plan, patient):
    """The page reads the record once and together with all else; the answer reads it for one plan."""
    steps = (
        lambda: None,
        lambda: Completion.objects.filter(item__exercise="plank").update(difficulty=1),
        lambda: Completion.objects.filter(item__exercise="bridge").update(discomfort=True),
        lambda: CheckIn.objects.filter(plan=plan).update(pain=5),
        lambda: CheckIn.objects.filter(plan=plan).update(pain=1),
        lambda: patient.alerts.create(cause="pain_response", level="warn", message="Look."),
    )
    seen = []
    for change in steps:
        change()
        alone = Plan.objects.for_reading().with_items().get(pk=plan.pk)
        found = page.get(path(plan)).context["form"].proposals
        assert found == actions.open_proposals([alone], now=timezone.now())[plan.pk]
        seen.append(len(found))
    assert seen == [2, 2, 1, 0, 1, 0]


def test_the_steps_of_two_exercises_cost_what_those_of_one_do(page, plan, django_assert_num_queries):
    with django_assert_num_queries(10):
        assert len(steps_on(page.get(path(plan)))) == 2
    Completion.objects.filter(item__exercise="plank").update(discomfort=True)
    with django_assert_num_queries(10):
        assert len(steps_on(page.get(path(plan)))) == 1
