"""When facts about a person change, every live plan of theirs is judged again in the same transaction."""

import itertools
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.refusals import NotYours, Refused
from patients.models import Assessment
from prescriptions import actions
from prescriptions.models import Alert, Plan, PlanEvent
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NOW = timezone.now()
_moments = (NOW + timedelta(seconds=number) for number in itertools.count())


def issued_plan(episode, *, by, **assessed):
    factories.make_assessment(episode, by=by, at=NOW - timedelta(minutes=5), **assessed)
    draft = actions.create_draft(by=by, episode=episode, now=NOW)
    return actions.issue_plan(by=by, plan=draft, now=NOW)


@pytest.fixture
def plan(episode, clinician):
    return issued_plan(episode, by=clinician)


def events(plan):
    return list(PlanEvent.objects.filter(plan=plan).order_by("pk").values_list("kind", flat=True))


def assess(episode, by, **facts):
    calm = {"stage": "recovery", "pain_now": 0, "pain_on_movement": 0, "inflammation_settled": True}
    return actions.record_assessment(by=by, episode=episode, facts=calm | facts, now=next(_moments))


def test_a_calm_assessment_changes_nothing_of_a_live_plan(plan, episode, clinician):
    assess(episode, clinician)
    plan.refresh_from_db()
    assert (plan.status, events(plan), Alert.objects.count()) == ("issued", ["created", "issued"], 0)


def test_a_red_flag_holds_every_plan_of_the_person(plan, patient, episode, clinician):
    other = issued_plan(factories.make_episode(patient, region="thoracic"), by=clinician)
    assess(episode, clinician, red_flags=["cauda-equina-signs"])
    for each in (plan, other):
        each.refresh_from_db()
        assert (each.status, events(each)) == ("held", ["created", "issued", "held"])
    alert = Alert.objects.get()
    assert (alert.cause, alert.rule, alert.severity, alert.count) == ("red_flag", "C-01", "emergency", 2)


def test_high_blood_pressure_closes_items_without_holding_or_pausing(plan, episode, clinician):
    assess(episode, clinician, systolic=190, diastolic=100)
    plan.refresh_from_db()
    assert (plan.status, [item.paused for item in plan.items.all()]) == ("issued", [False] * 4)


def test_a_new_condition_pauses_the_items_it_forbids(plan, patient, clinician):
    changed = actions.change_patient(
        by=clinician, patient=patient, changes={"conditions": ["cervical-arterial-disease"]}, now=NOW
    )
    assert changed.conditions == ["cervical-arterial-disease"]
    paused = [item.exercise_id for item in plan.items.all() if item.paused]
    assert paused == ["cervical-nod-forward-back-sitting"]
    assert events(plan) == ["created", "issued", "item_paused"]
    assert Alert.objects.get().rule == "C-20"


def test_a_paused_item_resumes_only_when_nothing_closes_it_any_more(plan, patient, clinician):
    actions.change_patient(
        by=clinician, patient=patient, changes={"conditions": ["cervical-arterial-disease"]}, now=NOW
    )
    item = next(item for item in plan.items.all() if item.paused)
    with pytest.raises(Refused) as refused:
        actions.resume_item(by=clinician, plan=plan, item=item, note="Try again.", now=NOW)
    assert [finding.rule for finding in refused.value.findings] == ["C-20"]
    actions.change_patient(by=clinician, patient=patient, changes={"conditions": []}, now=NOW)
    item.refresh_from_db()
    assert item.paused, "what was paused waits for a clinician"
    actions.resume_item(by=clinician, plan=plan, item=item, note="Ruled out by imaging.", now=NOW)
    item.refresh_from_db()
    assert not item.paused


def test_a_held_plan_resumes_only_after_the_flag_was_cleared_with_a_note(plan, episode, clinician):
    assess(episode, clinician, red_flags=["myelopathy-signs"])
    with pytest.raises(Refused) as refused:
        actions.resume_plan(by=clinician, plan=plan, note="Looks fine.", now=NOW)
    assert [finding.rule for finding in refused.value.findings] == ["C-03"]
    assess(episode, clinician)
    with pytest.raises(Refused):
        actions.resume_plan(by=clinician, plan=plan, note="Not named any more.", now=NOW)
    cleared = {"flag": "myelopathy-signs", "outcome": "excluded", "note": "Neurologist saw no sign."}
    assess(episode, clinician, red_flags_cleared=[cleared])
    actions.resume_plan(by=clinician, plan=plan, note="Cleared by neurology.", now=NOW)
    plan.refresh_from_db()
    assert (plan.status, plan.held_reason) == ("issued", "")


