"""/plans/recheck/: a looser threshold reaches a live plan only when a clinician re-checks it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Clinic
from accounts.refusals import NotYours, Refused
from prescriptions import actions
from prescriptions.models import Plan, PlanEvent
from prescriptions.safety import Moment, findings_for
from prescriptions.safety.facts import cases_for
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/plans/recheck/"
NOW = timezone.now()


@pytest.fixture
def plan(episode, clinician, clinic):
    """Issued while a red-flag screen counted for 14 days."""
    Clinic.objects.update(screen_days=14)
    return factories.make_plan(episode, by=clinician)


def set_screen_days(days):
    Clinic.objects.update(screen_days=days)


def fired_at_start(plan, *, days):
    """What the rules of START say `days` after today."""
    now = NOW + timedelta(days=days)
    shown = Plan.objects.for_reading().with_items().get(pk=plan.pk)
    case = cases_for([shown], now=now, starting=True)[plan.pk]
    return [finding.rule for finding in findings_for(case, (Moment.START,))]


def test_a_looser_value_counts_only_after_the_plan_was_re_checked(plan, clinician):
    set_screen_days(28)
    assert fired_at_start(plan, days=20) == ["C-42b"]
    actions.recheck_plan(by=clinician, plan=plan, now=NOW)
    assert fired_at_start(plan, days=20) == []
    assert fired_at_start(plan, days=29) == ["C-42b"]


def test_a_stricter_value_counts_at_once(plan):
    set_screen_days(7)
    assert fired_at_start(plan, days=7) == []
    assert fired_at_start(plan, days=8) == ["C-42b"]


def test_a_revised_plan_is_judged_and_issued_under_the_values_of_today(plan, clinician):
    set_screen_days(28)
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=NOW)
    issued = actions.issue_plan(by=clinician, plan=draft, now=NOW)
    assert (plan.thresholds["screen_days"], issued.thresholds["screen_days"]) == (14, 28)


def test_re_checking_leaves_one_event_that_says_what_changed(plan, clinician):
    set_screen_days(28)
    for _twice in "12":
        actions.recheck_plan(by=clinician, plan=plan, now=NOW)
    event = PlanEvent.objects.get(plan=plan, kind="rechecked")
    assert (event.by, event.about) == (clinician, {"thresholds": {"screen_days": [14, 28]}})


def test_re_checking_keeps_what_the_rules_say_under_the_new_values(episode, clinician):
    factories.make_assessment(episode, by=clinician, at=NOW - timedelta(days=10))
    plan = factories.make_plan(episode, by=clinician, now=NOW)
    assert plan.findings == []
    set_screen_days(7)
    actions.recheck_plan(by=clinician, plan=plan, now=NOW)
    plan.refresh_from_db()
    assert [finding["rule"] for finding in plan.findings] == ["C-42b"]


def test_only_a_clinician_of_the_clinic_re_checks_and_only_what_is_current(plan, clinician, stranger, admin):
    set_screen_days(28)
    for person in (stranger, admin):
        with pytest.raises(NotYours):
            actions.recheck_plan(by=person, plan=plan, now=NOW)
    actions.stop_plan(by=clinician, plan=plan, reason="Done with it.", now=NOW)
    with pytest.raises(Refused):
        actions.recheck_plan(by=clinician, plan=plan, now=NOW)


def test_the_list_shows_what_differs_and_the_button_settles_it(browser_of, clinician, plan):
    page = browser_of(clinician)
    assert page.get(LIST).context["rows"] == []
    set_screen_days(28)
    row = page.get(LIST).context["rows"][0]
    assert [(each["kept"], each["now"]) for each in row["settings"]] == [(14, 28)]
    assert page.post(f"/plans/{plan.pk}/recheck/").status_code == 302
    assert page.get(LIST).context["rows"] == []


def test_the_list_holds_no_draft_no_ended_plan_and_no_other_clinics(browser_of, clinician, plan, stranger):
    set_screen_days(28)
    actions.revise_plan(by=clinician, plan=plan, now=NOW)
    assert [row["plan"].pk for row in browser_of(clinician).get(LIST).context["rows"]] == [plan.pk]
    assert browser_of(stranger).get(LIST).context["rows"] == []
    actions.stop_plan(by=clinician, plan=plan, reason="Done with it.", now=NOW)
    assert browser_of(clinician).get(LIST).context["rows"] == []


def test_a_stopped_plan_is_refused_in_words(browser_of, clinician, plan):
    actions.stop_plan(by=clinician, plan=plan, reason="Done with it.", now=NOW)
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/recheck/", follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Only a current plan is re-checked."]


def test_who_may_open_and_press(browser_of, clinician, plan, stranger, admin, patient_user):
    for person in (admin, patient_user):
        assert browser_of(person).get(LIST).status_code == 403
        assert browser_of(person).post(f"/plans/{plan.pk}/recheck/").status_code == 403
    assert browser_of(stranger).post(f"/plans/{plan.pk}/recheck/").status_code == 404
    assert browser_of(clinician).get(f"/plans/{plan.pk}/recheck/").status_code == 405


def test_the_admins_page_counts_the_plans_that_wait(browser_of, admin, plan):
    assert browser_of(admin).get("/clinic/thresholds/").context["waiting"] == 0
    set_screen_days(28)
    assert browser_of(admin).get("/clinic/thresholds/").context["waiting"] == 1


def test_one_plan_and_three_cost_the_same_queries(browser_of, clinician, clinic, plan, django_assert_num_queries):
    page = browser_of(clinician)
    set_screen_days(28)
    with django_assert_num_queries(5):
        page.get(LIST)
    for name in ("Ada", "Bo"):
        patient = factories.make_patient(clinic, responsible=clinician, name=name)
        Clinic.objects.update(screen_days=14)
        factories.make_plan(factories.make_episode(patient), by=clinician)
        set_screen_days(28)
    with django_assert_num_queries(5):
        assert len(page.get(LIST).context["rows"]) == 3
