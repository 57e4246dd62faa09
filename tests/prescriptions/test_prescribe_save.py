"""POST episodes/<id>/prescribe/: rows are added, removed, moved and changed; what is typed is never lost."""

from datetime import timedelta

import pytest

from prescriptions.models import Plan, PlanEvent
from tests import factories
from tests.prescriptions.builder import HTMX, Builder, form_of, keys_of, make_draft, titles_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NECK_SET = [
    "cervical-occiput-press-supine",
    "cervical-resisted-rotation",
    "cervical-forehead-press-supine",
    "cervical-nod-forward-back-sitting",
]
QUERIES_OF_A_SAVE = 22


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


def stored(draft):
    return Plan.objects.get(pk=draft.pk)


def test_the_first_save_makes_the_draft_of_what_was_shown(builder, clinician):
    answer = builder.send("save")
    plan = Plan.objects.get()
    assert (answer.status_code, keys_of(plan)) == (302, NECK_SET)
    assert answer.headers["Location"].partition("?")[0] == builder.path
    assert (plan.created_by, plan.status, plan.version, plan.method) == (clinician, "draft", 1, "")
    assert list(plan.events.values_list("kind", flat=True)) == ["created"]


def test_the_first_save_keeps_the_method_that_was_asked_for(builder):
    builder.send("save", query="?method=norbekov")
    assert (Plan.objects.get().method, len(keys_of(Plan.objects.get()))) == ("norbekov", 9)


def test_saving_without_a_change_leaves_the_draft_and_its_story_alone(builder, draft):
    before = stored(draft).updated_at
    assert builder.send("save").status_code == 302
    assert stored(draft).updated_at == before
    assert PlanEvent.objects.count() == 1


def test_a_changed_dose_is_kept_field_by_field(builder, draft):
    changes = {
        "row-1-repetitions": "12",
        "row-1-hold_seconds": "5",
        "row-1-sets": "2",
        "row-1-relax_seconds": "4",
        "row-1-rest_seconds": "30",
        "row-1-intensity_percent": "40",
        "row-1-times_per_day": "3",
        "row-1-per_side": "on",
        "row-1-days": "135",
        "row-1-note": "Slowly.",
    }
    assert builder.send("save", **changes).status_code == 302
    item = draft.items.get(position=1)
    assert item.dose == factories.Dose(
        sets=2, repetitions=12, hold_seconds=5, relax_seconds=4, rest_seconds=30, intensity_percent=40,
        per_side=True, times_per_day=3, weekdays=(1, 3, 5),
    )  # fmt: skip
    assert (item.note, item.exercise_id) == ("Slowly.", "alpha")
    assert item.dose_source["repetitions"] == "clinician"


def test_other_days_are_ticked_one_by_one(builder, draft):
    builder.send("save", **{"row-1-days": "other", "row-1-weekdays": ["6", "2"]})
    assert draft.items.get(position=1).weekdays == [2, 6]
    answer = builder.open()
    assert form_of(answer)["row-1-weekdays"] == ["2", "6"]
    assert answer.context["rows"][0].other_days == "Tue and Sat"


def test_dates_and_note_are_kept(builder, draft):
    begin = draft.starts_on + timedelta(days=2)
    days = {"starts_on": begin, "ends_on": begin + timedelta(days=20), "review_on": begin + timedelta(days=9)}
    builder.send("save", **{name: day.isoformat() for name, day in days.items()}, note="First line.\r\nSecond.")
    plan = stored(draft)
    assert {name: getattr(plan, name) for name in days} == days
    assert plan.note == "First line.\nSecond."
    assert builder.send("save").status_code == 302
    assert stored(draft).updated_at == plan.updated_at


@pytest.mark.parametrize("is_first", [True, False], ids=["first-save", "later-save"])
def test_the_review_date_may_be_emptied(builder, is_first, request):
    if not is_first:
        request.getfixturevalue("draft")
    builder.send("save", review_on="")
    assert Plan.objects.get().review_on is None


def test_an_exercise_is_added_at_the_end_with_its_own_dose(builder, draft):
    exercise = factories.make_exercise(key="gamma", laterality="each-side", dose=factories.Dose(repetitions=7))
    answer = builder.send("add:gamma")
    assert (answer.status_code, answer.headers["Location"][-10:]) == (302, "#row-gamma")
    item = draft.items.get(position=3)
    assert (item.exercise, item.dose, item.side) == (exercise, exercise.dose, "both")


