"""What is typed wrongly in the builder: named beside its field, kept as typed, never stored, never a broken page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.models import Exercise
from prescriptions import actions
from prescriptions.models import Plan
from tests import factories
from tests.prescriptions.builder import HTMX, Builder, form_of, keys_of, make_draft, titles_of

pytestmark = pytest.mark.django_db


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


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def stored(draft):
    return Plan.objects.get(pk=draft.pk)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("row-1-repetitions", "900", "Times: Write a number from 1 to 100."),
        ("row-1-hold_seconds", "five", "Hold: Write a number from 0 to 300."),
        ("row-1-sets", "0", "Sets: Write a number from 1 to 10."),
        ("row-1-times_per_day", "", "Times a day: Write a number from 1 to 12."),
        ("row-1-repetitions", "", "Times: Write how many times, or how many minutes."),
        ("row-1-duration_minutes", "121", "Minutes: Write a number from 1 to 120."),
    ],
)
def test_a_wrong_dose_is_named_beside_its_field_and_stays_typed(builder, draft, field, typed, message):
    answer = builder.send("save", **{field: typed, "row-2-repetitions": "8"})
    assert answer.status_code == 400
    shown = form_of(answer)
    assert (shown[field], shown["row-2-repetitions"]) == ([typed], ["8"])
    assert f"<span>{message}</span>" in answer.text
    assert f'<a href="#id_{field}">Alpha, ' in answer.text
    assert draft.items.get(position=1).dose == factories.Dose(sets=1, repetitions=5)


def test_other_days_without_a_day_are_named(builder, draft):
    answer = builder.send("save", **{"row-1-days": "other"})
    assert (answer.status_code, "Other days: Tick at least one day." in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("field", "days", "message"),
    [
        ("ends_on", -1, "That day has passed. Choose today or a later day."),
        ("starts_on", 400, "Choose a day within a year of today."),
        ("review_on", 60, "That is after the plan ends. Choose a day up to "),
        ("review_on", -1, "That is before the plan starts. Choose "),
        ("ends_on", 500, "That is more than a year after the start. Choose a day up to "),
    ],
)
def test_a_wrong_day_is_named_beside_its_field(builder, draft, field, days, message):
    day = (draft.starts_on + timedelta(days=days)).isoformat()
    answer = builder.send("save", **{field: day})
    assert (answer.status_code, form_of(answer)[field]) == (400, [day])
    assert message in answer.text
    assert getattr(stored(draft), field) == getattr(draft, field)


def test_what_is_no_day_at_all_stays_typed(builder, draft):
    answer = builder.send("save", starts_on="soon")
    assert (answer.status_code, form_of(answer)["starts_on"]) == (400, ["soon"])


def test_a_wrong_row_can_be_removed(builder, draft):
    assert builder.send("remove:1", **{"row-1-repetitions": "900"}).status_code == 302
    assert keys_of(draft) == ["beta"]


def test_a_row_is_added_to_the_page_even_while_another_is_wrong(builder, draft):
    factories.make_exercise(key="gamma", title="Gamma")
    answer = builder.send("add:gamma", **{"row-1-repetitions": "900"})
    assert (answer.status_code, titles_of(answer)) == (400, ["Alpha", "Beta", "Gamma"])
    assert keys_of(draft) == ["alpha", "beta"]


def test_what_no_form_would_send_is_refused_and_never_breaks_the_page(builder, draft):
    for typed in (
        {"row": [str(number) for number in range(1, 120)]},
        {"row": ["1", "x", "99999"], "row-1-exercise": ["no\x00thing"]},
        {"row-1-exercise": ["nothing"]},
        {"row-1-side": ["up"]},
        {"row-1-note": ["a\x00b"]},
        {"reason-S-04": ["a\x00b"]},
        {"reason-S-04": ["x" * 2001]},
        {"do": ["add:\x00"]},
        {"do": ["up:²"], "starts_on": ["\x00"]},
        {"panel": ["q=%00&region=moon&show=9999999"], "starts_on": ["0000-00-00"]},
    ):
        answer = builder.post(form_of(builder.open()) | {"do": ["save"]} | typed)
        assert answer.status_code == 400
    assert keys_of(draft) == ["alpha", "beta"]


def test_a_quiet_save_says_what_is_wrong_and_touches_no_field(builder, draft):
    answer = builder.send(None, headers=HTMX, **{"row-1-repetitions": "900"})
    assert (answer.status_code, "Times: Write a number from 1 to 100." in answer.text) == (400, True)
    assert 'name="row' not in answer.text
    assert 'name="row' in builder.open().text


@pytest.mark.parametrize("headers", [None, HTMX])
def test_an_episode_closed_while_the_builder_is_open_shows_what_was_typed(builder, draft, clinician, headers):
    typed = form_of(builder.open()) | {"do": ["issue"], "note": ["Walk to the shop."], "row-1-repetitions": ["73"]}
    today = timezone.now().date()
    actions.change_episode(by=clinician, episode=draft.episode, changes={"closed_on": today}, now=timezone.now())
    answer = builder.post(typed, headers=headers)
    page = text_of(answer)
    assert (answer.status_code, Plan.objects.get().status) == (409, "draft")
    assert "This episode of care is closed. Open a new episode to prescribe again." in page
    assert "Alpha · Times 73" in page
    assert "Walk to the shop." in page
    assert "What you had typed" not in text_of(builder.open())


def test_an_exercise_retired_meanwhile_is_named_and_all_else_stays(builder, draft):
    typed = form_of(builder.open()) | {"do": ["issue"], "note": ["Walk to the shop."]}
    Exercise.objects.filter(key="alpha").update(retired_at=timezone.now())
    answer = builder.post(typed)
    assert answer.status_code == 409
    assert "No longer in the catalogue: Alpha." in text_of(answer)
    draft.refresh_from_db()
    assert (draft.status, draft.note, keys_of(draft)[0]) == ("draft", "Walk to the shop.", "alpha")
    assert builder.send("remove:1").status_code == 302
    assert builder.send("issue").status_code == 302
    draft.refresh_from_db()
    assert (draft.status, "alpha" in keys_of(draft)) == ("issued", False)
