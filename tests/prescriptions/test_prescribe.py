"""GET episodes/<id>/prescribe/: what the builder shows before anything is typed, and to whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from patients.models import Assessment
from prescriptions.models import Plan, PlanEvent
from tests import factories
from tests.prescriptions.builder import Builder, buttons_of, form_of, make_draft, titles_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
QUERIES_OF_A_DRAFT = 10


@pytest.fixture
def assessed(episode, clinician):
    """An episode of the neck in recovery, screened and calm."""
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def opened(browser_of, clinician):
    """`opened(episode)`: the builder as the clinician opens it."""
    browser = browser_of(clinician)
    return lambda episode, query="": Builder(browser, episode).open(query)


def written():
    return Plan.objects.count(), PlanEvent.objects.count(), Assessment.objects.count()


def test_without_an_assessment_the_page_says_s_01_and_shows_the_way(opened, episode):
    answer = opened(episode)
    assert answer.status_code == 200
    assert re.findall(r"Rule S-\d\d", answer.text) == ["Rule S-01"]
    assert f'href="/episodes/{episode.pk}/assess/"' in answer.text
    assert "plan-form" not in answer.text


def test_a_closed_episode_offers_no_form(opened, assessed):
    assert "plan-form" in opened(assessed).text
    assessed.closed_on = datetime.now(UTC).date()
    assessed.save()
    answer = opened(assessed)
    assert "This episode of care is closed." in answer.text
    assert "plan-form" not in answer.text


def test_the_first_page_is_the_suggestion_and_writes_nothing(opened, assessed):
    before = written()
    answer = opened(assessed)
    assert [row.exercise.key for row in answer.context["rows"]] == [
        "cervical-occiput-press-supine",
        "cervical-resisted-rotation",
        "cervical-forehead-press-supine",
        "cervical-nod-forward-back-sitting",
    ]
    assert "Proposed, not saved yet." in answer.text
    assert written() == before


def test_a_row_shows_the_doses_own_fields_first_and_the_rest_under_more(opened, assessed):
    row = opened(assessed).context["rows"][0]
    assert [field.name for field in row.line_fields] == ["repetitions", "hold_seconds"]
    assert [field.name for field in row.more_fields] == [
        "sets", "duration_minutes", "times_per_day", "relax_seconds", "rest_seconds", "intensity_percent",
    ]  # fmt: skip


def test_an_explicit_method_is_asked_for_by_the_address(opened, assessed):
    answer = opened(assessed, "?method=norbekov")
    keys = [row.exercise.key for row in answer.context["rows"]]
    assert keys[:4] == [f"norbekov-warmup-{part}" for part in ("ear-massage", "hands", "elbows", "shoulders")]
    assert "Norbekov: traditional method, no proof of cure." in answer.text
    assert form_of(answer)["method"] == ["norbekov"]


def test_a_method_nobody_knows_is_the_suggestion(opened, assessed):
    assert titles_of(opened(assessed, "?method=magic")) == titles_of(opened(assessed))


def test_an_open_draft_is_shown_instead_of_the_suggestion(opened, assessed, clinician):
    exercise = factories.make_exercise(key="chin-nod", title="Chin nod")
    draft = make_draft(assessed, exercise, by=clinician)
    answer = opened(assessed)
    assert titles_of(answer) == ["Chin nod"]
    assert form_of(answer)["plan"] == [str(draft.pk)]
    assert "<h1>Plan 1, draft</h1>" in answer.text


def test_the_newest_of_several_drafts_is_shown_unless_another_is_named(opened, assessed, clinician):
    first = make_draft(assessed, factories.make_exercise(title="First"), by=clinician)
    make_draft(assessed, factories.make_exercise(title="Second"), by=clinician)
    assert titles_of(opened(assessed)) == ["Second"]
    assert titles_of(opened(assessed, f"?draft={first.pk}")) == ["First"]


def test_the_plan_it_would_take_the_place_of_is_named(opened, assessed, clinician):
    assert opened(assessed).context["desk"].current is None
    plan = factories.make_plan(assessed, by=clinician)
    answer = opened(assessed)
    assert answer.context["desk"].current == plan
    assert "Issuing it takes the place of plan 1." in answer.text


def test_the_session_is_counted_in_exercises_and_minutes(opened, assessed, clinician):
    five = factories.make_exercise(dose=factories.Dose(duration_minutes=5))
    ten = factories.make_exercise(dose=factories.Dose(sets=2, duration_minutes=5))
    make_draft(assessed, five, ten, by=clinician)
    totals = opened(assessed).context["totals"]
    assert (totals.exercises, totals.minutes, totals.how_often) == (2, 15, "once a day")


def test_each_finding_stands_under_its_row_and_plan_wide_ones_on_top(opened, patient, assessed, clinician):
    patient.conditions = None
    patient.save()
    other_stage = factories.make_exercise(title="For later", stages=["maintenance"])
    make_draft(assessed, factories.make_exercise(title="Plain"), other_stage, by=clinician)
    context = opened(assessed).context
    assert [shown.finding.rule for shown in context["plan_findings"]] == ["C-42c"]
    assert [[shown.finding.rule for shown in row.findings] for row in context["rows"]] == [[], ["S-04"]]


def test_a_rule_asks_for_its_reason_once_at_its_first_finding(opened, assessed, clinician):
    later = [factories.make_exercise(stages=["maintenance"]) for _number in range(2)]
    make_draft(assessed, *later, by=clinician)
    answer = opened(assessed)
    assert [[shown.box for shown in row.findings] for row in answer.context["rows"]] == [[True], [False]]
    assert [name for name in form_of(answer) if name.startswith("reason-")] == ["reason-S-04"]
    assert answer.text.count('href="#id_reason-S-04"') == 1
    assert answer.context["totals"].warn == 1


def test_a_hard_finding_says_what_clears_it_and_shows_the_way_out(opened, patient, clinician):
    episode = factories.make_episode(patient, region="cervical")
    factories.make_assessment(episode, by=clinician, stage="acute", screened=False)
    hard = factories.make_exercise(title="Too much", difficulty=3, method="classical")
    make_draft(episode, hard, by=clinician)
    answer = opened(episode)
    [plan_wide], [row] = answer.context["plan_findings"], answer.context["rows"]
    assert (plan_wide.finding.rule, plan_wide.ways_out) == ("C-42", ["assess"])
    assert [(shown.finding.rule, shown.ways_out) for shown in row.findings] == [("C-50", ["remove"])]
    assert "What clears it: An easier exercise, or a later stage." in answer.text
    assert buttons_of(answer).count("remove:1") == 2


def test_what_the_suggestion_left_out_stands_below_with_what_would_open_it(opened, patient, clinician):
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician)
    answer = opened(episode)
    [group] = answer.context["left_out"]
    assert [shown.finding.rule for shown in group.findings] == ["S-15"]
    assert group.closed
    assert len(group.exercises) == 4
    assert group.findings[0].ways_out == ["session"]
    assert "supervised" in buttons_of(answer)


def test_the_supervised_session_is_only_offered_on_the_day_of_the_assessment(opened, patient, clinician):
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=datetime.now(UTC) - timedelta(days=2))
    answer = opened(episode)
    assert "supervised" not in buttons_of(answer)
    assert answer.context["left_out"][0].findings[0].ways_out == ["assess"]


def test_what_only_needs_a_reason_can_be_added_anyway(opened, patient, clinician):
    patient.conditions = ["osteoporosis"]
    patient.save()
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, pain_now=4)
    answer = opened(episode)
    open_groups = [group for group in answer.context["left_out"] if not group.closed]
    assert [exercise.key for group in open_groups for exercise in group.exercises] == [
        "cat-camel",
        "lower-trunk-rotation",
    ]
    assert {"add:cat-camel", "add:lower-trunk-rotation"} < set(buttons_of(answer))
    closed = [exercise.key for group in answer.context["left_out"] if group.closed for exercise in group.exercises]
    assert [key for key in closed if f"add:{key}" in buttons_of(answer)] == []


def test_who_may_open_the_builder(opened, browser_of, assessed, colleague, admin, stranger, patient_user):
    path = f"/episodes/{assessed.pk}/prescribe/"
    assert opened(assessed).status_code == 200
    assert browser_of(colleague).get(path).status_code == 200
    assert browser_of(admin).get(path).status_code == 403
    assert browser_of(patient_user).get(path).status_code == 403
    assert browser_of(stranger).get(path).status_code == 404


def test_an_admin_who_is_a_clinician_elsewhere_is_refused_too(browser_of, assessed, clinic, other_clinic):
    both = factories.make_admin(clinic)
    factories.Membership.objects.create(user=both, clinic=other_clinic, role="clinician")
    assert browser_of(both).get(f"/episodes/{assessed.pk}/prescribe/").status_code == 403


@pytest.mark.parametrize("count", [1, 8])
def test_the_queries_do_not_grow_with_the_rows(opened, assessed, clinician, django_assert_num_queries, count):
    make_draft(assessed, *[factories.make_exercise(stages=["maintenance"]) for _number in range(count)], by=clinician)
    opened(assessed)
    with django_assert_num_queries(QUERIES_OF_A_DRAFT):
        answer = opened(assessed)
    assert len(answer.context["rows"]) == count
