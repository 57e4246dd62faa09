"""Patients and their care: what the tests beside the calls do not name."""

from datetime import timedelta
from zoneinfo import available_timezones

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import NO_ZONES
from patients.models import PAIN_SITES
from patients.vocabulary import clearable_words, condition_words, red_flag_words, symptom_words
from tests import factories

OTHER_SYMPTOMS = ["fainting", "heart-area-pain", "numbness", "muscle-tension", "headache", "vomiting", "tinnitus"]


@pytest.fixture
def caller(api, world):
    return api(world.clinician)


@pytest.fixture
def assess(caller, world):
    """`assess(**facts)` records an assessment of the neck."""

    def sent(**facts):
        path = f"/api/v1/episodes/{world.episode.pk}/assessments/"
        return caller.post(path, {"stage": "recovery", "red_flags_screened": True} | facts)

    return sent


# --- records


def test_every_word_of_the_conditions_is_taken(caller, world):
    path = f"/api/v1/patients/{world.patient.pk}/"
    assert caller.patch(path, {"conditions": condition_words()}).json()["conditions"] == condition_words()


def test_languages_are_english_and_russian_and_zones_are_iana_names(caller, world):
    path = f"/api/v1/patients/{world.patient.pk}/"
    for change in ({"language": "en"}, {"language": "ru"}, {"time_zone": "Asia/Kathmandu"}):
        assert caller.patch(path, change).status_code == 200
    for change in ({"language": "de"}, {"language": "EN"}, {"time_zone": "London"}, {"time_zone": "UTC+3"}):
        assert caller.patch(path, change).status_code == 400


def test_the_database_knows_every_zone_that_is_taken(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(timezone(zone, now())) FROM unnest(%s) zone", [list(available_timezones() - NO_ZONES)]
        )
        assert cursor.fetchone()[0] == len(available_timezones() - NO_ZONES) > 400


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "Europe", "europe/london", "../etc/passwd"])
def test_what_names_no_place_is_no_zone(caller, world, name):
    refused = caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"time_zone": name})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["time_zone"])


def test_a_record_is_found_by_name_and_by_number_together_with_paging(caller, world):
    factories.make_patient(world.patient.clinic, responsible=world.clinician, name="Vera Holm", record_number="X-1")
    page = caller.get("/api/v1/patients/", {"q": "vera", "page_size": 1}).json()
    assert (page["count"], len(page["results"])) == (2, 1)
    assert "q=vera" in page["next"]


# --- episodes


def test_an_episode_names_the_stage_and_the_current_plan(caller, world):
    shown = caller.get(f"/api/v1/episodes/{world.episode.pk}/").json()
    assert (shown["stage"], shown["current_plan"]) == ("recovery", str(world.issued.pk))


# --- assessments


def test_a_screen_that_was_not_finished_is_accepted(assess):
    answer = assess(red_flags_screened=False)
    assert (answer.status_code, answer.json()["red_flags_screened"]) == (201, False)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("symptoms", [*red_flag_words(), *OTHER_SYMPTOMS]),
        ("red_flags", red_flag_words()),
        ("pain_sites", ["chest", "shoulder", "neck", "back", "hand"]),
    ],
)
def test_every_word_of_a_closed_vocabulary_is_taken(assess, field, words):
    assert assess(**{field: words}).json()[field] == words


def test_the_closed_vocabularies_are_those_of_the_contract():
    assert sorted(symptom_words()) == sorted([*red_flag_words(), *OTHER_SYMPTOMS])
    assert sorted(PAIN_SITES) == ["back", "chest", "hand", "neck", "shoulder"]


@pytest.mark.parametrize("outcome", ["excluded", "treated"])
def test_flags_and_the_two_stopping_symptoms_can_be_cleared_with_a_note(assess, outcome):
    cleared = [{"flag": flag, "outcome": outcome, "note": "Seen by cardiology."} for flag in clearable_words()]
    assert {"fainting", "heart-area-pain"} <= set(clearable_words())
    assert assess(red_flags_cleared=cleared).json()["red_flags_cleared"] == cleared


@pytest.mark.parametrize(("collar", "fires"), [({}, True), ({"collar": "no", "collar_reason": "Allergic."}, None)])
def test_no_collar_with_a_short_reason_is_400_and_an_open_question_fires_s_05(assess, caller, world, collar, fires):
    answer = assess(stage="acute", pain_now=5, **collar)
    if fires is None:
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["collar_reason"])
    else:
        assert "S-05" in rules_of_the_suggestion(caller, world)


def test_no_collar_with_a_reason_of_ten_characters_silences_s_05(assess, caller, world):
    assess(stage="acute", pain_now=5, collar="no", collar_reason="Allergic to it.")
    assert "S-05" not in rules_of_the_suggestion(caller, world)


def rules_of_the_suggestion(caller, world):
    draft = caller.post("/api/v1/plans/", {"episode": str(world.episode.pk)}).json()
    return {finding["rule"] for finding in draft["findings"]}


def test_an_assessment_may_lie_thirty_days_back_to_the_minute(assess):
    moment = timezone.now() - timedelta(days=30) + timedelta(minutes=1)
    assert assess(assessed_at=moment.isoformat()).status_code == 201


# --- suggestion


def test_a_suggestion_is_made_of_stage_region_items_left_out_findings_and_advice(caller, world):
    shown = caller.get(f"/api/v1/episodes/{world.episode.pk}/suggestion/").json()
    assert list(shown) == ["stage", "region", "items", "left_out", "findings", "advice"]
    assert [list(item) for item in shown["items"]] == [["exercise", "side", "alternative", "note", "dose"]] * 4


def test_what_a_suggestion_leaves_out_carries_findings_that_name_the_exercise(caller, world):
    caller.patch(f"/api/v1/patients/{world.patient.pk}/", {"conditions": ["osteoporosis", "vertigo"]})
    path = f"/api/v1/episodes/{world.episode.pk}/suggestion/"
    left_out = [
        row for way in ("norbekov", "classical") for row in caller.get(path, {"method": way}).json()["left_out"]
    ]
    assert left_out
    assert [row for row in left_out if {f["exercise"] for f in row["findings"]} != {row["exercise"]}] == []


def test_an_unknown_method_is_400_and_named(caller, world):
    refused = caller.get(f"/api/v1/episodes/{world.episode.pk}/suggestion/", {"method": "yoga"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["method"])
