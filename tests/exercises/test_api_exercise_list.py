from datetime import UTC, datetime

import pytest

from exercises.models import Exercise
from tests.factories import make_exercise

pytestmark = pytest.mark.usefixtures("library")

FIELDS = {
    *("key", "title", "method", "method_label", "region", "stages", "position", "alternative_positions", "steps"),
    *("purpose", "breathing", "mental_imagery", "cautions", "equipment", "laterality", "movement_direction", "muscles"),
    *("goals", "difficulty", "supervision", "traits", "dose", "dose_source", "contraindications", "advice"),
    *("progression", "regression", "set", "figure_url", "source", "clinic", "retired_at"),
}


@pytest.fixture
def call(api, clinician):
    client = api(clinician)
    return lambda query="": client.get(f"/api/v1/exercises/{query}")


def keys(response):
    assert response.status_code == 200, response.content
    return [exercise["key"] for exercise in response.json()["results"]]


def test_the_list_has_every_exercise(call):
    body = call("?page_size=200").json()
    assert (body["count"], len(body["results"]), body["next"], body["previous"]) == (137, 137, None, None)
    assert all(set(exercise) == FIELDS for exercise in body["results"])


def test_a_row_of_the_list_is_what_its_own_address_says(call):
    rows = {row["key"]: row for row in call("?page_size=200").json()["results"]}
    for key in ("cervical-resisted-rotation", "norbekov-lumbar-spring", "walking-programme"):
        assert rows[key] == call(f"{key}/").json()


def test_the_list_comes_in_pages_of_50(call):
    assert [len(keys(call(f"?page={number}"))) for number in (1, 2, 3)] == [50, 50, 37]


def test_the_pages_together_have_every_exercise_once(call):
    found = [key for number in (1, 2, 3) for key in keys(call(f"?page={number}"))]
    assert sorted(found) == sorted(Exercise.objects.values_list("key", flat=True))


def test_the_list_goes_from_the_neck_down(call):
    regions = [exercise["region"] for exercise in call("?page_size=200").json()["results"]]
    assert list(dict.fromkeys(regions)) == ["cervical", "thoracic", "lumbar", "general"]
    assert keys(call("?region=lumbar&method=classical")) == [
        "lumbar-pelvic-raise",
        "lumbar-supine-trunk-twist",
        "lumbar-side-lying-knee-to-belly",
        "lumbar-four-point-arching",
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?region=cervical", 40 + 15),
        ("?region=cervical&region=thoracic", 40 + 27 + 15),
        ("?region=general", 15),
        ("?stage=acute", 29),
        ("?stage=acute&stage=recovery", 125),
        ("?method=classical", 19),
        ("?method=classical&method=norbekov", 37),
        ("?position=kneeling", 2),
        ("?position=kneeling&position=prone", 12),
        ("?equipment=pool", 1),
        ("?equipment=pool&equipment=stationary-bike", 2),
        ("?region=lumbar&stage=acute&method=evidence-based", 13 + 5),
        ("?region=&stage=&method=&position=&equipment=&q=", 137),
        ("?q=chin+tuck", 3),
        ("?q=trampoline", 0),
    ],
)
def test_filters_repeat_and_combine(call, query, count):
    assert call(query).json()["count"] == count


def test_a_region_brings_the_general_ones_along_and_no_other(call):
    regions = {exercise["region"] for exercise in call("?region=thoracic&page_size=200").json()["results"]}
    assert regions == {"thoracic", "general"}


@pytest.mark.parametrize("field", ["region", "stage", "method", "position", "equipment"])
def test_an_unknown_word_is_400_and_named(call, field):
    response = call(f"?{field}=nonsense")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == {
        field: ["Select a valid choice. nonsense is not one of the available choices."]
    }


def test_an_unknown_word_beside_a_known_one_is_400_too(call):
    assert list(call("?stage=acute&stage=late").json()["errors"]) == ["stage"]


def test_a_search_has_its_bounds(call):
    assert list(call(f"?q={'x' * 101}").json()["errors"]) == ["q"]
    assert call(f"?q={'x' * 100}").json()["count"] == 0


def test_signs_of_the_search_language_are_plain_letters(call):
    assert call("?q=%25").json()["count"] == 0
    assert call("?q=_").json()["count"] == 0
    assert call("?q=one-leg").json()["count"] > 0


def test_retired_exercises_leave_the_list(call):
    assert keys(call("?q=cat-camel")) == ["cat-camel"]
    Exercise.objects.filter(key="cat-camel").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert keys(call("?q=cat-camel")) == []


def test_a_clinics_own_exercise_is_listed_for_its_people_alone(api, clinician, stranger, patient_user, clinic):
    make_exercise(key="our-own-stretch", clinic=clinic)
    path = "/api/v1/exercises/?q=our-own-stretch"
    assert keys(api(clinician).get(path)) == ["our-own-stretch"]
    assert [keys(api(person).get(path)) for person in (stranger, patient_user)] == [[], []]


def test_a_person_with_two_roles_sees_an_own_exercise_once(api, clinician, clinic):
    clinician.memberships.create(clinic=clinic, role="admin")
    make_exercise(key="our-own-stretch", clinic=clinic)
    assert keys(api(clinician).get("/api/v1/exercises/?q=our-own-stretch")) == ["our-own-stretch"]


def test_the_scope_is_needed(api, client, clinician, patient_user):
    for person in (clinician, patient_user):
        assert api(person, "catalogue:read").get("/api/v1/exercises/").status_code == 200
    assert api(clinician, "plans:read").get("/api/v1/exercises/").status_code == 403
    assert client.get("/api/v1/exercises/").status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(api, clinician, method):
    assert getattr(api(clinician), method)("/api/v1/exercises/", {}).status_code == 405


def test_queries_do_not_grow_with_rows(call, django_assert_num_queries):
    call()  # the first call of a minute also notes that the token was used
    with django_assert_num_queries(6):
        assert len(keys(call("?q=cat-camel"))) == 1
    with django_assert_num_queries(6):
        assert len(keys(call("?page_size=200"))) == 137
