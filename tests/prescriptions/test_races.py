"""What happens at once, with real threads and real commits; each race is first shown to bite with its guard off."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.utils import timezone

from prescriptions.actions import draft as draft_actions
from prescriptions.actions import issue as issue_actions
from prescriptions.models import Alert, Completion, Plan, PlanEvent
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]
AT_ONCE = 8
ISSUED_ONCE = ([200] + [409] * 7, 1)


def at_once(call, arguments):
    """`call(argument)` for each argument in a thread of its own, all released together; their results in order."""
    gate = threading.Barrier(len(arguments))

    def run(argument):
        try:
            gate.wait(timeout=10)
            return call(argument)
        except DatabaseError:
            return 500  # what the database had to refuse because nobody else did
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


@pytest.fixture
def unguarded(monkeypatch):
    """Take the row lock away: every thread reads the plan as it stood before any of them wrote."""

    def off(module):
        read = threading.Barrier(AT_ONCE)

        def lock_plan(plan):
            found = Plan.objects.for_reading().get(pk=plan.pk)
            read.wait(timeout=10)
            return found

        monkeypatch.setattr(module, "lock_plan", lock_plan)

    return off


@pytest.fixture
def draft(api, clinician, episode):
    factories.make_assessment(episode, by=clinician)
    return api(clinician).post("/api/v1/plans/", {"episode": str(episode.pk)}).json()


def issue_eight_times(api, clinician, draft):
    clients = [api(clinician) for _time in range(AT_ONCE)]
    answers = at_once(lambda client: client.post(f"/api/v1/plans/{draft['id']}/issue/", {}).status_code, clients)
    return sorted(answers), PlanEvent.objects.filter(plan=draft["id"], kind="issued").count()


def test_a_plan_is_issued_once_however_often_the_button_is_pressed(api, clinician, draft):
    assert issue_eight_times(api, clinician, draft) == ISSUED_ONCE


def test_without_the_lock_it_would_be_issued_several_times(api, clinician, draft, unguarded):
    unguarded(issue_actions)
    assert issue_eight_times(api, clinician, draft) != ISSUED_ONCE


def test_two_drafts_of_one_episode_issued_at_once_leave_one_current_plan(api, clinician, draft):
    others = [api(clinician).post("/api/v1/plans/", {"episode": draft["episode"]}).json()["id"] for _each in range(3)]
    plans = [draft["id"], *others]
    clients = {pk: api(clinician) for pk in plans}
    answers = at_once(lambda pk: clients[pk].post(f"/api/v1/plans/{pk}/issue/", {}).status_code, plans)
    assert answers == [200] * 4
    states = sorted(Plan.objects.values_list("status", flat=True))
    assert states == ["issued", "superseded", "superseded", "superseded"]


def change_at_once(api, clinician, colleague, draft):
    etag = api(clinician).get(f"/api/v1/plans/{draft['id']}/").headers["ETag"]
    writers = [(api(person), f"note of {number}") for number, person in enumerate([clinician, colleague] * 4)]

    def change(writer):
        client, note = writer
        answer = client.patch(f"/api/v1/plans/{draft['id']}/", {"note": note}, headers={"If-Match": etag})
        return answer.status_code, note

    return at_once(change, writers)


def test_two_clinicians_on_one_draft_lose_nothing(api, clinician, colleague, draft):
    answers = change_at_once(api, clinician, colleague, draft)
    assert sorted(status for status, _note in answers) == [200] + [412] * 7
    assert Plan.objects.get().note == next(note for status, note in answers if status == 200)


def test_without_the_lock_the_last_writer_would_win_unseen(api, clinician, colleague, draft, unguarded):
    unguarded(draft_actions)
    answers = change_at_once(api, clinician, colleague, draft)
    assert [status for status, _note in answers].count(200) > 1


@pytest.fixture
def completion(api, clinician, patient, patient_user, draft):
    """`completion(body_of)` posts eight at once; `body_of(number)` adds to the body."""
    plan = api(clinician).post(f"/api/v1/plans/{draft['id']}/issue/", {}).json()
    today = str(patient.today(timezone.now()))
    body = {"item": plan["items"][0]["id"], "date": today, "outcome": "done"}

    def post_eight(more):
        clients = [(api(patient_user), body | more(number)) for number in range(AT_ONCE)]
        path = f"/api/v1/plans/{plan['id']}/completions/"
        return at_once(lambda each: each[0].post(path, each[1]).status_code, clients)

    return post_eight


def test_a_completion_sent_eight_times_is_one_record(completion):
    key = str(uuid.uuid4())
    answers = completion(lambda number: {"id": key})
    assert answers.count(201) == 1
    assert set(answers) <= {200, 201, 409}
    assert Completion.objects.count() == 1


def test_an_occurrence_recorded_from_eight_devices_is_one_record(completion):
    answers = completion(lambda number: {"id": str(uuid.uuid4())})
    assert sorted(answers) == [201] + [409] * 7
    assert Completion.objects.count() == 1


def test_without_the_constraint_the_occurrence_would_be_recorded_twice(completion):
    constraint = next(c for c in Completion._meta.constraints if c.name == "one_completion_per_occurrence")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Completion, constraint)
    try:
        completion(lambda number: {"id": str(uuid.uuid4())})
        assert Completion.objects.count() > 1
    finally:
        Completion.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Completion, constraint)


def test_two_who_answer_an_alert_at_once_leave_one_answer(clinician, colleague, patient):
    alert = Alert.objects.create(patient=patient, cause="red_flag", level="hard", message="Reported fainting.")
    pages = []
    for person in (clinician, colleague):
        pages.append((Client(), f"{person.name} called."))
        pages[-1][0].force_login(person)
    answers = at_once(lambda page: page[0].post(f"/alerts/{alert.pk}/answer/", {"note": page[1]}).status_code, pages)
    assert sorted(answers) == [302, 409]
    alert.refresh_from_db()
    assert alert.note == f"{alert.acknowledged_by.name} called."
