"""Two clinicians on one draft: the second to save sees the other's version beside the own, and loses nothing."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan, PlanEvent
from tests import factories
from tests.prescriptions.builder import HTMX, Builder, form_of, keys_of, make_draft, titles_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def assessed(episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def builder(browser_of, clinician, assessed):
    return Builder(browser_of(clinician), assessed)


@pytest.fixture
def draft(assessed, clinician):
    return make_draft(assessed, by=clinician)


def colleague_changes(draft, colleague):
    """The colleague takes Beta out and writes a note."""
    alpha = draft.items.select_related("exercise").get(position=1)
    lines = [actions.Line(alpha.exercise, alpha.dose)]
    return actions.change_draft(by=colleague, plan=draft, now=timezone.now(), lines=lines, note="Less is more.")


def test_the_second_to_save_is_told_who_changed_what_and_when(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "row-1-repetitions": ["12"]}
    changed = colleague_changes(draft, colleague)
    answer = builder.post(typed)
    assert answer.status_code == 412
    at = changed.updated_at.astimezone(ZoneInfo("Europe/London"))
    assert f"Idris Bell changed this draft at {at:%H:%M}." in answer.text
    assert (titles_of(answer), form_of(answer)["row-1-repetitions"]) == (["Alpha", "Beta"], ["12"])
    assert keys_of(draft) == ["alpha"]


def test_both_versions_stand_side_by_side(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "row-1-repetitions": ["12"]}
    colleague_changes(draft, colleague)
    answer = builder.post(typed)
    assert answer.context["conflict"].lines == [
        ("Alpha", "12 times, once a day, every day", "5 times, once a day, every day"),
        ("Beta", "5 times, once a day, every day", ""),
        ("Note for the patient", "", "Less is more."),
    ]
    assert answer.context["conflict"].whose == "Idris Bell's"


def test_keep_mine_saves_over_the_version_that_was_seen(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "row-1-repetitions": ["12"]}
    colleague_changes(draft, colleague)
    again = form_of(builder.post(typed))
    assert builder.post(again | {"do": ["save"]}).status_code == 412
    assert builder.post(again | {"do": ["keep"]}).status_code == 302
    assert (keys_of(draft), draft.items.first().repetitions) == (["alpha", "beta"], 12)


def test_keep_mine_does_not_pass_a_third_change(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "row-1-repetitions": ["12"]}
    colleague_changes(draft, colleague)
    again = form_of(builder.post(typed))
    actions.change_draft(by=colleague, plan=draft, now=timezone.now(), note="Once more.")
    assert builder.post(again | {"do": ["keep"]}).status_code == 412
    assert Plan.objects.get().note == "Once more."


def test_take_theirs_opens_the_page_as_they_left_it(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "row-1-repetitions": ["12"]}
    colleague_changes(draft, colleague)
    answer = builder.post(typed)
    assert f'href="{builder.path}">Take theirs</a>' in answer.text
    assert titles_of(builder.open()) == ["Alpha"]


def test_the_same_words_from_both_are_no_conflict(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "note": ["Less is more."], "row": ["1"]}
    colleague_changes(draft, colleague)
    assert builder.post(typed).status_code == 302
    assert PlanEvent.objects.filter(kind="changed").count() == 1


def test_a_button_pressed_twice_acts_once(builder, draft):
    factories.make_exercise(key="gamma")
    typed = form_of(builder.open()) | {"do": ["add:gamma"]}
    assert [builder.post(typed).status_code for _press in range(2)] == [302, 302]
    assert keys_of(draft) == ["alpha", "beta", "gamma"]


def test_the_first_save_pressed_twice_makes_one_draft(builder):
    typed = form_of(builder.open()) | {"do": ["save"]}
    assert [builder.post(typed).status_code for _press in range(2)] == [302, 302]
    assert Plan.objects.count() == 1


def test_two_first_drafts_meet_as_a_conflict_too(builder, assessed, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "note": ["Mine."]}
    theirs = make_draft(assessed, by=colleague)
    answer = builder.post(typed)
    assert (answer.status_code, answer.context["conflict"].event.by) == (412, colleague)
    assert Plan.objects.count() == 1
    assert builder.post(form_of(answer) | {"do": ["keep"]}).status_code == 302
    theirs.refresh_from_db()
    assert (Plan.objects.count(), theirs.note) == (1, "Mine.")


def test_ones_own_other_window_is_named_as_such(builder, draft, clinician):
    typed = form_of(builder.open()) | {"do": ["save"], "note": ["Mine."]}
    actions.change_draft(by=clinician, plan=draft, now=timezone.now(), note="From the other window.")
    answer = builder.post(typed)
    assert (answer.status_code, "in another window." in answer.text) == (412, True)
    assert answer.context["conflict"].whose == "The other window's"


def test_a_draft_issued_meanwhile_is_not_written_to(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["save"], "note": ["Mine."]}
    actions.issue_plan(by=colleague, plan=draft, now=timezone.now())
    answer = builder.post(typed)
    assert (answer.status_code, "Idris Bell issued this draft at" in answer.text) == (412, True)
    assert f'href="/plans/{draft.pk}/">Take theirs</a>' in answer.text
    assert (titles_of(answer), form_of(answer)["note"]) == (["Alpha", "Beta"], ["Mine."])
    assert builder.post(form_of(answer) | {"do": ["keep"]}).status_code == 302
    assert list(Plan.objects.order_by("version").values_list("status", "note")) == [("issued", ""), ("draft", "Mine.")]


def test_a_draft_deleted_meanwhile_keeps_what_was_typed(builder, draft, colleague):
    typed = form_of(builder.open()) | {"do": ["issue"], "note": ["Mine."]}
    actions.delete_draft(by=colleague, plan=draft)
    answer = builder.post(typed)
    assert (answer.status_code, "This draft was deleted meanwhile." in answer.text) == (412, True)
    assert form_of(answer)["note"] == ["Mine."]
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("do", ["restart", "delete"])
def test_nothing_is_thrown_away_that_was_not_seen(builder, draft, colleague, do):
    typed = form_of(builder.open()) | {"do": [do]}
    colleague_changes(draft, colleague)
    assert builder.post(typed).status_code == 412
    assert keys_of(draft) == ["alpha"]


def test_a_quiet_save_that_meets_a_conflict_brings_the_whole_page(builder, draft, colleague):
    typed = form_of(builder.open()) | {"note": ["Mine."]}
    colleague_changes(draft, colleague)
    answer = builder.post(typed, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (412, "outerHTML")
    assert 'id="h-conflict"' in answer.text


def test_a_form_that_lies_about_what_it_saw_is_a_conflict(builder, draft):
    typed = form_of(builder.open()) | {"do": ["save"], "note": ["Mine."], "seen": ["yesterday"]}
    assert builder.post(typed).status_code == 412
    assert builder.post(typed | {"plan": ["nonsense"]}).status_code == 412
