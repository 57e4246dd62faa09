"""patients/{id}/episodes/ and episodes/{id}/."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from patients.models import Episode
from prescriptions.models import Plan
from tests import factories


def of(patient):
    return f"/api/v1/patients/{patient.pk}/episodes/"


def url(episode):
    return f"/api/v1/episodes/{getattr(episode, 'pk', episode)}/"


def issued_plan(episode, by, **fields):
    today = datetime.now(UTC).date()
    defaults = {"status": "issued", "version": 1, "stage": "recovery", "starts_on": today - timedelta(days=9)}
    defaults |= {"ends_on": today + timedelta(days=9), "sheet": {}, "issued_at": datetime.now(UTC)}
    return Plan.objects.create(episode=episode, created_by=by, issued_by=by, **defaults | fields)


# --- reading


def test_an_episode_shows_its_stage_and_current_plan(api, episode, patient, clinician):
    factories.make_assessment(episode, by=clinician, stage="acute", at=datetime.now(UTC) - timedelta(days=3))
    factories.make_assessment(episode, by=clinician, stage="recovery")
    plan = issued_plan(episode, clinician)
    shown = {
        "id": str(episode.pk),
        "patient": str(patient.pk),
        "region": "cervical",
        "diagnosis_code": "",
        "diagnosis_text": "Osteochondrosis",
        "opened_on": episode.opened_on.isoformat(),
        "closed_on": None,
        "stage": "recovery",
        "current_plan": str(plan.pk),
    }
    assert api(clinician).get(url(episode)).json() == shown
    assert api(clinician).get(of(patient)).json()["results"] == [shown]


def test_without_assessment_and_plan_both_are_null(api, episode, clinician):
    shown = api(clinician).get(url(episode)).json()
    assert (shown["stage"], shown["current_plan"]) == (None, None)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"status": "held"}, True),
        ({"ends_on": datetime.now(UTC).date() - timedelta(days=2)}, False),
        ({"status": "ended", "ended_at": datetime.now(UTC), "ended_reason": "stopped"}, False),
    ],
)
def test_a_held_plan_is_current_and_one_past_its_end_is_not(api, episode, clinician, fields, counts):
    plan = issued_plan(episode, clinician, **fields)
    assert api(clinician).get(url(episode)).json()["current_plan"] == (str(plan.pk) if counts else None)


def test_the_patient_reads_their_own_and_an_admin_is_refused(api, episode, patient, patient_user, admin):
    assert api(patient_user).get(url(episode)).status_code == 200
    assert api(patient_user).get(of(patient)).status_code == 200
    assert api(admin).get(url(episode)).status_code == 403
    assert api(admin).get(of(patient)).status_code == 403


def test_strangers_get_404_with_the_same_bytes_as_for_nothing(api, episode, patient, other_patient, stranger):
    foreign, absent = api(stranger).get(url(episode)), api(stranger).get(url(uuid.uuid4()))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    for caller in (stranger, other_patient.user):
        assert api(caller).get(of(patient)).status_code == 404
        assert api(caller).post(of(patient), {"region": "lumbar"}).status_code == 404
        assert api(caller).patch(url(episode), {}).status_code == 404
    assert Episode.objects.count() == 1


def test_three_episodes_take_as_many_queries_as_one(api, patient, clinician, django_assert_num_queries):
    caller = api(clinician)
    caller.get(of(patient))
    for regions in (("cervical",), ("thoracic", "lumbar")):
        for region in regions:
            row = factories.make_episode(patient, region=region)
            factories.make_assessment(row, by=clinician)
            issued_plan(row, clinician)
        with django_assert_num_queries(6):
            caller.get(of(patient))
    assert caller.get(of(patient)).json()["count"] == 3


# --- opening


def test_an_episode_opens_today_where_the_patient_lives(api, clinic, clinician, time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z", tick=False)
    patient = factories.make_patient(clinic, responsible=clinician, time_zone="Asia/Tokyo")
    answer = api(clinician).post(of(patient), {"region": "lumbar"})
    assert answer.status_code == 201
    shown = answer.json()
    assert shown == {
        "id": shown["id"],
        "patient": str(patient.pk),
        "region": "lumbar",
        "diagnosis_code": "",
        "diagnosis_text": "",
        "opened_on": "2026-11-23",
        "closed_on": None,
        "stage": None,
        "current_plan": None,
    }


def test_every_field_is_stored_as_sent(api, patient, clinician):
    sent = {
        "id": str(uuid.uuid4()),
        "region": "thoracic",
        "diagnosis_code": "M42.1",
        "diagnosis_text": "Остеохондроз",
        "opened_on": "2025-01-02",
        "closed_on": "2025-03-04",
    }
    shown = api(clinician).post(of(patient), sent).json()
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "general"),
        ("region", "knee"),
        ("region", None),
        ("diagnosis_code", "M" * 21),
        ("diagnosis_code", None),
        ("diagnosis_text", "x" * 1_000_000),
        ("diagnosis_text", "a\x00"),
        ("opened_on", "2999-01-01"),
        ("opened_on", "1900-01-01"),
        ("opened_on", "yesterday"),
        ("closed_on", "2999-01-01"),
        ("closed_on", "2020-01-01"),
        ("id", "1"),
        ("stage", "acute"),
        ("current_plan", None),
        ("patient", factories.NOBODY),
    ],
)
def test_a_bad_value_is_400_and_names_its_field(api, patient, clinician, field, value):
    answer = api(clinician).post(of(patient), {"region": "lumbar", field: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Episode.objects.exists()


def test_region_is_required(api, patient, clinician):
    answer = api(clinician).post(of(patient), {})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["region"])


def test_only_a_clinician_opens_and_changes(api, patient, episode, admin, patient_user):
    for caller in (admin, patient_user):
        assert api(caller).post(of(patient), {"region": "lumbar"}).status_code == 403
        assert api(caller).patch(url(episode), {"diagnosis_code": "M42.1"}).status_code == 403
    assert Episode.objects.values_list("diagnosis_code", flat=True).get() == ""


def test_an_archived_record_takes_no_episode(api, patient, clinician):
    patient.archived_at = datetime.now(UTC)
    patient.save()
    answer = api(clinician).post(of(patient), {"region": "lumbar"})
    assert (answer.status_code, answer.json()["findings"]) == (409, [])


def test_the_same_id_gives_the_first_answer_again_and_422_with_another_body(api, patient, clinician):
    body = {"id": str(uuid.uuid4()), "region": "lumbar"}
    first, second = api(clinician).post(of(patient), body), api(clinician).post(of(patient), body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert api(clinician).post(of(patient), body | {"region": "cervical"}).status_code == 422
    assert Episode.objects.count() == 1


# --- changing


def test_closing_ends_the_plan_and_opening_again_does_not_revive_it(api, episode, clinician):
    plan = issued_plan(episode, clinician)
    today = episode.patient.today(datetime.now(UTC)).isoformat()
    shown = api(clinician).patch(url(episode), {"closed_on": today}).json()
    assert (shown["closed_on"], shown["current_plan"]) == (today, None)
    assert Plan.objects.values_list("status", "ended_reason").get(pk=plan.pk) == ("ended", "episode_closed")
    shown = api(clinician).patch(url(episode), {"closed_on": None}).json()
    assert (shown["closed_on"], shown["current_plan"]) == (None, None)


def test_the_region_is_fixed_by_the_first_assessment(api, episode, clinician):
    assert api(clinician).patch(url(episode), {"region": "lumbar"}).json()["region"] == "lumbar"
    factories.make_assessment(episode, by=clinician)
    assert api(clinician).patch(url(episode), {"region": "cervical"}).status_code == 409
    assert api(clinician).patch(url(episode), {"region": "lumbar"}).status_code == 200


def test_an_id_never_changes(api, episode, clinician):
    answer = api(clinician).patch(url(episode), {"id": str(uuid.uuid4())})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["id"])
    assert api(clinician).patch(url(episode), {"id": str(episode.pk)}).status_code == 200


def test_a_change_may_name_what_was_seen(api, episode, clinician):
    caller = api(clinician)
    seen = caller.get(url(episode))["ETag"]
    assert caller.patch(url(episode), {"diagnosis_code": "M42.1"}, HTTP_IF_MATCH=seen).status_code == 200
    assert caller.patch(url(episode), {"diagnosis_code": "M43"}, HTTP_IF_MATCH=seen).status_code == 412
    assert caller.get(url(episode)).json()["diagnosis_code"] == "M42.1"


def test_an_episode_cannot_close_before_it_opened(api, episode, clinician):
    day = (episode.opened_on - timedelta(days=1)).isoformat()
    answer = api(clinician).patch(url(episode), {"closed_on": day})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["closed_on"])
    assert date.fromisoformat(day) < episode.opened_on
