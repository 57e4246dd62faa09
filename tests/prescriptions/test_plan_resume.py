"""POST plans/<id>/resume/ and plans/<id>/items/<item>/resume/: what rested goes on, unless a HARD rule closes it."""

import uuid

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan, PlanItem
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(episode, clinician):
    return factories.make_plan(episode, by=clinician)


@pytest.fixture
def held(issued, clinician):
    return actions.hold_plan(by=clinician, plan=issued, reason="Wait for the scan.", now=timezone.now())


@pytest.fixture
def paused(issued):
    PlanItem.objects.update(paused_at=timezone.now(), paused_because="It hurt more.")
    return issued.items.get()


def resume(browser, plan, note="The scan is clear."):
    return browser.post(f"/plans/{plan.pk}/resume/", {"resume-note": note})


def resume_item(browser, item, note="Calm again.", plan=None):
    address = f"/plans/{plan or item.plan_id}/items/{item.pk}/resume/"
    return browser.post(address, {f"{item.pk}-note": note})


def status_of(plan):
    return Plan.objects.get(pk=plan.pk).status


def test_the_plan_goes_on_with_a_note(browser_of, held, clinician):
    answer = resume(browser_of(clinician), held)
    assert (answer.status_code, status_of(held)) == (302, "issued")
    assert (held.events.first().kind, held.events.first().why) == ("resumed", "The scan is clear.")


def test_a_note_is_needed(browser_of, held, clinician):
    answer = resume(browser_of(clinician), held, note="")
    assert (answer.status_code, status_of(held)) == (400, "held")
    assert "Write what was found." in answer.text


def test_a_standing_red_flag_keeps_the_plan_on_hold(browser_of, held, episode, clinician):
    factories.make_assessment(episode, by=clinician, red_flags=["fever-or-systemic-infection"])
    answer = resume(browser_of(clinician), held)
    assert (answer.status_code, status_of(held)) == (409, "held")
    assert [finding.rule for finding in answer.context["refused"].findings] == ["C-04"]
    assert ("Rule C-04" in answer.text, "The scan is clear." in answer.text) == (True, True)


def test_a_plan_that_is_not_on_hold_is_refused(browser_of, issued, clinician):
    answer = resume(browser_of(clinician), issued)
    assert (answer.status_code, "Only a plan on hold can be resumed." in answer.text) == (409, True)


def test_who_may_resume(browser_of, held, admin, stranger, patient_user, colleague):
    for person, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert resume(browser_of(person), held).status_code == status
        assert status_of(held) == "held"
    assert resume(browser_of(colleague), held).status_code == 302
    assert status_of(held) == "issued"


def test_a_paused_exercise_goes_on_with_a_note(browser_of, paused, clinician):
    answer = resume_item(browser_of(clinician), paused)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/plans/{paused.plan_id}/")
    paused.refresh_from_db()
    assert (paused.paused, paused.plan.events.first().why) == (False, "Calm again.")


def test_an_exercise_needs_its_own_note(browser_of, paused, clinician):
    answer = resume_item(browser_of(clinician), paused, note=" ")
    assert (answer.status_code, PlanItem.objects.get().paused) == (400, True)
    assert "Write what was found." in answer.text


def test_a_closed_exercise_does_not_go_on(browser_of, paused, episode, clinician):
    PlanItem.objects.filter(pk=paused.pk).update(exercise=factories.make_exercise(difficulty=3))
    factories.make_assessment(episode, by=clinician, stage="acute")
    answer = resume_item(browser_of(clinician), paused)
    assert (answer.status_code, PlanItem.objects.get().paused) == (409, True)
    assert [finding.rule for finding in answer.context["refused"].findings] == ["C-50"]
    assert "Calm again." in answer.text


def test_an_exercise_of_another_plan_is_not_there(browser_of, paused, patient, clinician):
    other = factories.make_plan(factories.make_episode(patient, region="thoracic"), by=clinician)
    assert resume_item(browser_of(clinician), paused, plan=other.pk).status_code == 404
    assert resume_item(browser_of(clinician), paused, plan=uuid.uuid4()).status_code == 404
    assert PlanItem.objects.get(pk=paused.pk).paused is True


def test_opening_the_addresses_changes_nothing(browser_of, held, clinician):
    PlanItem.objects.update(paused_at=timezone.now())
    item = held.items.get()
    browser = browser_of(clinician)
    for address in (f"/plans/{held.pk}/resume/", f"/plans/{held.pk}/items/{item.pk}/resume/"):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/plans/{held.pk}/")
    assert (status_of(held), PlanItem.objects.get().paused) == ("held", True)


def test_who_may_resume_an_exercise(browser_of, paused, admin, stranger, patient_user, colleague):
    for person, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert resume_item(browser_of(person), paused).status_code == status
        assert PlanItem.objects.get().paused is True
    assert resume_item(browser_of(colleague), paused).status_code == 302
    assert PlanItem.objects.get().paused is False
