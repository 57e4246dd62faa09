"""/safety/figures/ and the budget of alerts on the demonstration's data."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Clinic
from prescriptions import demonstration
from prescriptions.models import Alert, Override, Plan
from prescriptions.safety_figures import figures_of
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/safety/figures/"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FOUR_WEEKS = {"since": NOW - timedelta(weeks=4), "until": NOW}


@pytest.fixture
def ran(clinic, clinician):
    """`ran(begin, end)` is a plan issued so many days ago and ended so many days ago, or not at all; its patient."""

    def make(begin, end=None, *, patient=None, ends_in=90):
        patient = patient or factories.make_patient(clinic, responsible=clinician)
        episode = factories.make_episode(patient, opened_on=(NOW - timedelta(days=200)).date())
        at = NOW - timedelta(days=begin)
        plan = factories.make_plan(episode, by=clinician, now=at)
        changes = {"issued_at": at, "ends_on": (at + timedelta(days=ends_in)).date()}
        if end is not None:
            changes |= {"status": "ended", "ended_reason": "stopped", "ended_at": NOW - timedelta(days=end)}
        Plan.objects.filter(pk=plan.pk).update(**changes)
        return patient

    return make


def alert(patient, *, days=1, cause="pain_response", **fields):
    at = NOW - timedelta(days=days)
    defaults = {"level": "warn", "message": "It hurts more.", "raised_at": at, "last_raised_at": at}
    return Alert.objects.create(patient=patient, cause=cause, **defaults | fields)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- patient-weeks


@pytest.mark.parametrize(
    ("begin", "end", "weeks"), [(14, None, 2), (14, 7, 1), (56, None, 4), (56, 21, 1), (56, 42, 0), (0, None, 0)]
)
def test_a_patient_counts_while_a_plan_runs_within_the_time_asked_for(clinic, ran, begin, end, weeks):
    ran(begin, end)
    assert figures_of([clinic], **FOUR_WEEKS).patient_weeks == weeks


def test_two_plans_of_one_patient_count_the_same_week_once(clinic, ran):
    patient = ran(14, 0)
    ran(21, 7, patient=patient)
    assert figures_of([clinic], **FOUR_WEEKS).patient_weeks == 3
    ran(14, 0)
    assert figures_of([clinic], **FOUR_WEEKS).patient_weeks == 5


def test_a_plan_past_its_last_day_runs_no_longer(clinic, ran):
    ran(21, ends_in=6)
    assert figures_of([clinic], **FOUR_WEEKS).patient_weeks == 1


# --- alerts and overrides


def test_alerts_are_counted_per_hundred_patient_weeks_and_red_flags_apart(clinic, ran):
    people = [ran(28) for _five in range(5)]  # 20 patient-weeks
    alert(people[0])
    alert(people[1], cause="red_flag", level="hard")
    alert(people[2], days=29)
    figures = figures_of([clinic], **FOUR_WEEKS)
    assert (figures.patient_weeks, figures.alerts, figures.red_flags) == (20, 1, 1)
    assert (figures.alert_rate, figures.red_flag_rate, figures.within_budget) == (5, 5, True)
    assert figures.open_now == 3
    alert(people[3])
    assert figures_of([clinic], **FOUR_WEEKS).within_budget is False


def test_overrides_are_counted_per_hundred_plans_with_those_that_lapsed(clinic, clinician, ran):
    people = [ran(10) for _four in range(4)]
    for number, patient in enumerate(people[:2]):
        plan = Plan.objects.get(episode__patient=patient)
        lapsed = NOW if number else None
        because = "28 days" if number else ""
        Override.objects.create(
            plan=plan,
            rule="C-43",
            reason="Weighed with her.",
            given_by=clinician,
            given_at=NOW - timedelta(days=2),
            rule_version="1",
            lapsed_at=lapsed,
            lapsed_because=because,
        )
    figures = figures_of([clinic], **FOUR_WEEKS)
    assert (figures.plans, figures.overrides, figures.lapsed, figures.override_rate) == (4, 2, 1, 50)
    assert figures.by_rule == [("C-43", 2)]


def test_without_a_plan_there_is_no_rate(clinic):
    figures = figures_of([clinic], **FOUR_WEEKS)
    assert (figures.alert_rate, figures.override_rate, figures.within_budget) == (None, None, True)


def test_another_clinic_is_not_counted(clinic, other_clinic, ran):
    alert(ran(14))
    assert figures_of([other_clinic], **FOUR_WEEKS).patient_weeks == 0
    assert figures_of([other_clinic], **FOUR_WEEKS).alerts == 0
    assert figures_of([clinic, other_clinic], **FOUR_WEEKS).alerts == 1


# --- the page


def test_the_page_tells_rates_causes_and_rules_and_names_nobody(browser_of, clinician, ran, time_machine):
    time_machine.move_to(NOW)
    alert(ran(28))
    words = text_of(browser_of(clinician).get(URL, {"weeks": "4"}))
    assert "Per 100 patient-weeks 25.0 more than 5: look at the rules below" in words
    assert "Pain response 1" in words
    assert "Per 100 plans 100" not in words
    assert "Vera" not in words


@pytest.mark.parametrize(("asked", "status"), [({}, 200), ({"weeks": "52"}, 200), ({"weeks": "3"}, 400)])
def test_a_span_that_is_none_is_400(browser_of, clinician, asked, status):
    assert browser_of(clinician).get(URL, asked).status_code == status


def test_clinicians_and_admins_may_look_and_patients_may_not(browser_of, clinician, admin, patient_user):
    assert [browser_of(each).get(URL).status_code for each in (clinician, admin, patient_user)] == [200, 200, 403]


def test_the_queries_do_not_grow(browser_of, clinician, ran, django_assert_num_queries, time_machine):
    time_machine.move_to(NOW)
    page = browser_of(clinician)
    for count in (1, 3):
        for _each in range(count):
            alert(ran(14))
        with django_assert_num_queries(9):
            page.get(URL)


# --- the budget


def test_the_demonstration_keeps_the_budget_of_five_alerts_per_hundred_patient_weeks(library):
    now = timezone.now()
    demonstration.fill(now=now)
    figures = figures_of(list(Clinic.objects.all()), since=now - timedelta(weeks=52), until=now)
    assert figures.patient_weeks > 50
    assert figures.alert_rate <= 5, figures
