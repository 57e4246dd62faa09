"""What a rule asks about the plan itself: its dates, whether anything went before, and the doses it revises."""

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.actions import Line
from prescriptions.safety.facts import case_of_plan, cases_for
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NOW = timezone.now()


@pytest.fixture
def first(episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return actions.create_draft(by=clinician, episode=episode, now=NOW)


def case_of(plan):
    return case_of_plan(plan, plan.items.select_related("exercise"), now=NOW)


def test_the_first_plan_has_nothing_before_it(first):
    case = case_of(first)
    assert (case.first_plan, case.former, case.starts_on, case.review_on) == (
        True,
        {},
        first.starts_on,
        first.review_on,
    )


def test_a_revision_knows_the_doses_it_revises(first, clinician):
    issued = actions.issue_plan(by=clinician, plan=first, now=NOW)
    draft, _created = actions.revise_plan(by=clinician, plan=issued, now=NOW)
    case = case_of(draft)
    assert case.first_plan is False
    assert case.former == {item.exercise_id: item.dose for item in issued.items.all()}


def test_many_plans_are_judged_with_the_same_few_queries(first, clinician, episode, django_assert_num_queries):
    from prescriptions.models import Plan

    actions.create_draft(by=clinician, episode=episode, now=NOW)
    for count in (1, 2):
        plans = list(Plan.objects.for_reading().with_items()[:count])
        with django_assert_num_queries(3):
            assert len(cases_for(plans, now=NOW)) == count


def test_a_raised_dose_is_asked_about_over_the_api(api, first, clinician):
    actions.issue_plan(by=clinician, plan=first, now=NOW)
    draft, _created = actions.revise_plan(by=clinician, plan=first, now=NOW)
    item = draft.items.select_related("exercise").get(exercise="cervical-nod-forward-back-sitting")
    lines = [Line(item.exercise, item.dose.overlaid({"repetitions": 9}))]
    actions.change_draft(by=clinician, plan=draft, now=NOW, lines=lines)
    plan = api(clinician).get(f"/api/v1/plans/{draft.pk}/").json()
    assert [(finding["rule"], finding["exercise"]) for finding in plan["findings"]] == [
        ("C-45", "cervical-nod-forward-back-sitting")
    ]
