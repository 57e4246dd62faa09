"""Catalogue: what the tests of tests/exercises do not name."""

import pytest

from exercises.dosage import BOUNDS
from exercises.models import Exercise
from prescriptions.api import shapes
from tests import factories

URL = "/api/v1/exercises/"
OF_THE_CONTRACT = {
    "sets": (1, 10),
    "repetitions": (1, 100),
    "hold_seconds": (0, 300),
    "relax_seconds": (0, 300),
    "rest_seconds": (0, 600),
    "duration_minutes": (1, 120),
    "intensity_percent": (1, 100),
    "times_per_day": (1, 12),
}
NEW = "/api/v1/plans/"


@pytest.fixture
def prescribe(api, world):
    """`prescribe(dose)` posts a plan of one plain exercise with that dose."""
    exercise = factories.make_exercise()

    def posted(dose):
        items = [{"exercise": exercise.key, "dose": dose}]
        return api(world.clinician).post(NEW, {"episode": str(world.episode.pk), "items": items})

    return posted


def test_the_bounds_of_a_dose_are_those_of_the_contract():
    assert BOUNDS == OF_THE_CONTRACT


@pytest.mark.parametrize("name", OF_THE_CONTRACT)
def test_a_dose_is_taken_within_its_bounds_and_refused_beyond(prescribe, name):
    low, high = OF_THE_CONTRACT[name]
    for number in (low, high):
        taken = prescribe({name: number})
        assert (taken.status_code, taken.json()["items"][0]["dose"][name]) == (201, number)
    for number in (low - 1, high + 1):
        refused = prescribe({name: number})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [f"items.0.dose.{name}"])


@pytest.mark.parametrize("days", [[0], [8], [1.5], ["1"], [True], [None], [[1]], "135", None])
def test_weekdays_are_numbers_from_1_to_7(prescribe, days):
    refused = prescribe({"weekdays": days})
    assert refused.status_code == 400
    assert {".".join(name.split(".")[:4]) for name in refused.json()["errors"]} == {"items.0.dose.weekdays"}


def test_weekdays_are_given_in_order_and_each_once(prescribe):
    assert prescribe({"weekdays": [5, 1, 3, 1]}).json()["items"][0]["dose"]["weekdays"] == [1, 3, 5]


def test_a_duration_takes_the_place_of_repetitions(prescribe):
    dose = prescribe({"repetitions": None, "duration_minutes": 5}).json()["items"][0]["dose"]
    assert (dose["repetitions"], dose["duration_minutes"]) == (None, 5)


def test_days_a_week_of_the_catalogue_become_weekdays(api, world):
    wanted = {7: [1, 2, 3, 4, 5, 6, 7], 6: [1, 2, 3, 4, 5, 6], 5: [1, 2, 3, 4, 5], 4: [1, 2, 4, 5]}
    wanted |= {3: [1, 3, 5], 2: [1, 4], 1: [1]}
    rows = api(world.clinician).get(URL, {"page_size": 200}).json()["results"]
    named = {len(row["dose"]["weekdays"]): row["dose"]["weekdays"] for row in rows}
    assert named == {days: wanted[days] for days in named}
    assert set(named) >= {7, 3}


def test_the_starter_lists_are_sets_of_method_evidence_based(api, world):
    rows = api(world.clinician).get("/api/v1/exercise-sets/", {"method": "evidence-based"}).json()["results"]
    assert [row["key"].split("-")[0] for row in rows] == ["starter"] * 4


def test_a_figure_is_an_absolute_path_that_needs_no_session(api, client, world, library):
    rows = api(world.clinician).get(URL, {"page_size": 200}).json()["results"]
    drawn = [row["figure_url"] for row in rows if row["figure_url"]]
    assert [url for url in drawn if not url.startswith("/")] == []
    assert [client.get(url).status_code for url in drawn[:3]] == [200] * len(drawn[:3])


def test_a_plan_shows_the_figures_of_the_catalogue(api, world):
    key = "cervical-resisted-rotation"
    plan = api(world.clinician).post(NEW, {"episode": str(world.episode.pk), "items": [{"exercise": key}]}).json()
    assert plan["items"][0]["figure_url"] == api(world.clinician).get(f"{URL}{key}/").json()["figure_url"]


def test_a_plan_shows_a_figure_as_soon_as_it_is_drawn(api, world, monkeypatch):
    monkeypatch.setattr(shapes, "picture_of", lambda key, **_: key)
    monkeypatch.setattr(shapes, "figure_url", lambda key: f"/static/figures/{key}.svg")
    item = api(world.clinician).get(f"/api/v1/plans/{world.issued.pk}/").json()["items"][0]
    assert item["figure_url"] == f"/static/figures/{item['exercise']}.svg"


def test_keys_are_kebab_case(library):
    assert Exercise.objects.exclude(key__regex="^[a-z0-9]+(-[a-z0-9]+)*$").count() == 0
