"""Completions and days over the API: facts, never refused by a rule."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from prescriptions.models import Alert, Completion
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def client(api, patient_user):
    return api(patient_user)


@pytest.fixture
def plan(api, clinician, episode):
    """An issued plan of the acute neck: each exercise twice a day."""
    factories.make_assessment(episode, by=clinician, stage="acute", pain_now=5)
    draft = api(clinician).post("/api/v1/plans/", {"episode": str(episode.pk)}).json()
    return api(clinician).post(f"/api/v1/plans/{draft['id']}/issue/", {}).json()


@pytest.fixture
def today(patient):
    return patient.today(timezone.now())


@pytest.fixture
def done(plan, today):
    """The body of a completion of the plan's first exercise."""
    return {"item": plan["items"][0]["id"], "date": str(today), "occurrence": 1, "outcome": "done"}


def log_of(plan):
    return f"/api/v1/plans/{plan['id']}/completions/"


KEYS = [
    "id",
    "item",
    "date",
    "occurrence",
    "outcome",
    "pain_during",
    "difficulty",
    "discomfort",
    "spreading",
    "reason",
    "recorded_at",
    "recorded_by",
    "against_advice",
    "findings",
    "item_paused",
    "plan_status",
]


def test_a_completion_is_recorded_and_shown_with_what_it_led_to(client, plan, done):
    answer = client.post(log_of(plan), done | {"pain_during": 2, "difficulty": 3, "reason": "slowly"})
    assert answer.status_code == 201
    body = answer.json()
    assert list(body) == KEYS
    assert (body["outcome"], body["pain_during"], body["difficulty"], body["reason"]) == ("done", 2, 3, "slowly")
    assert body["recorded_by"]["name"] == "Vera Lindqvist"
    assert (body["findings"], body["item_paused"], body["plan_status"]) == ([], False, "issued")


def test_the_log_lists_what_was_recorded_newest_day_first(client, plan, done, today):
    client.post(log_of(plan), done)
    client.post(log_of(plan), done | {"date": str(today - timedelta(days=1)), "outcome": "partly"})
    page = client.get(log_of(plan)).json()
    assert [(row["date"], row["outcome"]) for row in page["results"]] == [
        (str(today), "done"),
        (str(today - timedelta(days=1)), "partly"),
    ]


def test_the_same_id_records_once(client, plan, done):
    body = done | {"id": str(uuid.uuid4())}
    statuses = [client.post(log_of(plan), body).status_code for _time in range(3)]
    other = client.post(log_of(plan), body | {"outcome": "skipped"})
    assert (statuses, other.status_code) == ([201, 200, 200], 422)
    assert Completion.objects.count() == 1


def test_a_second_record_of_the_same_occurrence_is_409_naming_the_first(client, plan, done):
    first = client.post(log_of(plan), done).json()
    second = client.post(log_of(plan), done | {"outcome": "skipped"})
    assert second.status_code == 409
    assert first["id"] in second.json()["detail"]
    assert client.post(log_of(plan), done | {"occurrence": 2}).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"occurrence": 3}, "occurrence"),
        ({"occurrence": 0}, "occurrence"),
        ({"pain_during": 11}, "pain_during"),
        ({"pain_during": 2.5}, "pain_during"),
        ({"difficulty": 6}, "difficulty"),
        ({"outcome": "forgotten"}, "outcome"),
        ({"item": factories.NOBODY}, "item"),
        ({"date": "tomorrow"}, "date"),
        ({"reason": "x" * 501}, "reason"),
        ({"discomfort": "yes"}, "discomfort"),
        ({"weather": "fine"}, "weather"),
    ],
)
def test_wrong_input_is_400_and_names_the_field(client, plan, done, change, field):
    answer = client.post(log_of(plan), done | change)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Completion.objects.count() == 0


@pytest.mark.parametrize(("days", "status"), [(1, 400), (0, 201), (-7, 201), (-8, 400)])
def test_today_and_seven_days_back_can_be_filled_in(client, plan, done, today, days, status):
    answer = client.post(log_of(plan), done | {"date": str(today + timedelta(days=days))})
    assert answer.status_code == status


def test_a_completion_under_a_hold_is_recorded_against_advice_with_one_alert(api, clinician, client, plan, done):
    api(clinician).post(f"/api/v1/plans/{plan['id']}/hold/", {"reason": "Wait for the scan."})
    first = client.post(log_of(plan), done)
    second = client.post(log_of(plan), done | {"occurrence": 2})
    assert [(answer.status_code, answer.json()["against_advice"]) for answer in (first, second)] == [(201, True)] * 2
    assert first.json()["plan_status"] == "held"
    assert list(Alert.objects.values_list("count", "rule", "severity")) == [(2, "", "prompt")]


def test_skipping_under_a_hold_follows_the_advice_until_it_is_corrected_to_done(api, clinician, client, plan, done):
    api(clinician).post(f"/api/v1/plans/{plan['id']}/hold/", {"reason": "Wait for the scan."})
    skipped = client.post(log_of(plan), done | {"outcome": "skipped"}).json()
    assert (skipped["against_advice"], Alert.objects.count()) == (False, 0)
    corrected = client.patch(f"/api/v1/completions/{skipped['id']}/", {"outcome": "done"}).json()
    assert (corrected["against_advice"], Alert.objects.count()) == (True, 1)


