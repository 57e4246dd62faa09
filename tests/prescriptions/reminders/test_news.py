"""News of the plan: queued in the transaction of the change, for those who want it, about nothing in particular."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts.models import QueuedMail
from prescriptions import actions
from prescriptions.models import PlanEvent
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def told():
    """What was told, in order."""
    return [row.body.split("\n\n")[1] for row in QueuedMail.objects.order_by("queued_at", "key")]


def now():
    return datetime.now(UTC)


def test_a_new_plan_is_told(plan_of, chosen):
    chosen(news=True)
    plan = plan_of()
    queued = QueuedMail.objects.get()
    event = PlanEvent.objects.get(plan=plan, kind="issued")
    assert (queued.key, queued.subject) == (f"plan-event-{event.pk}", "News about your exercises")
    assert told() == ["There is a new plan for you."]
    assert "List-Unsubscribe" in queued.headers


def test_a_hold_its_end_and_a_stop_are_told(plan_of, chosen, clinician, clock):
    plan = plan_of()
    chosen(news=True)
    actions.hold_plan(by=clinician, plan=plan, reason="Fever since yesterday.", now=now())
    clock.shift(60)
    actions.resume_plan(by=clinician, plan=plan, note="Fever is gone.", now=now())
    clock.shift(60)
    actions.stop_plan(by=clinician, plan=plan, reason="Treated elsewhere.", now=now())
    assert told() == [
        "Your plan is paused. Please wait until your clinic says that you can go on.",
        "You can go on with your plan.",
        "Your plan has ended. If you do not know what comes next, ask the clinic.",
    ]
    assert "ever" not in " ".join(row.body for row in QueuedMail.objects.all())


def test_a_revision_is_told_once(plan_of, chosen, clinician):
    plan = plan_of()
    chosen(news=True)
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=now())
    actions.issue_plan(by=clinician, plan=draft, now=now())
    assert told() == ["There is a new plan for you."]


def test_a_closed_episode_is_told(plan_of, chosen, clinician, episode):
    plan_of()
    chosen(news=True)
    actions.change_episode(by=clinician, episode=episode, changes={"closed_on": now().date()}, now=now())
    assert told() == ["Your plan has ended. If you do not know what comes next, ask the clinic."]


def test_drafts_and_their_changes_are_nobodys_news(plan_of, chosen, clinician):
    plan = plan_of()
    chosen(news=True)
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=now())
    actions.change_draft(by=clinician, plan=draft, note="Softer.", now=now())
    actions.delete_draft(by=clinician, plan=draft)
    assert told() == []


@pytest.mark.parametrize("choice", [{}, {"by_mail": True}, {"news": True, "email": "another@example.org"}])
def test_nobody_is_told_who_did_not_ask_or_confirm(plan_of, chosen, choice):
    chosen(**choice)
    QueuedMail.objects.all().delete()
    plan_of()
    assert QueuedMail.objects.count() == 0


def test_what_the_patient_did_is_no_news_to_them(plan_of, chosen, patient_user, clinician):
    plan = plan_of()
    chosen(news=True)
    event = PlanEvent.objects.create(plan=plan, kind="held", by=patient_user, at=now())
    actions.news.tell_patient(plan, event)
    assert told() == []
    event = PlanEvent.objects.create(plan=plan, kind="held", by=clinician, at=now())
    actions.news.tell_patient(plan, event)
    assert len(told()) == 1


def test_a_change_that_is_undone_is_not_told(plan_of, chosen, clinician):
    plan = plan_of()
    chosen(news=True)
    with transaction.atomic():
        actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=now())
        assert len(told()) == 1
        transaction.set_rollback(True)
    assert told() == []


def test_a_hold_is_told_to_the_patient_of_the_plan_alone(plan_of, chosen, clinician, other_patient):
    plan_of()
    chosen(news=True)
    other = factories.make_plan(factories.make_episode(other_patient), by=clinician, now=now())
    actions.hold_plan(by=clinician, plan=other, reason="Fever.", now=now())
    assert told() == []
