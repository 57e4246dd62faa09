"""POST plans/<id>/stop/: the plan ends for good, with a reason."""

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(episode, clinician):
    return factories.make_plan(episode, by=clinician)


def stop(browser, plan, reason="She moves away."):
    return browser.post(f"/plans/{plan.pk}/stop/", {"stop-reason": reason})


def status_of(plan):
    return Plan.objects.get(pk=plan.pk).status


def test_the_plan_ends_with_its_reason(browser_of, issued, clinician):
    browser = browser_of(clinician)
    assert stop(browser, issued).status_code == 302
    plan = Plan.objects.get()
    assert (plan.status, plan.ended_reason, plan.events.first().why) == ("ended", "stopped", "She moves away.")
    assert [str(message) for message in browser.get(f"/plans/{plan.pk}/").context["messages"]] == [
        "The plan is stopped."
    ]


def test_a_plan_on_hold_can_be_stopped(browser_of, issued, clinician):
    actions.hold_plan(by=clinician, plan=issued, reason="Wait.", now=timezone.now())
    assert stop(browser_of(clinician), issued).status_code == 302
    assert status_of(issued) == "ended"


def test_a_reason_is_needed(browser_of, issued, clinician):
    answer = stop(browser_of(clinician), issued, reason="")
    assert (answer.status_code, status_of(issued), "Write why." in answer.text) == (400, "issued", True)


def test_stopping_twice_is_refused(browser_of, issued, clinician):
    browser = browser_of(clinician)
    assert [stop(browser, issued).status_code for _press in range(2)] == [302, 409]
    assert issued.events.filter(kind="stopped").count() == 1


def test_opening_the_address_changes_nothing(browser_of, issued, clinician):
    assert browser_of(clinician).get(f"/plans/{issued.pk}/stop/").status_code == 302
    assert status_of(issued) == "issued"


def test_who_may_stop(browser_of, issued, admin, stranger, patient_user, colleague):
    for person, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert stop(browser_of(person), issued).status_code == status
        assert status_of(issued) == "issued"
    assert stop(browser_of(colleague), issued).status_code == 302
    assert status_of(issued) == "ended"