def test_a_completion_in_a_live_plan_raises_no_alert(client, plan, done):
    assert client.post(log_of(plan), done).json()["against_advice"] is False
    assert Alert.objects.count() == 0


def test_a_record_can_be_corrected_and_taken_back(client, plan, done):
    recorded = client.post(log_of(plan), done).json()
    path = f"/api/v1/completions/{recorded['id']}/"
    changed = client.patch(path, {"outcome": "partly", "reason": "tired"})
    assert (changed.status_code, changed.json()["outcome"], changed.json()["reason"]) == (200, "partly", "tired")
    assert client.patch(path, {"date": "2026-01-01"}).status_code == 400
    assert client.delete(path).status_code == 204
    assert Completion.objects.count() == 0


def test_clinicians_record_for_their_patients_and_strangers_find_nothing(
    api, clinician, colleague, stranger, admin, other_patient, plan, done
):
    people = [clinician, colleague, stranger, admin, other_patient.user]
    statuses = [
        api(user).post(log_of(plan), done | {"occurrence": number}).status_code
        for user, number in zip(people, (1, 2, 1, 1, 1), strict=True)
    ]
    assert statuses == [201, 201, 404, 403, 404]


def test_someone_elses_completion_is_404(api, stranger, other_patient, client, plan, done):
    recorded = client.post(log_of(plan), done).json()
    path = f"/api/v1/completions/{recorded['id']}/"
    strangers = [api(user).patch(path, {"outcome": "done"}) for user in (stranger, other_patient.user)]
    assert [answer.status_code for answer in strangers] == [404, 404]
    assert client.patch(path, {"outcome": "done"}).status_code == 200


def test_the_day_shows_what_is_due_and_what_was_done(client, plan, done, today):
    recorded = client.post(log_of(plan), done).json()
    day = client.get(f"/api/v1/plans/{plan['id']}/days/{today}/").json()
    assert list(day) == ["date", "status", "start", "items"]
    assert (day["date"], day["status"], day["start"]) == (str(today), "issued", {"allowed": True, "findings": []})
    first = day["items"][0]
    assert list(first) == ["item", "exercise", "title", "dose", "allowed", "paused", "findings", "occurrences"]
    assert [row["occurrence"] for row in first["occurrences"]] == [1, 2]
    assert first["occurrences"][0]["completion"]["id"] == recorded["id"]
    assert first["occurrences"][1]["completion"] is None
    assert [item["exercise"] for item in day["items"]] == [item["exercise"] for item in plan["items"]]


def test_nothing_is_due_outside_the_plans_dates(client, plan, today):
    for day in (today - timedelta(days=1), today + timedelta(days=14)):
        assert client.get(f"/api/v1/plans/{plan['id']}/days/{day}/").json()["items"] == []


def test_a_held_plan_may_not_be_started(api, clinician, client, plan, today):
    api(clinician).post(f"/api/v1/plans/{plan['id']}/hold/", {"reason": "Wait for the scan."})
    day = client.get(f"/api/v1/plans/{plan['id']}/days/{today}/").json()
    assert (day["status"], day["start"]["allowed"]) == ("held", False)
    assert {item["allowed"] for item in day["items"]} == {False}


@pytest.mark.parametrize("date", ["2026-02-30", "tomorrow", "20261122", "0000-01-01"])
def test_a_date_that_is_none_is_400(client, plan, date):
    answer = client.get(f"/api/v1/plans/{plan['id']}/days/{date}/")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["date"])


def test_me_today_shows_all_current_plans(client, plan, today):
    mine = client.get("/api/v1/me/today/").json()
    assert (mine["date"], mine["status"], mine["start"]["allowed"]) == (str(today), "issued", True)
    assert [item["item"] for item in mine["items"]] == [item["id"] for item in plan["items"]]
    assert [each["plan"] for each in mine["plans"]] == [plan["id"]]
    assert client.get(f"/api/v1/me/days/{today}/").json() == mine


def test_me_today_without_a_plan_is_empty(api, other_patient):
    mine = api(other_patient.user).get("/api/v1/me/today/").json()
    assert (mine["status"], mine["items"], mine["plans"]) == (None, [], [])


def test_me_says_who_is_calling(client, patient, patient_user):
    mine = client.get("/api/v1/me/").json()
    assert (mine["id"], mine["email"]) == (str(patient_user.pk), "patient@example.org")
    assert [record["id"] for record in mine["patients"]] == [str(patient.pk)]


def test_the_day_takes_the_same_queries_whatever_was_done(client, plan, done, today, django_assert_num_queries):
    path = f"/api/v1/plans/{plan['id']}/days/{today}/"
    client.get(path)
    for _again in range(2):
        with django_assert_num_queries(6):
            client.get(path)
        client.post(log_of(plan), done)
