"""episodes/{id}/assessments/."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from patients.models import Assessment
from tests import factories

CALM = {"stage": "recovery", "pain_now": 0}
CLEARED = {"flag": "fainting", "outcome": "excluded", "note": "Seen by cardiology."}


def of(episode):
    return f"/api/v1/episodes/{getattr(episode, 'pk', episode)}/assessments/"


def iso(moment):
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def now():
    return datetime.now(UTC)


# --- recording


def test_only_the_stage_is_required(api, episode, clinician, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z", tick=False)
    episode = factories.make_episode(episode.patient, region="lumbar")
    answer = api(clinician).post(of(episode), {"stage": "recovery"})
    assert answer.status_code == 201
    shown = answer.json()
    assert shown == {
        "id": shown["id"],
        "assessed_at": "2026-11-22T12:00:00Z",
        "assessed_by": {"id": str(clinician.pk), "name": "Anna Marlow"},
        "stage": "recovery",
        "pain_now": None,
        "pain_on_movement": None,
        "inflammation_settled": False,
        "symptoms": [],
        "pain_sites": [],
        "red_flags": [],
        "red_flags_screened": False,
        "red_flags_cleared": [],
        "collar": None,
        "collar_reason": "",
        "collar_until": None,
        "systolic": None,
        "diastolic": None,
        "posture_deviation": False,
        "supervised_session": False,
        "note": "",
    }
    assert api(clinician).get(of(episode)).json()["results"] == [shown]


def test_every_field_is_stored_as_sent(api, episode, clinician, colleague):
    sent = {
        "id": str(uuid.uuid4()),
        "assessed_at": iso(now() - timedelta(days=29)),
        "assessed_by": str(colleague.pk),
        "stage": "acute",
        "pain_now": 7,
        "pain_on_movement": 10,
        "inflammation_settled": True,
        "symptoms": ["numbness", "tinnitus"],
        "pain_sites": ["neck", "hand"],
        "red_flags": ["constant-night-pain"],
        "red_flags_screened": True,
        "red_flags_cleared": [CLEARED],
        "collar": "no",
        "collar_reason": "Allergic to the material.",
        "collar_until": None,
        "systolic": 138,
        "diastolic": 84,
        "posture_deviation": True,
        "supervised_session": True,
        "note": "Боль уменьшилась.",
    }
    shown = api(clinician).post(of(episode), sent).json()
    assert shown == sent | {"assessed_by": {"id": str(colleague.pk), "name": "Idris Bell"}}


def test_a_red_flag_among_the_symptoms_counts_as_a_red_flag(api, episode, clinician):
    sent = CALM | {"symptoms": ["headache", "myelopathy-signs"], "red_flags": ["constant-night-pain"]}
    shown = api(clinician).post(of(episode), sent).json()
    assert shown["symptoms"] == ["headache", "myelopathy-signs"]
    assert shown["red_flags"] == ["constant-night-pain", "myelopathy-signs"]


def test_the_stage_of_the_episode_follows(api, episode, clinician):
    caller = api(clinician)
    for stage in ("acute", "recovery"):
        caller.post(of(episode), CALM | {"stage": stage})
        assert caller.get(f"/api/v1/episodes/{episode.pk}/").json()["stage"] == stage


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "chronic"),
        ("stage", None),
        ("pain_now", 11),
        ("pain_now", -1),
        ("pain_now", 3.5),
        ("pain_now", "3"),
        ("pain_now", True),
        ("pain_on_movement", 10**30),
        ("inflammation_settled", None),
        ("inflammation_settled", "yes"),
        ("symptoms", ["sadness"]),
        ("symptoms", None),
        ("symptoms", [None]),
        ("symptoms", {"numbness": True}),
        ("pain_sites", ["knee"]),
        ("red_flags", ["fainting"]),
        ("red_flags_screened", 1),
        ("red_flags_cleared", [CLEARED | {"flag": "numbness"}]),
        ("red_flags_cleared", [CLEARED | {"outcome": "ignored"}]),
        ("red_flags_cleared", [CLEARED | {"note": " "}]),
        ("red_flags_cleared", [{"flag": "fainting", "outcome": "treated"}]),
        ("red_flags_cleared", [CLEARED | {"by": "me"}]),
        ("red_flags_cleared", [CLEARED, CLEARED]),
        ("red_flags_cleared", CLEARED),
        ("collar", True),
        ("collar", "maybe"),
        ("collar_until", "2020-01-01"),
        ("collar_until", "soon"),
        ("systolic", 301),
        ("diastolic", 10),
        ("posture_deviation", None),
        ("supervised_session", "once"),
        ("note", "n" * 1_000_000),
        ("note", "a\x00b"),
        ("assessed_by", factories.NOBODY),
        ("assessed_at", "2026-11-22"),
        ("assessed_at", "2026-11-22T10:00:00"),
        ("assessed_at", "9999-12-31T23:59:59-12:00"),
        ("id", "x"),
        ("episode", factories.NOBODY),
        ("recorded_at", "2026-11-22T10:00:00Z"),
    ],
)
def test_a_bad_value_is_400_and_names_its_field(api, episode, clinician, field, value):
    answer = api(clinician).post(of(episode), CALM | {field: value})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {name.split(".")[0] for name in answer.json()["errors"]} == {field}
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("back", "status"),
    [
        (timedelta(seconds=-5), 400),
        (timedelta(days=-1), 400),
        (timedelta(), 201),
        (timedelta(days=30), 201),
        (timedelta(days=31), 400),
        (timedelta(days=4000), 400),
    ],
)
def test_an_assessment_is_not_in_the_future_and_at_most_thirty_days_back(api, episode, clinician, back, status):
    answer = api(clinician).post(of(episode), CALM | {"assessed_at": iso(now() - back)})
    assert answer.status_code == status
    assert list(answer.json().get("errors", [])) == ([] if status == 201 else ["assessed_at"])


@pytest.mark.parametrize(
    ("reason", "status"), [("", 400), ("too short", 400), ("    short     ", 400), ("ten chars!", 201)]
)
def test_no_collar_needs_a_reason_of_ten_characters(api, episode, clinician, reason, status):
    answer = api(clinician).post(of(episode), CALM | {"collar": "no", "collar_reason": reason})
    assert answer.status_code == status
    assert list(answer.json().get("errors", [])) == ([] if status == 201 else ["collar_reason"])


@pytest.mark.parametrize(
    ("pressure", "named"),
    [
        ({"systolic": 120}, "diastolic"),
        ({"diastolic": 80}, "systolic"),
        ({"systolic": 80, "diastolic": 80}, "systolic"),
        ({"systolic": 49, "diastolic": 30}, "systolic"),
    ],
)
def test_blood_pressure_is_a_pair_within_bounds(api, episode, clinician, pressure, named):
    answer = api(clinician).post(of(episode), CALM | pressure)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [named])


def test_a_closed_episode_and_an_archived_record_take_no_assessment(api, episode, clinician):
    caller = api(clinician)
    assert caller.post(of(episode), CALM).status_code == 201
    episode.closed_on = episode.opened_on
    episode.save()
    assert caller.post(of(episode), CALM).status_code == 409
    episode.closed_on = None
    episode.save()
    episode.patient.archived_at = now()
    episode.patient.save()
    assert caller.post(of(episode), CALM).status_code == 409
    assert Assessment.objects.count() == 1


def test_the_same_id_is_stored_once(api, episode, clinician):
    body = CALM | {"id": str(uuid.uuid4())}
    first, second = api(clinician).post(of(episode), body), api(clinician).post(of(episode), body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert api(clinician).post(of(episode), body | {"pain_now": 1}).status_code == 422
    assert Assessment.objects.count() == 1


def test_nothing_changes_or_deletes_an_assessment(api, episode, clinician):
    caller = api(clinician)
    caller.post(of(episode), CALM)
    for method in (caller.patch, caller.put, caller.delete):
        assert method(of(episode), {}).status_code == 405
    assert Assessment.objects.count() == 1


# --- access


def test_the_patient_is_refused_with_rule_s_07(api, episode, patient_user):
    answer = api(patient_user).post(of(episode), CALM)
    assert answer.status_code == 403
    assert [(found["rule"], found["level"]) for found in answer.json()["findings"]] == [("S-07", "hard")]
    assert not Assessment.objects.exists()


def test_assessments_are_for_clinicians_alone(api, episode, clinician, colleague, admin, patient_user, stranger):
    for reader, status in ((clinician, 200), (colleague, 200), (admin, 403), (patient_user, 403), (stranger, 404)):
        assert api(reader).get(of(episode)).status_code == status
    for writer, status in ((colleague, 201), (admin, 403), (stranger, 404)):
        assert api(writer).post(of(episode), CALM).status_code == status


def test_a_strangers_episode_and_none_answer_alike(api, episode, stranger):
    foreign, absent = api(stranger).post(of(episode), CALM), api(stranger).post(of(uuid.uuid4()), CALM)
    assert (foreign.status_code, foreign.content) == (404, absent.content)


def test_the_newest_comes_first_and_three_take_as_many_queries_as_one(
    api, episode, clinician, clinic, django_assert_num_queries
):
    caller = api(clinician)
    caller.get(of(episode))
    for days in ((5,), (9, 1)):
        for back in days:
            someone = factories.make_clinician(clinic)
            factories.make_assessment(episode, by=someone, pain_now=back, at=now() - timedelta(days=back))
        with django_assert_num_queries(6):
            answer = caller.get(of(episode))
    assert [row["pain_now"] for row in answer.json()["results"]] == [1, 5, 9]
