from datetime import UTC, datetime

import pytest

from exercises.models import ExerciseSet, SetItem
from tests.factories import make_exercise

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def call(api, clinician):
    client = api(clinician)
    return lambda query="": client.get(f"/api/v1/exercise-sets/{query}")


def keys(response):
    assert response.status_code == 200, response.content
    return [each["key"] for each in response.json()["results"]]


def test_one_set_is_all_that_the_contract_names(call):
    body = call("classical-lumbar/").json()
    dose = body["items"][0].pop("dose")
    assert dose == {
        "sets": 1,
        "repetitions": 6,
        "hold_seconds": 3,
        "relax_seconds": 3,
        "rest_seconds": None,
        "duration_minutes": None,
        "intensity_percent": None,
        "per_side": False,
        "times_per_day": 1,
        "weekdays": [1, 2, 3, 4, 5],
    }
    for item in body["items"][1:]:
        assert set(item.pop("dose")) == set(dose)
    assert body == {
        "key": "classical-lumbar",
        "title": "Lower-back set",
        "method": "classical",
        "region": "lumbar",
        "stages": ["recovery", "maintenance"],
        "order_strict": False,
        "precondition": "pain and inflammation gone; first sessions supervised",
        "items": [
            {"exercise": "lumbar-pelvic-raise"},
            {"exercise": "lumbar-supine-trunk-twist"},
            {"exercise": "lumbar-side-lying-knee-to-belly"},
            {"exercise": "lumbar-four-point-arching"},
        ],
    }


def test_a_set_may_differ_from_the_exercises_own_dose(call):
    SetItem.objects.filter(exercise="lumbar-pelvic-raise").update(dose={"repetitions": 9, "weekdays": [2]})
    first, second = (item["dose"] for item in call("classical-lumbar/").json()["items"][:2])
    assert (first["repetitions"], first["weekdays"], first["hold_seconds"]) == (9, [2], 3)
    assert second["repetitions"] == 4


def test_the_list_has_the_sets_of_the_article_and_the_starter_lists(call):
    assert sorted(keys(call())) == [
        "classical-cervical",
        "classical-cervical-acute",
        "classical-lumbar",
        "classical-thoracic",
        "norbekov-cervical",
        "norbekov-lumbar",
        "norbekov-thoracic",
        "norbekov-warm-up",
        "starter-lumbar-acute",
        "starter-lumbar-maintenance",
        "starter-lumbar-recovery",
        "starter-thoracic-acute",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?region=lumbar&stage=acute", ["starter-lumbar-acute"]),
        ("?region=lumbar&method=classical&method=norbekov", ["classical-lumbar", "norbekov-lumbar"]),
        ("?stage=acute", ["classical-cervical-acute", "starter-thoracic-acute", "starter-lumbar-acute"]),
        ("?region=general", ["norbekov-warm-up"]),
        ("?region=cervical&stage=maintenance&method=classical", ["classical-cervical"]),
        ("?region=&stage=&method=evidence-based&page_size=2", ["starter-thoracic-acute", "starter-lumbar-acute"]),
    ],
)
def test_filters_repeat_and_combine(call, query, expected):
    assert keys(call(query)) == expected


@pytest.mark.parametrize("field", ["region", "stage", "method"])
def test_an_unknown_word_is_400_and_named(call, field):
    response = call(f"?{field}=nonsense")
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_set_without_a_precondition_says_null(call):
    assert call("norbekov-warm-up/").json()["precondition"] is None


def test_a_retired_set_leaves_the_list_and_keeps_its_address(call):
    ExerciseSet.objects.filter(key="classical-lumbar").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert "classical-lumbar" not in keys(call())
    assert "classical-thoracic" in keys(call())
    assert call("classical-lumbar/").status_code == 200


def test_a_clinics_own_set_is_for_its_people_alone(api, clinician, stranger, clinic):
    own = ExerciseSet.objects.create(
        key="our-set", clinic=clinic, title="Ours", method="evidence-based", region="lumbar", stages=["recovery"]
    )
    SetItem.objects.create(exercise_set=own, position=1, exercise=make_exercise(key="our-own", clinic=clinic))
    path = "/api/v1/exercise-sets/our-set/"
    assert [item["exercise"] for item in api(clinician).get(path).json()["items"]] == ["our-own"]
    assert api(stranger).get(path).status_code == 404
    assert "our-set" not in keys(api(stranger).get("/api/v1/exercise-sets/"))


@pytest.mark.parametrize("path", ["", "classical-lumbar/"])
def test_the_scope_is_needed(api, client, clinician, patient_user, path):
    for person in (clinician, patient_user):
        assert api(person, "catalogue:read").get(f"/api/v1/exercise-sets/{path}").status_code == 200
    assert api(clinician, "plans:read").get(f"/api/v1/exercise-sets/{path}").status_code == 403
    assert client.get(f"/api/v1/exercise-sets/{path}").status_code == 401


def test_nothing_can_be_written(api, clinician):
    assert api(clinician).post("/api/v1/exercise-sets/", {}).status_code == 405
    assert api(clinician).delete("/api/v1/exercise-sets/classical-lumbar/").status_code == 405


def test_queries_do_not_grow_with_sets(call, django_assert_num_queries):
    call()  # the first call of a minute also notes that the token was used
    with django_assert_num_queries(6):
        assert len(keys(call("?region=general"))) == 1
    with django_assert_num_queries(6):
        assert len(keys(call())) == 12