def test_the_same_exercise_may_stand_twice(builder, draft):
    builder.send("add:alpha")
    assert keys_of(draft) == ["alpha", "beta", "alpha"]
    assert [row.anchor for row in builder.open().context["rows"]] == ["alpha", "beta", "alpha_2"]


def test_an_exercise_of_another_clinic_cannot_be_added(builder, draft, other_clinic):
    factories.make_exercise(key="theirs", clinic=other_clinic)
    answer = builder.send("add:theirs")
    assert (answer.status_code, keys_of(draft)) == (400, ["alpha", "beta"])
    assert "There is no exercise “theirs”." in answer.text


def test_a_row_is_removed(builder, draft):
    assert builder.send("remove:1").status_code == 302
    assert keys_of(draft) == ["beta"]


def test_rows_are_moved_up_and_down(builder, draft):
    assert builder.send("up:2").headers["Location"].endswith("#row-beta")
    assert keys_of(draft) == ["beta", "alpha"]
    builder.send("down:1")
    assert keys_of(draft) == ["alpha", "beta"]


def test_the_ends_of_the_list_hold(builder, draft):
    answer = builder.open()
    assert answer.text.count(" disabled") == 2
    builder.send("up:1")
    builder.send("down:2")
    assert keys_of(draft) == ["alpha", "beta"]


def test_a_button_saves_what_was_typed_elsewhere(builder, draft):
    builder.send("remove:1", **{"row-2-repetitions": "9"}, note="Kept.")
    assert (draft.items.get().repetitions, stored(draft).note) == (9, "Kept.")


def test_items_keep_their_id_when_they_move(builder, draft):
    before = dict(draft.items.values_list("exercise", "pk"))
    builder.send("up:2")
    assert dict(draft.items.values_list("exercise", "pk")) == before


def test_the_warm_up_is_put_back_in_front_of_a_norbekov_exercise(builder, draft):
    builder.send("add:norbekov-cervical-up-down")
    assert keys_of(draft)[:4] == [f"norbekov-warmup-{part}" for part in ("ear-massage", "hands", "elbows", "shoulders")]


def test_reasons_are_kept_on_save_and_when_their_box_is_gone(builder, draft):
    factories.make_exercise(key="later", stages=["maintenance"])
    builder.send("add:later")
    builder.send("save", **{"reason-S-04": "Half a rea"})
    assert stored(draft).reasons == {"S-04": "Half a rea"}
    builder.send("remove:3")
    assert stored(draft).reasons == {"S-04": "Half a rea"}
    builder.send("add:later")
    builder.send("save", **{"reason-S-04": ""})
    assert stored(draft).reasons == {}


def test_a_reason_typed_before_the_first_save_is_kept(builder, patient):
    patient.conditions = None
    patient.save()
    builder.send("save", **{"reason-C-42c": "Asked on the phone."})
    assert (Plan.objects.get().reasons, keys_of(Plan.objects.get())) == ({"C-42c": "Asked on the phone."}, NECK_SET)


def test_a_field_is_saved_quietly_and_only_words_come_back(builder, draft):
    answer = builder.send(None, headers=HTMX, **{"row-1-repetitions": "11"})
    assert (answer.status_code, draft.items.get(position=1).repetitions) == (200, 11)
    assert answer.text.count("hx-swap-oob") == 14
    assert "<html" not in answer.text
    assert stored(draft).updated_at.isoformat() in answer.text


def test_a_button_over_htmx_is_answered_with_the_page_and_the_focus(builder, draft):
    answer = builder.send("up:2", headers=HTMX)
    assert (answer.status_code, titles_of(answer)) == (200, ["Beta", "Alpha"])
    assert answer.text.count(" autofocus") == 1
    assert 'id="down-beta" aria-label="Move Beta down" autofocus' in answer.text


def test_the_draft_is_started_again_from_a_suggestion(builder, draft):
    answer = builder.send("restart", restart_method="classical")
    assert (answer.status_code, keys_of(draft), stored(draft).method) == (302, NECK_SET, "classical")


def test_the_draft_is_deleted(builder, draft, patient):
    answer = builder.send("delete")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/patients/{patient.pk}/")
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("count", [1, 8])
def test_the_queries_of_a_save_do_not_grow_with_the_rows(
    builder, assessed, clinician, django_assert_num_queries, count
):
    make_draft(assessed, *[factories.make_exercise() for _number in range(count)], by=clinician)
    typed = form_of(builder.open()) | {"do": ["save"], "note": ["Changed."]}
    with django_assert_num_queries(QUERIES_OF_A_SAVE):
        assert builder.post(typed).status_code == 302
