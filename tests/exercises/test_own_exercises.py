"""/exercises/new/, /exercises/<key>/edit/, /exercises/<key>/retire/"""

import re

import pytest

from exercises.models import Exercise
from tests import factories

NEW = "/exercises/new/"
ANSWERS = {
    "title": "Towel slide",
    "region": "thoracic",
    "stages": ["recovery", "maintenance"],
    "position": "sitting",
    "steps": "Sit tall.\n\nSlide the towel forward.\r\nCome back.",
    "breathing": "Breathe evenly.",
    "purpose": "Loosens the upper back.",
    "cautions": "Stop if it hurts.",
    "language": "en",
    "laterality": "midline",
    "difficulty": "2",
    "supervision": "none",
    "traits": ["overhead-arms"],
    "movement_direction": [],
    "equipment": ["chair"],
    "repetitions": "8",
    "times_per_day": "2",
    "days": "3",
    "figure": "",
}


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def own():
    return Exercise.objects.get(clinic__isnull=False)


@pytest.fixture
def towel(clinic):
    return factories.make_exercise(key="towel-slide", title="Towel slide", clinic=clinic)


# --- adding


def test_a_new_exercise_belongs_to_the_clinic_with_all_that_was_typed(browser_of, clinician, clinic):
    answer = browser_of(clinician).post(NEW, ANSWERS)
    made = own()
    assert answer["Location"] == f"/exercises/{made.key}/"
    assert re.fullmatch(r"towel-slide-[a-z0-9]{8}", made.key)
    assert (made.clinic, made.method, made.stages) == (clinic, "evidence-based", ["recovery", "maintenance"])
    assert made.steps == ["Sit tall.", "Slide the towel forward.", "Come back."]
    assert (made.traits, made.equipment, made.cautions) == (["overhead-arms"], ["chair"], ["Stop if it hurts."])
    assert (made.repetitions, made.times_per_day, made.weekdays) == (8, 2, [1, 3, 5])
    assert made.dose_source["repetitions"] == "clinician"


def test_its_traits_say_who_must_not_do_it(browser_of, clinician):
    browser_of(clinician).post(NEW, ANSWERS)
    assert [row["condition"] for row in own().contraindications()] == ["shoulder-disorder"]


def test_it_is_offered_to_the_clinic_and_to_no_other(browser_of, clinician, colleague, stranger):
    browser_of(clinician).post(NEW, ANSWERS)
    assert "Towel slide" in text_of(browser_of(colleague).get("/exercises/", {"q": "towel slide"}))
    assert "Towel slide" not in text_of(browser_of(stranger).get("/exercises/", {"q": "towel slide"}))


def test_it_may_borrow_a_picture_of_the_library(browser_of, clinician):
    browser_of(clinician).post(NEW, ANSWERS | {"figure": "cervical-resisted-rotation"})
    assert own().figure == "cervical-resisted-rotation"


# --- the PUBLISH rules and other wrong answers


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"breathing": "Hold your breath."}, "breathing", "Rule S-16: asks to hold the breath."),
        ({"breathing": ""}, "breathing", "Write how to breathe."),
        ({"title": "Cures the back"}, "title", "Rule S-24: promises a cure."),
        ({"cautions": "It heals.\nStop if it hurts."}, "cautions", "Rule S-24: promises a cure."),
        (
            {"region": "cervical", "steps": "Swing the head quickly."},
            "steps",
            "Rule S-09: asks for a jerking, swinging or fast movement of the neck.",
        ),
        (
            {"region": "cervical", "traits": ["ballistic"]},
            "traits",
            "Rule S-09: a neck exercise cannot be springy or fast.",
        ),
        ({"stages": []}, "stages", "Tick at least one stage."),
        ({"region": "knee"}, "region", None),
        ({"steps": " \n "}, "steps", "Write the steps."),
        ({"difficulty": "9"}, "difficulty", None),
        ({"repetitions": "0"}, "repetitions", None),
        ({"repetitions": ""}, "repetitions", "Write how many times, or how many minutes."),
        ({"figure": "mona-lisa"}, "figure", None),
        ({"traits": ["sharp"]}, "traits", None),
        ({"title": "x" * 201}, "title", None),
        ({"purpose": "a\x00b"}, "purpose", None),
    ],
)
def test_what_is_wrong_is_named_what_was_typed_stays_and_nothing_is_stored(
    browser_of, clinician, answers, field, words
):
    answer = browser_of(clinician).post(NEW, ANSWERS | {"purpose": "Typed with care."} | answers)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    if words:
        assert answer.context["form"].errors[field] == [words]
    if field != "purpose":
        assert "Typed with care." in answer.content.decode()
    assert not Exercise.objects.filter(clinic__isnull=False).exists()


def test_an_effort_held_for_long_needs_its_rest(browser_of, clinician):
    effort = {"movement_direction": ["isometric"], "hold_seconds": "6"}
    answer = browser_of(clinician).post(NEW, ANSWERS | effort)
    assert answer.status_code == 400
    assert "Rule S-25" in text_of(answer)
    assert browser_of(clinician).post(NEW, ANSWERS | effort | {"relax_seconds": "6"}).status_code == 302


# --- editing and retiring


def test_editing_shows_what_is_there_and_stores_what_was_changed(browser_of, clinician, towel):
    browser = browser_of(clinician)
    page = browser.get("/exercises/towel-slide/edit/")
    typed = page.context["form"].initial
    assert (typed["title"], typed["steps"]) == ("Towel slide", "Sit tall.\nMove slowly.\nCome back.")
    assert browser.post("/exercises/towel-slide/edit/", ANSWERS | {"title": "Towel reach"}).status_code == 302
    towel.refresh_from_db()
    assert (towel.title, towel.repetitions) == ("Towel reach", 8)


def test_retiring_takes_it_out_of_the_catalogue(browser_of, clinician, towel):
    browser = browser_of(clinician)
    assert browser.get("/exercises/towel-slide/retire/").status_code == 405
    assert browser.post("/exercises/towel-slide/retire/")["Location"] == "/exercises/towel-slide/"
    assert "Towel slide" not in text_of(browser.get("/exercises/", {"q": "towel"}))
    assert "Retired." in text_of(browser.get("/exercises/towel-slide/"))


# --- access


def test_who_may_write(client, browser_of, admin, stranger, patient_user, patient, towel):
    assert client.get(NEW).status_code == 302
    for user in (admin, patient_user):
        assert browser_of(user).get(NEW).status_code == 403
        assert browser_of(user).post("/exercises/towel-slide/edit/", ANSWERS).status_code == 403
    assert browser_of(stranger).get(NEW).status_code == 200
    assert browser_of(stranger).post("/exercises/towel-slide/edit/", ANSWERS).status_code == 404
    assert browser_of(stranger).post("/exercises/towel-slide/retire/").status_code == 404
    towel.refresh_from_db()
    assert (towel.title, towel.retired_at) == ("Towel slide", None)


def test_nobody_edits_the_library_here(browser_of, clinician):
    library = Exercise.objects.filter(clinic=None).first()
    browser = browser_of(clinician)
    for page in ("edit", "retire"):
        assert browser.post(f"/exercises/{library.key}/{page}/", ANSWERS).status_code == 403
    assert browser.get("/exercises/no-such-thing/edit/").status_code == 404
