"""What is proposed for each region and stage, and what is left out with its reason."""

import pytest

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
WARM_UP = [f"norbekov-warmup-{part}" for part in ("ear-massage", "hands", "elbows", "shoulders")]


@pytest.fixture
def suggestion(api, clinician, patient):
    """`suggestion(region, stage, method=…, **facts)` is the API's answer for such an episode."""

    def of(region, stage, *, method="", sessions=0, conditions=(), **facts):
        patient.conditions = list(conditions)
        patient.save()
        episode = factories.make_episode(patient, region=region)
        for _session in range(max(sessions, 1)):
            factories.make_assessment(episode, by=clinician, stage=stage, supervised_session=sessions > 0, **facts)
        query = f"?method={method}" if method else ""
        answer = api(clinician).get(f"/api/v1/episodes/{episode.pk}/suggestion/{query}")
        assert answer.status_code == 200
        return answer.json()

    return of


def keys(found):
    return [item["exercise"] for item in found["items"]]


def left_out(found):
    return {row["exercise"]: [finding["rule"] for finding in row["findings"]] for row in found["left_out"]}


def test_the_acute_neck_gets_the_articles_acute_set_in_order(suggestion):
    assert keys(suggestion("cervical", "acute", pain_now=7)) == [
        "acute-arm-tense-relax",
        "acute-leg-tense-relax",
        "acute-whole-body-tense-relax",
        "acute-breathing-practice",
        "acute-gentle-head-turn",
    ]


@pytest.mark.parametrize("stage", ["recovery", "maintenance"])
def test_the_neck_gets_the_classical_set(suggestion, stage):
    assert keys(suggestion("cervical", stage)) == [
        "cervical-occiput-press-supine",
        "cervical-resisted-rotation",
        "cervical-forehead-press-supine",
        "cervical-nod-forward-back-sitting",
    ]


def test_the_upper_back_gets_the_classical_set(suggestion):
    assert keys(suggestion("thoracic", "recovery")) == [
        "thoracic-shoulder-raises",
        "thoracic-arm-circles",
        "thoracic-side-lean-arms-down",
        "thoracic-side-lean-arms-up",
        "thoracic-chair-backbend",
        "thoracic-standing-backbend-clasped",
    ]


@pytest.mark.parametrize(
    ("region", "stage", "starter"),
    [
        (
            "thoracic",
            "acute",
            [
                "lateral-costal-breathing",
                "sitting-posture-reset",
                "scapular-retraction",
                "seated-thoracic-rotation",
                "walking-programme",
            ],
        ),
        (
            "lumbar",
            "acute",
            [
                "walking-programme",
                "ninety-ninety-rest",
                "pelvic-tilt-supine",
                "lower-trunk-rotation",
                "abdominal-drawing-in",
            ],
        ),
    ],
)
def test_where_the_article_has_no_acute_set_the_starter_list_is_proposed(suggestion, region, stage, starter):
    assert keys(suggestion(region, stage, pain_now=5)) == starter


LUMBAR_SET = {
    "lumbar-pelvic-raise",
    "lumbar-supine-trunk-twist",
    "lumbar-side-lying-knee-to-belly",
    "lumbar-four-point-arching",
}


def test_a_closed_lumbar_gate_brings_the_starter_list_and_says_what_would_open_it(suggestion):
    found = suggestion("lumbar", "recovery", pain_now=3, sessions=3)
    assert keys(found) == [
        "walking-programme",
        "pelvic-tilt-supine",
        "cat-camel",
        "lower-trunk-rotation",
        "glute-bridge",
        "sit-to-stand",
    ]
    assert left_out(found) == {key: ["S-13"] for key in LUMBAR_SET}
    assert {row["findings"][0]["clears_by"] for row in found["left_out"]} == {"A new assessment."}


def test_an_open_lumbar_gate_brings_the_articles_set(suggestion):
    found = suggestion("lumbar", "recovery", sessions=3)
    assert set(keys(found)) == LUMBAR_SET
    assert found["findings"] == []


def test_without_a_supervised_session_the_lumbar_set_stays_closed(suggestion):
    found = suggestion("lumbar", "recovery", sessions=0)
    assert left_out(found) == {key: ["S-15"] for key in LUMBAR_SET}
    assert keys(found)[0] == "walking-programme"


def test_an_explicit_method_never_falls_back(suggestion):
    found = suggestion("lumbar", "recovery", method="classical", pain_now=3, sessions=3)
    assert keys(found) == []
    assert set(left_out(found)) == LUMBAR_SET


