"""GET plans/<id>/: the plan as the patient was given it, what the rules said, and what happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from exercises.models import Exercise
from prescriptions import actions
from prescriptions.actions import Reason
from prescriptions.models import PlanItem
from tests import factories
from tests.prescriptions.builder import make_draft

pytestmark = pytest.mark.django_db
QUERIES_OF_A_PLAN = 9


@pytest.fixture
def opened(browser_of, clinician):
    """`opened(plan)`: the page as the clinician opens it."""
    browser = browser_of(clinician)
    return lambda plan: browser.get(f"/plans/{plan.pk}/")


@pytest.fixture
def issued(episode, clinician):
    exercise = factories.make_exercise(
        title="Chin nod",
        laterality="each-side",
        dose=Dose(sets=1, repetitions=6, hold_seconds=5, per_side=True, times_per_day=2, weekdays=(1, 3, 5)),
        steps=["Lie down.", "Nod slowly."],
        cautions=["Stop if it hurts."],
    )
    return factories.make_plan(episode, by=clinician, exercises=[exercise], notes=["Before breakfast."])


def test_the_sheet_is_shown_as_the_patient_sees_it(opened, issued):
    text = " ".join(opened(issued).text.split())
    assert "<h1>Plan 1</h1>" in text
    assert "6 times each side <span>· hold 5 seconds</span>" in text
    assert "twice a day, on Monday, Wednesday and Friday" in text
    for words in ("Chin nod</a>", "<li>Nod slowly.</li>", "Stop if it hurts.", "Breathe evenly.", "Before breakfast."):
        assert text.count(words) == 1


def test_later_edits_of_the_catalogue_do_not_reach_it(opened, issued):
    Exercise.objects.filter(title="Chin nod").update(title="Renamed", steps=["Otherwise."])
    text = opened(issued).text
    assert (text.count("Chin nod</a>"), text.count("Renamed"), text.count("Otherwise.")) == (1, 0, 0)


def test_status_dates_and_who_issued_it_stand_at_a_glance(opened, issued):
    answer = opened(issued)
    assert answer.context["status"].label == "Issued"
    assert f"{issued.starts_on:%-d %B %Y} to {issued.ends_on:%-d %B %Y}" in answer.text
    assert ", Anna Marlow</dd>" in answer.text


def test_findings_stand_with_the_reason_that_passed_them(opened, episode, clinician, patient):
    factories.make_assessment(episode, by=clinician)
    draft = make_draft(episode, factories.make_exercise(title="For later", stages=["maintenance"]), by=clinician)
    reasons = [Reason("S-04", "She did it before, without trouble.")]
    plan = actions.issue_plan(by=clinician, plan=draft, now=timezone.now(), reasons=reasons)
    answer = opened(plan)
    [line] = answer.context["given"]
    assert [(said.finding["rule"], said.first_words) for said in line.findings] == [("S-04", "Passed with a reason.")]
    assert "She did it before, without trouble." in answer.text
    assert answer.text.count("Rule S-04") == 2


def test_a_paused_exercise_says_since_when_and_why_and_can_be_resumed(opened, issued):
    item = issued.items.get()
    PlanItem.objects.filter(pk=item.pk).update(
        paused_at=datetime(2026, 11, 20, 9, tzinfo=UTC), paused_because="It hurt more."
    )
    text = opened(issued).text
    assert ("Since 20 November 2026." in text, "It hurt more." in text) == (True, True)
    assert f'action="/plans/{issued.pk}/items/{item.pk}/resume/"' in text


def test_a_plan_on_hold_says_why_and_offers_to_resume(opened, issued, clinician):
    assert opened(issued).context["may"] == ["hold", "stop", "revise"]
    actions.hold_plan(by=clinician, plan=issued, reason="Wait for the scan.", now=timezone.now())
    answer = opened(issued)
    assert answer.context["may"] == ["resume", "stop", "revise"]
    assert answer.text.count("Wait for the scan.") == 2


def test_a_plan_past_its_last_day_reads_as_ended(opened, issued):
    type(issued).objects.filter(pk=issued.pk).update(
        starts_on=issued.starts_on - timedelta(days=60), ends_on=issued.starts_on - timedelta(days=1)
    )
    answer = opened(issued)
    assert (answer.context["status"].label, answer.context["may"]) == ("Ended", ["revise"])


def test_a_superseded_plan_points_to_the_one_that_took_its_place(opened, issued, episode, clinician):
    newer = factories.make_plan(episode, by=clinician)
    answer = opened(issued)
    assert (answer.context["status"].label, answer.context["may"]) == ("Superseded", [])
    assert f'<a href="/plans/{newer.pk}/">Plan 2 took its place.</a>' in answer.text


def test_the_plan_of_a_closed_episode_cannot_be_revised(opened, issued, episode, clinician):
    actions.change_episode(
        by=clinician, episode=episode, changes={"closed_on": timezone.now().date()}, now=timezone.now()
    )
    assert opened(issued).context["may"] == []


def test_a_draft_has_no_sheet_and_leads_to_the_builder(opened, episode, clinician):
    factories.make_assessment(episode, by=clinician)
    draft = make_draft(episode, by=clinician)
    answer = opened(draft)
    assert f'href="/episodes/{episode.pk}/prescribe/?draft={draft.pk}">Open in the builder</a>' in answer.text
    assert (answer.context["given"], answer.context["may"]) == ([], [])


def test_what_happened_is_told_newest_first_and_repeated_changes_once(opened, episode, clinician, colleague):
    factories.make_assessment(episode, by=clinician)
    draft = make_draft(episode, by=clinician)
    for by, note in ((clinician, "One."), (clinician, "Two."), (colleague, "Three.")):
        actions.change_draft(by=by, plan=draft, now=timezone.now(), note=note)
    plan = actions.issue_plan(by=clinician, plan=draft, now=timezone.now())
    actions.hold_plan(by=colleague, plan=plan, reason="Wait.", now=timezone.now())
    told = [(event.kind, event.by.name, event.why) for event, _title in opened(plan).context["events"]]
    assert told == [
        ("held", "Idris Bell", "Wait."),
        ("issued", "Anna Marlow", ""),
        ("changed", "Idris Bell", ""),
        ("changed", "Anna Marlow", ""),
        ("created", "Anna Marlow", ""),
    ]


def test_an_event_about_an_exercise_names_it(opened, issued, patient, clinician):
    item = issued.items.get()
    PlanItem.objects.filter(pk=item.pk).update(paused_at=timezone.now(), paused_because="It hurt more.")
    actions.resume_item(by=clinician, plan=issued, item=item, note="Calm again.", now=timezone.now())
    event, title = opened(issued).context["events"][0]
    assert (event.kind, title, event.why) == ("item_resumed", "Chin nod", "Calm again.")


def test_who_may_open_a_plan(opened, browser_of, issued, colleague, admin, stranger, patient_user):
    path = f"/plans/{issued.pk}/"
    assert opened(issued).status_code == 200
    assert browser_of(colleague).get(path).status_code == 200
    assert browser_of(admin).get(path).status_code == 403
    assert browser_of(patient_user).get(path).status_code == 403
    assert browser_of(stranger).get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_the_queries_do_not_grow_with_the_exercises(opened, patient, clinician, django_assert_num_queries, count):
    episode = factories.make_episode(patient)
    plan = factories.make_plan(episode, by=clinician, exercises=[factories.make_exercise() for _number in range(count)])
    with django_assert_num_queries(QUERIES_OF_A_PLAN):
        assert len(opened(plan).context["given"]) == count
