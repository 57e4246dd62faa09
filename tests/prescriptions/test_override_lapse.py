"""C-52: a reason counts for 28 days, and no longer once the stage, a condition or a red flag changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Override, PlanEvent
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "Asked at the next visit."


@pytest.fixture
def plan(patient, episode, clinician):
    """Issued with a reason for C-42c: the conditions were never asked."""
    patient.conditions = None
    patient.save()
    factories.make_assessment(episode, by=clinician)
    now = timezone.now()
    lines = [actions.Line(factories.make_exercise(), Dose(repetitions=5))]
    draft = actions.create_draft(by=clinician, episode=episode, lines=lines, now=now)
    return actions.issue_plan(by=clinician, plan=draft, now=now, reasons=[actions.Reason("C-42c", REASON)])


@pytest.fixture
def lapse(plan, api, clinician):
    """`lapse()` is what the API says of the reason: None while it counts."""
    return lambda: api(clinician).get(f"/api/v1/plans/{plan.pk}/").json()["overrides"][0]["lapsed"]


def assess(episode, by, **facts):
    calm = {"stage": "recovery", "pain_now": 0, "red_flags_screened": True}
    return actions.record_assessment(by=by, episode=episode, facts=calm | facts, now=timezone.now())


@pytest.mark.parametrize(("days", "said"), [(28, None), (29, "It is older than 28 days.")])
def test_it_counts_for_28_days(lapse, days, said):
    given_at = timezone.now() - timedelta(days=days) + timedelta(minutes=5)
    Override.objects.update(given_at=given_at)
    assert lapse() == said
    assert Override.objects.counting(timezone.now()).exists() is (said is None)


def test_the_same_stage_again_changes_nothing(lapse, episode, clinician):
    assess(episode, clinician)
    assert lapse() is None


def test_another_stage_ends_it_and_pauses_nothing(lapse, plan, episode, clinician):
    assess(episode, clinician, stage="maintenance")
    assert lapse() == "The stage changed."
    plan.refresh_from_db()
    assert (plan.status, [item.paused for item in plan.items.all()]) == ("issued", [False])
    assert PlanEvent.objects.get(kind="lapsed").about == {"rules": ["C-42c"]}


@pytest.mark.parametrize(("conditions", "said"), [([], None), (["vertigo"], "A new condition was recorded.")])
def test_a_new_condition_ends_it(lapse, patient, clinician, conditions, said):
    changes = {"conditions": conditions}
    actions.change_patient(by=clinician, patient=patient, changes=changes, now=timezone.now())
    assert lapse() == said


def test_a_condition_that_goes_ends_nothing(lapse, patient, clinician):
    patient.conditions = ["vertigo"]
    patient.save()
    actions.change_patient(by=clinician, patient=patient, changes={"conditions": []}, now=timezone.now())
    assert lapse() is None


def test_a_red_flag_ends_it_whoever_records_it(lapse, plan, patient, patient_user):
    today = patient.today(timezone.now())
    facts = {"date": today, "kind": "report", "symptoms": ["fainting"]}
    actions.record_check_in(by=patient_user, plan=plan, now=timezone.now(), **facts)
    assert lapse() == "A red flag was recorded."


def test_what_counts_stands_in_the_revision_and_what_lapsed_does_not(plan, clinician):
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=timezone.now())
    assert draft.reasons == {"C-42c": REASON}
    actions.delete_draft(by=clinician, plan=draft)
    Override.objects.update(lapsed_at=timezone.now(), lapsed_because="The stage changed.")
    again, _created = actions.revise_plan(by=clinician, plan=plan, now=timezone.now())
    assert again.reasons == {}


def test_the_warning_stands_again_when_the_revision_is_issued(api, plan, clinician):
    caller = api(clinician)
    draft = caller.post(f"/api/v1/plans/{plan.pk}/revise/").json()
    refused = caller.post(f"/api/v1/plans/{draft['id']}/issue/", {})
    assert (refused.status_code, [each["rule"] for each in refused.json()["findings"]]) == (409, ["C-42c"])


def test_the_plan_page_says_that_it_lapsed(browser_of, plan, clinician):
    page = f"/plans/{plan.pk}/"
    assert "Passed with a reason." in browser_of(clinician).get(page).content.decode()
    Override.objects.update(lapsed_at=timezone.now(), lapsed_because="The stage changed.")
    said = browser_of(clinician).get(page).content.decode()
    assert "The reason has lapsed." in said
    assert "The stage changed." in said