def test_norbekov_comes_with_its_warm_up_in_front(suggestion):
    found = suggestion("cervical", "recovery", method="norbekov")
    assert keys(found)[:4] == WARM_UP
    assert keys(found)[4:] == [
        "norbekov-cervical-chin-chest-turns",
        "norbekov-cervical-up-down",
        "norbekov-cervical-ear-to-shoulder",
        "norbekov-cervical-chin-to-shoulders",
        "norbekov-cervical-eyes-lead-turn",
    ]


def test_a_warm_up_exercise_that_a_condition_flags_is_left_out_and_said_so(suggestion):
    found = suggestion("cervical", "recovery", method="norbekov", conditions=["ear-condition"])
    assert keys(found)[:3] == WARM_UP[1:]
    assert [(finding["rule"], finding["level"]) for finding in found["findings"]] == [("S-20", "advise")]


def test_what_a_condition_forbids_is_left_out(suggestion):
    found = suggestion("lumbar", "recovery", sessions=3, conditions=["pregnancy-2-3"])
    assert "lumbar-four-point-arching" not in keys(found)
    assert "C-30" in left_out(found)["lumbar-four-point-arching"]


def test_a_warned_exercise_gives_way_to_its_regression(suggestion):
    found = suggestion("thoracic", "recovery", conditions=["shoulder-disorder"])
    assert "thoracic-side-lean-arms-up" not in keys(found)
    assert left_out(found)["thoracic-side-lean-arms-up"] == ["C-38"]
    assert len(set(keys(found))) == len(keys(found))


def test_warned_exercises_stay_when_fewer_than_two_others_would(suggestion):
    found = suggestion("cervical", "recovery", conditions=["inflammatory-flare", "vertigo"])
    assert len(keys(found)) == 2
    assert {finding["level"] for finding in found["findings"]} == {"warn"}


def test_nothing_suggested_is_forbidden_by_any_rule(suggestion):
    for region in ("cervical", "thoracic", "lumbar"):
        for stage in ("acute", "recovery", "maintenance"):
            found = suggestion(region, stage, pain_now=4, conditions=["osteoporosis", "hypertension", "vertigo"])
            assert [finding for finding in found["findings"] if finding["level"] == "hard"] == []


def test_direction_specific_exercises_are_never_suggested(suggestion):
    from exercises.models import Exercise

    directed = set(Exercise.objects.filter(goals__contains=["directional-preference"]).values_list("key", flat=True))
    proposed = set()
    for region in ("cervical", "thoracic", "lumbar"):
        for stage in ("acute", "recovery", "maintenance"):
            proposed |= set(keys(suggestion(region, stage, pain_now=4)))
    assert directed & proposed == set()
    assert directed != set()


def test_items_have_exactly_the_five_fields_and_can_be_posted_back(suggestion, api, clinician):
    found = suggestion("cervical", "recovery")
    assert [list(item) for item in found["items"]] == [["exercise", "side", "alternative", "note", "dose"]] * 4
    from patients.models import Episode

    episode = Episode.objects.get()
    answer = api(clinician).post("/api/v1/plans/", {"episode": str(episode.pk), "items": found["items"]})
    assert answer.status_code == 201
    assert [item["dose"] for item in answer.json()["items"]] == [item["dose"] for item in found["items"]]


def test_advice_travels_with_the_suggestion(suggestion):
    advice = [record["key"] for record in suggestion("lumbar", "recovery", sessions=3)["advice"]]
    assert "advice-lumbar-after-pain" in advice
    assert "advice-norbekov-imagery" not in advice


def test_the_suggestion_takes_nine_queries_at_most(api, clinician, patient, django_assert_max_num_queries):
    episode = factories.make_episode(patient, region="thoracic")
    patient.conditions = ["shoulder-disorder"]
    patient.save()
    factories.make_assessment(episode, by=clinician)
    client = api(clinician)
    client.get(f"/api/v1/episodes/{episode.pk}/suggestion/")
    with django_assert_max_num_queries(9):
        client.get(f"/api/v1/episodes/{episode.pk}/suggestion/?method=norbekov")
    with django_assert_max_num_queries(9):
        client.get(f"/api/v1/episodes/{episode.pk}/suggestion/")


def test_without_an_assessment_it_is_409_with_s01(api, clinician, episode):
    answer = api(clinician).get(f"/api/v1/episodes/{episode.pk}/suggestion/")
    assert answer.status_code == 409
    assert [finding["rule"] for finding in answer.json()["findings"]] == ["S-01"]


def test_colleague_reads_it_stranger_and_patient_do_not(
    api, colleague, stranger, admin, patient_user, clinician, episode
):
    factories.make_assessment(episode, by=clinician)
    path = f"/api/v1/episodes/{episode.pk}/suggestion/"
    statuses = [api(user).get(path).status_code for user in (colleague, stranger, admin, patient_user)]
    assert statuses == [200, 404, 403, 403]