def test_a_step_back_to_acute_pauses_what_the_acute_stage_forbids(plan, episode, clinician):
    assess(episode, clinician, stage="acute", pain_now=7, collar=True)
    assert [item.paused for item in plan.items.all()] == [True] * 4


def test_lumbar_pain_closes_the_article_items_and_pauses_none(patient, clinician):
    episode = factories.make_episode(patient, region="lumbar")
    for _session in range(2):
        factories.make_assessment(episode, by=clinician, at=NOW - timedelta(minutes=9), supervised_session=True)
    plan = issued_plan(episode, by=clinician, supervised_session=True)
    assert len(plan.sheet["items"]) == 4
    assess(episode, clinician, pain_now=3)
    plan.refresh_from_db()
    assert [item.paused for item in plan.items.all()] == [False] * 4
    assert {finding["rule"] for finding in plan.findings} == {"S-13"}


def test_archiving_ends_all_plans_and_closing_an_episode_its_own(plan, patient, episode, clinician):
    other = issued_plan(factories.make_episode(patient, region="thoracic"), by=clinician)
    actions.change_episode(by=clinician, episode=episode, changes={"closed_on": patient.today(NOW)}, now=NOW)
    plan.refresh_from_db()
    other.refresh_from_db()
    assert [(p.status, p.ended_reason) for p in (plan, other)] == [("ended", "episode_closed"), ("issued", "")]
    actions.change_patient(by=clinician, patient=patient, changes={"archived_at": NOW}, now=NOW)
    other.refresh_from_db()
    assert (other.status, other.ended_reason) == ("ended", "patient_archived")


def test_only_a_clinician_of_the_clinic_may_change_facts(plan, episode, patient, stranger, admin, patient_user):
    for person in (stranger, admin, patient_user):
        with pytest.raises(NotYours):
            assess(episode, person)
        with pytest.raises(NotYours):
            actions.change_patient(by=person, patient=patient, changes={"conditions": []}, now=NOW)


def test_a_supervised_session_is_todays_assessment_said_again_with_it(patient, clinician):
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=NOW, pain_now=0, note="Seen today.")
    recorded = actions.record_supervised_session(by=clinician, episode=episode, now=NOW)
    assert (recorded.supervised_session, recorded.pain_now, recorded.note) == (True, 0, "Seen today.")
    assert Assessment.objects.filter(episode=episode).count() == 2


def test_old_values_are_not_dated_anew_by_a_supervised_session(patient, clinician):
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=NOW - timedelta(days=2))
    with pytest.raises(Refused):
        actions.record_supervised_session(by=clinician, episode=episode, now=NOW)
    assert Assessment.objects.filter(episode=episode).count() == 1


def refused_by_the_database(call):
    with pytest.raises(DatabaseError), transaction.atomic():
        call()


def test_the_database_refuses_to_rewrite_what_happened(plan, episode, clinician):
    assessment = Assessment.objects.filter(episode=episode).first()
    refused_by_the_database(lambda: Assessment.objects.filter(pk=assessment.pk).update(pain_now=9))
    refused_by_the_database(lambda: Assessment.objects.filter(pk=assessment.pk).delete())
    refused_by_the_database(lambda: Plan.objects.filter(pk=plan.pk).update(sheet={"items": []}))
    refused_by_the_database(lambda: PlanEvent.objects.filter(plan=plan).update(why="other"))
    refused_by_the_database(lambda: PlanEvent.objects.filter(plan=plan).delete())


def test_the_database_refuses_a_broken_plan(plan, episode, clinician):
    rows = Plan.objects.filter(pk=plan.pk)
    refused_by_the_database(lambda: rows.update(issued_by=None))
    refused_by_the_database(lambda: rows.update(ends_on=plan.starts_on - timedelta(days=1)))
    refused_by_the_database(lambda: rows.update(status="ended"))
    refused_by_the_database(lambda: rows.update(status="superseded"))
    refused_by_the_database(lambda: plan.items.update(sets=11))
    refused_by_the_database(lambda: plan.items.update(weekdays=[]))
    refused_by_the_database(lambda: plan.items.update(weekdays=[8]))
    refused_by_the_database(lambda: plan.items.update(repetitions=None, duration_minutes=None))
    second = actions.create_draft(by=clinician, episode=episode, now=NOW)
    issued = {"status": "issued", "sheet": plan.sheet, "issued_at": NOW, "issued_by": clinician}
    refused_by_the_database(lambda: Plan.objects.filter(pk=second.pk).update(**issued))
