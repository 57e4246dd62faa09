"""POST plans/<id>/revise/: a draft with the plan's exercises, then the builder."""

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan
from tests import factories
from tests.prescriptions.builder import keys_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(episode, clinician):
    exercises = [factories.make_exercise(key=key) for key in ("alpha", "beta")]
    return factories.make_plan(episode, by=clinician, exercises=exercises, note="Every morning.")


def revise(browser, plan):
    return browser.post(f"/plans/{plan.pk}/revise/")


def test_a_draft_with_the_same_exercises_opens_in_the_builder(browser_of, issued, clinician):
    browser = browser_of(clinician)
    answer = revise(browser, issued)
    draft = Plan.objects.get(status="draft")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/episodes/{issued.episode_id}/prescribe/?draft={draft.pk}"
    assert (keys_of(draft), draft.note, draft.revises) == (["alpha", "beta"], "Every morning.", issued)
    page = browser.get(answer.headers["Location"])
    assert page.context["desk"].draft == draft
    assert "Issuing it takes the place of plan 1." in page.text


def test_revising_twice_opens_the_same_draft(browser_of, issued, clinician):
    browser = browser_of(clinician)
    first, second = revise(browser, issued), revise(browser, issued)
    assert first.headers["Location"] == second.headers["Location"]
    assert Plan.objects.filter(status="draft").count() == 1


def test_a_superseded_plan_is_not_revised(browser_of, issued, episode, clinician):
    factories.make_plan(episode, by=clinician)
    answer = revise(browser_of(clinician), issued)
    assert answer.status_code == 409
    assert "Only a plan that was issued and not superseded can be revised." in answer.text


def test_opening_the_address_changes_nothing(browser_of, issued, clinician):
    answer = browser_of(clinician).get(f"/plans/{issued.pk}/revise/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/plans/{issued.pk}/")
    assert Plan.objects.count() == 1


def test_who_may_revise(browser_of, issued, admin, stranger, patient_user, colleague):
    for person, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert revise(browser_of(person), issued).status_code == status
        assert Plan.objects.count() == 1
    assert revise(browser_of(colleague), issued).status_code == 302
    assert Plan.objects.get(status="draft").created_by == colleague


def test_a_stopped_plan_can_be_taken_up_again(browser_of, issued, clinician):
    actions.stop_plan(by=clinician, plan=issued, reason="On holiday.", now=timezone.now())
    assert revise(browser_of(clinician), issued).status_code == 302
    assert keys_of(Plan.objects.get(status="draft")) == ["alpha", "beta"]
