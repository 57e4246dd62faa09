"""Which picture an exercise has where it is used, and what it says to those who do not see it."""

import re

import pytest
from django.db import IntegrityError, transaction

from exercises.figures import figure_alt, figure_url
from exercises.templatetags import exercise_words
from tests.factories import make_exercise, make_plan

IMAGES = re.compile(r'<img class="pl-figure" src="([^"]+)" alt="([^"]*)"')


def pictures(answer):
    return IMAGES.findall(answer.text)


def still(key):
    return figure_url(key), figure_alt(key)


def moving(key):
    return figure_url(key, moving=True), figure_alt(key)


@pytest.fixture
def own(clinic):
    """`own(key, …)`: an exercise of the clinic, lying on the back."""
    return lambda key, **fields: make_exercise(key=key, clinic=clinic, position="supine", **fields)


@pytest.fixture
def given(episode, clinician):
    """`given(exercise)`: it is all the patient has to do."""
    return lambda exercise: make_plan(episode, by=clinician, exercises=[exercise])


def test_an_exercise_page_shows_it_still_and_on_request_moving(browser_of, clinician, library):
    page = browser_of(clinician).get("/exercises/cat-camel/")
    assert pictures(page) == [still("cat-camel"), moving("cat-camel")]
    assert "<summary>Show the movement</summary>" in page.text


def test_what_does_not_move_offers_no_movement(browser_of, clinician, library):
    page = browser_of(clinician).get("/exercises/prone-lying/")
    assert pictures(page) == [still("prone-lying")]
    assert "Show the movement" not in page.text


def test_a_clinics_own_exercise_shows_its_position_at_rest(browser_of, clinician, own):
    own("our-own-stretch")
    assert pictures(browser_of(clinician).get("/exercises/our-own-stretch/")) == [still("position-supine")]


def test_a_clinics_own_exercise_may_start_from_a_picture_of_the_library(browser_of, clinician, own):
    own("our-own-bridge", figure="glute-bridge")
    page = browser_of(clinician).get("/exercises/our-own-bridge/")
    assert pictures(page) == [still("glute-bridge"), moving("glute-bridge")]


def test_a_picture_that_is_no_more_leaves_that_of_the_position(browser_of, clinician, own):
    own("our-own-bridge", figure="somersault")
    assert pictures(browser_of(clinician).get("/exercises/our-own-bridge/")) == [still("position-supine")]


def test_the_database_refuses_a_borrowed_picture_in_the_library(db):
    with pytest.raises(IntegrityError, match="only_a_clinics_exercise_borrows_a_figure"), transaction.atomic():
        make_exercise(key="of-the-library", figure="glute-bridge")
    make_exercise(key="of-the-library")


@pytest.mark.parametrize("borrowed", ["", "glute-bridge"])
def test_patient_and_clinician_see_the_same_picture_of_an_own_exercise(
    browser_of, patient_user, clinician, own, given, borrowed
):
    plan = given(own("our-own-bridge", figure=borrowed))
    shown = still(borrowed or "position-supine")
    assert pictures(browser_of(patient_user).get("/today/")) == [shown, *([moving(borrowed)] if borrowed else [])]
    assert pictures(browser_of(clinician).get(f"/plans/{plan.pk}/")) == [shown]


def test_a_plan_keeps_the_picture_it_was_given_with(browser_of, patient_user, own, given):
    exercise = own("our-own-bridge", figure="glute-bridge")
    given(exercise)
    exercise.figure = ""
    exercise.save()
    assert pictures(browser_of(patient_user).get("/today/"))[0] == still("glute-bridge")


def test_a_sheet_from_before_own_exercises_had_pictures_is_still_shown():
    line = {"exercise": "our-own-stretch", "body_position": "supine"}
    assert (exercise_words.figure_url(line), exercise_words.figure_alt(line)) == still("position-supine")


def test_the_api_names_what_is_drawn_and_nothing_else(api, clinician, own, given):
    own("our-own-stretch")
    plan = given(own("our-own-bridge", figure="glute-bridge"))
    call = api(clinician)
    assert call.get("/api/v1/exercises/our-own-stretch/").json()["figure_url"] is None
    assert call.get("/api/v1/exercises/our-own-bridge/").json()["figure_url"] == figure_url("glute-bridge")
    assert call.get(f"/api/v1/plans/{plan.pk}/").json()["items"][0]["figure_url"] == figure_url("glute-bridge")


def test_no_picture_is_without_words(browser_of, clinician, library):
    page = browser_of(clinician).get("/exercises/?region=lumbar")
    assert len(pictures(page)) > 10
    assert [url for url, alt in pictures(page) if not alt.endswith(".")] == []
