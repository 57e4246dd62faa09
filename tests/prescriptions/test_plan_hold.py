"""POST plans/<id>/hold/: the plan rests, with a reason, until a clinician resumes it."""

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(episode, clinician):
    return factories.make_plan(episode, by=clinician)


def hold(browser, plan, reason="Wait for the scan."):
    return browser.post(f"/plans/{plan.pk}/hold/", {"hold-reason": reason})


def status_of(plan):
    return Plan.objects.get(pk=plan.pk).status


def test_the_plan_is_put_on_hold_with_its_reason(browser_of, issued, clinician):
    answer = hold(browser_of(clinician), issued)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/plans/{issued.pk}/")
    event = issued.events.first()
    assert (status_of(issued), event.kind, event.why, event.by) == ("held", "held", "Wait for the scan.", clinician)


@pytest.mark.parametrize(("typed", "message"), [("  ", "Write why."), ("x" * 2001, "at most 2000 characters")])
def test_a_reason_is_needed_and_what_was_typed_stays(browser_of, issued, clinician, typed, message):
    answer = hold(browser_of(clinician), issued, reason=typed)
    assert (answer.status_code, status_of(issued)) == (400, "issued")
    assert message in answer.text
    assert f">\n{typed}</textarea>" in answer.text
    assert '<details class="pl-ask" open>' in answer.text


def test_a_plan_already_on_hold_is_refused_with_what_was_typed(browser_of, issued, clinician):
    actions.hold_plan(by=clinician, plan=issued, reason="Before you.", now=timezone.now())
    answer = hold(browser_of(clinician), issued)
    assert answer.status_code == 409
    assert "Only an issued plan can be put on hold." in answer.text
    assert Plan.objects.get().held_reason == "Before you."


def test_opening_the_address_changes_nothing(browser_of, issued, clinician):
    answer = browser_of(clinician).get(f"/plans/{issued.pk}/hold/")
    assert (answer.status_code, status_of(issued)) == (302, "issued")


def test_who_may_hold(browser_of, issued, admin, stranger, patient_user, colleague):
    for person, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert hold(browser_of(person), issued).status_code == status
        assert status_of(issued) == "issued"
    assert hold(browser_of(colleague), issued).status_code == 302
    assert status_of(issued) == "held"
