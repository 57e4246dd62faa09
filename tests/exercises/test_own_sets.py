"""/sets/, /sets/<key>/, /sets/<key>/retire/"""

import re

import pytest

from exercises.dosage import Dose
from exercises.models import ExerciseSet
from exercises.own import Place, add_set
from tests import factories

URL = "/sets/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def kept(clinic, clinician):
    """A shared set of two exercises; the second one at more times than its own."""
    first, second = (factories.make_exercise(title=title) for title in ("Chin tuck", "Slow turn"))
    places = [Place(first, first.dose), Place(second, Dose(sets=1, repetitions=9))]
    return make_set(clinic, clinician, places=places)


def make_set(clinic, by, *, title="Morning neck", places=None, shared=True):
    if places is None:
        exercise = factories.make_exercise()
        places = [Place(exercise, exercise.dose)]
    facts = {"region": "cervical", "stages": ["recovery"], "language": "en"}
    return add_set(by=by, clinic=clinic, title=title, places=places, shared=shared, **facts)


def address(kept):
    return f"/sets/{kept.key}/"


def answers(**more):
    places = {f"row-{number}-{name}": value for number in (0, 1) for name, value in DOSES[number].items()}
    return {"title": "Morning neck", "stages": ["recovery"], "shared": "on", "row": ["0", "1"]} | places | more


DOSES = ({"repetitions": "5", "sets": "1", "times_per_day": "1"}, {"repetitions": "9", "times_per_day": "2"})


def lines(kept):
    return [(item.exercise.title, item.dose) for item in kept.items.all()]


# --- the list


def test_own_sets_stand_before_the_librarys(browser_of, clinician, kept):
    page = text_of(browser_of(clinician).get(URL))
    assert page.index("Morning neck Neck · shared with the clinic") < page.index("The library")
    assert "Chin tuck, Slow turn" in page


def test_a_personal_set_is_seen_by_its_owner_alone(browser_of, clinician, colleague, clinic):
    kept = make_set(clinic, clinician, title="My own way", shared=False)
    assert "My own way Neck · only you see it" in text_of(browser_of(clinician).get(URL))
    assert "My own way" not in text_of(browser_of(colleague).get(URL))
    assert browser_of(colleague).get(address(kept)).status_code == 404
    assert ExerciseSet.objects.visible_to(colleague).filter(key=kept.key).count() == 0


def test_an_empty_clinic_is_told_how_sets_come(browser_of, clinician):
    assert "No sets of your own yet." in text_of(browser_of(clinician).get(URL))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_grow_with_the_sets(browser_of, clinician, clinic, rows, django_assert_num_queries):
    for _each in range(rows):
        make_set(clinic, clinician)
    browser = browser_of(clinician)
    with django_assert_num_queries(5):
        assert len(browser.get(URL).context["own"]) == rows


# --- a set keeps how it differs


def test_only_the_difference_of_the_dose_is_kept(kept):
    assert lines(kept) == [("Chin tuck", {}), ("Slow turn", {"repetitions": 9})]
    assert (kept.method, kept.owner) == ("evidence-based", None)


# --- editing


def test_title_stages_and_doses_are_changed(browser_of, clinician, kept):
    answer = browser_of(clinician).post(address(kept), answers(title="Evening neck", stages=["acute", "recovery"]))
    assert answer["Location"] == URL
    kept.refresh_from_db()
    assert (kept.title, kept.stages) == ("Evening neck", ["acute", "recovery"])
    assert lines(kept) == [("Chin tuck", {}), ("Slow turn", {"repetitions": 9, "sets": None, "times_per_day": 2})]


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ("down:0", ["Slow turn", "Chin tuck"]),
        ("up:1", ["Slow turn", "Chin tuck"]),
        ("up:0", ["Chin tuck", "Slow turn"]),
        ("remove:0", ["Slow turn"]),
        ("remove:7", ["Chin tuck", "Slow turn"]),
    ],
)
def test_buttons_move_and_remove_what_is_stored_only_when_it_is_saved(browser_of, clinician, kept, button, order):
    page = browser_of(clinician).post(address(kept), answers(do=button, **{"row-1-repetitions": "77"}))
    assert [row["exercise"].title for row in page.context["rows"]] == order
    assert 'value="77"' in page.content.decode()
    assert [title for title, _dose in lines(kept)] == ["Chin tuck", "Slow turn"]


def test_rows_are_stored_in_the_order_they_were_posted(browser_of, clinician, kept):
    browser_of(clinician).post(address(kept), answers(row=["1", "0"]))
    assert [title for title, _dose in lines(kept)] == ["Slow turn", "Chin tuck"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": "Cures every back"}, "Rule S-24: promises a cure."),
        ({"title": ""}, "Write a title."),
        ({"stages": []}, "Tick at least one stage."),
        ({"row": []}, "A set has from 1 to 40 exercises."),
        ({"row": ["9", "x", "-1"]}, "A set has from 1 to 40 exercises."),
        ({"shared": ""}, "a shared set stays shared"),
        ({"row-0-repetitions": "101"}, "less than or equal to 100"),
        ({"row-0-repetitions": ""}, "Write how many times, or how many minutes."),
        ({"row-1-times_per_day": "lots"}, "Enter a whole number."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(browser_of, clinician, kept, more, words):
    answer = browser_of(clinician).post(address(kept), answers(**more))
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert lines(kept) == [("Chin tuck", {}), ("Slow turn", {"repetitions": 9})]


def test_a_set_must_not_make_an_effort_without_rest(browser_of, clinician, clinic):
    press = factories.make_exercise(movement_direction=["isometric"], dose=Dose(repetitions=5, hold_seconds=3))
    kept = make_set(clinic, clinician, places=[Place(press, press.dose)])
    row = {"row": ["0"], "row-0-repetitions": "5", "row-0-times_per_day": "1", "row-0-hold_seconds": "6"}
    answer = browser_of(clinician).post(address(kept), {"title": "Press", "stages": ["acute"], "shared": "on"} | row)
    assert answer.status_code == 400
    assert "Rule S-25" in text_of(answer)


def test_a_retired_exercise_must_leave_the_set(browser_of, clinician, kept):
    first = kept.items.first().exercise
    first.retired_at = "2026-11-01T12:00:00Z"
    first.save()
    browser = browser_of(clinician)
    assert "No longer in the catalogue: Chin tuck." in text_of(browser.post(address(kept), answers()))
    assert browser.post(address(kept), answers(row=["1"])).status_code == 302


def test_retiring_takes_it_from_the_list(browser_of, clinician, kept):
    browser = browser_of(clinician)
    assert browser.post(f"{address(kept)}retire/")["Location"] == URL
    assert "Morning neck" not in text_of(browser.get(URL)).partition("is retired.")[2]
    assert browser.get(address(kept)).status_code == 404


# --- access


def test_who_may_change_it(client, browser_of, admin, colleague, stranger, patient_user, patient, kept):
    assert client.get(URL).status_code == 302
    for user in (admin, patient_user):
        assert browser_of(user).get(URL).status_code == 403
        assert browser_of(user).post(address(kept), answers()).status_code == 403
    assert browser_of(stranger).post(address(kept), answers()).status_code == 404
    assert browser_of(stranger).post(f"{address(kept)}retire/").status_code == 404
    assert browser_of(colleague).post(address(kept), answers()).status_code == 302


def test_nobody_edits_the_librarys_sets_here(browser_of, clinician, library):
    key = ExerciseSet.objects.filter(clinic=None).first().key
    assert browser_of(clinician).get(f"/sets/{key}/").status_code == 403
    assert browser_of(clinician).get("/sets/no-such-set/").status_code == 404
