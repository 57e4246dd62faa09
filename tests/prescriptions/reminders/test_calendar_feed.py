"""The calendar feed over HTTP: neutral, private, revocable, and told of every change."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import PlanItem, Reminders
from tests.prescriptions.reminders.calendars import events, parsed, sessions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TWICE = Dose(repetitions=10, hold_seconds=20, times_per_day=2)


def told(content):
    """uid -> (sequence, status) of a feed."""
    return {str(event["UID"]): (int(event["SEQUENCE"]), str(event["STATUS"])) for event in events(content)}


def statuses(content):
    return {status for _sequence, status in told(content).values()}


def sequences(content):
    return {sequence for sequence, _status in told(content).values()}


def test_it_is_one_event_a_session_with_neutral_words(feed, plan_of):
    plan = plan_of(TWICE, Dose(repetitions=5))
    answer = feed()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert set(told(answer.content)) == {f"{plan.pk}-1@plumbline", f"{plan.pk}-2@plumbline"}
    for event in events(answer.content):
        assert re.fullmatch(r"Exercises, about \d+ minutes", str(event["SUMMARY"]))
        assert (str(event["CLASS"]), str(event["TRANSP"])) == ("PRIVATE", "TRANSPARENT")
    assert parsed(answer.content)["METHOD"] == "PUBLISH"


def test_no_word_of_it_says_what_the_plan_is_about(feed, plan_of, patient, clinic, episode):
    plan = plan_of(TWICE, note="Rest your neck.")
    text = feed().content.decode().replace("\r\n ", "").casefold()
    for secret in (
        patient.name.split()[0],
        patient.name.split()[1],
        patient.record_number,
        clinic.name,
        "spine",
        episode.diagnosis_text,
        "neck",
        "cervical",
        plan.items.get().exercise.title,
        plan.items.get().exercise_id,
    ):
        assert secret.casefold() not in text


def test_lines_are_short_and_end_as_the_standard_says(feed, plan_of):
    plan_of(TWICE)
    lines = feed().content.split(b"\r\n")
    assert (lines[-1], max(map(len, lines)) <= 75) == (b"", True)
    assert all(b"\n" not in line for line in lines)


def test_times_are_those_the_patient_chose(feed, plan_of, chosen):
    plan_of(TWICE)
    chosen(times=[time(7, 15), time(20, 30)])
    assert set(map(tuple, (day.items() for day in sessions(feed().content).values()))) == {
        ((1, time(7, 15)), (2, time(20, 30)))
    }


# --- changes


def test_every_change_raises_the_sequence_and_keeps_the_name(feed, plan_of, chosen, clinician):
    plan = plan_of()
    later = datetime.now(UTC)
    contents = [feed().content]
    address = feed.address

    def changed(change):
        change()
        contents.append(feed(address).content)

    changed(lambda: chosen(times=[time(10)]))
    changed(lambda: chosen(times=[time(11)]))
    changed(lambda: actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=later))
    changed(lambda: actions.resume_plan(by=clinician, plan=plan, note="Well.", now=later))
    changed(lambda: actions.stop_plan(by=clinician, plan=plan, reason="Moved.", now=later))
    seen = [sequences(content) for content in contents]
    assert all(len(each) == 1 for each in seen)
    numbers = [each.pop() for each in seen]
    assert numbers == sorted(set(numbers))
    assert len({tuple(told(content)) for content in contents}) == 1


def test_what_changes_nothing_leaves_it_byte_for_byte(feed, plan_of, chosen, clinician, clock):
    plan = plan_of()
    first = feed().content
    clock.shift(timedelta(days=3))
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=datetime.now(UTC))
    actions.delete_draft(by=clinician, plan=draft)
    assert feed(feed.address).content == first


def test_a_plan_on_hold_is_called_off_and_comes_back(feed, plan_of, clinician):
    plan = plan_of()
    now = datetime.now(UTC)
    assert statuses(feed().content) == {"CONFIRMED"}
    actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=now)
    assert statuses(feed(feed.address).content) == {"CANCELLED"}
    assert "VALARM" not in feed(feed.address).text
    actions.resume_plan(by=clinician, plan=plan, note="Well again.", now=now)
    assert statuses(feed(feed.address).content) == {"CONFIRMED"}


def test_a_stopped_plan_is_called_off_for_two_months_and_then_forgotten(feed, plan_of, clinician, clock):
    plan = plan_of()
    actions.stop_plan(by=clinician, plan=plan, reason="Moved.", now=datetime.now(UTC))
    assert statuses(feed().content) == {"CANCELLED"}
    clock.shift(timedelta(days=59))
    assert len(events(feed(feed.address).content)) == 1
    clock.shift(timedelta(days=2))
    assert events(feed(feed.address).content) == []


def test_a_new_plan_calls_the_old_one_off(feed, plan_of, clinician, clock):
    old = plan_of()
    clock.shift(timedelta(days=2))
    draft, _created = actions.revise_plan(by=clinician, plan=old, now=datetime.now(UTC))
    new = actions.issue_plan(by=clinician, plan=draft, now=datetime.now(UTC))
    found = {uid: status for uid, (_sequence, status) in told(feed().content).items()}
    assert found == {f"{old.pk}-1@plumbline": "CANCELLED", f"{new.pk}-1@plumbline": "CONFIRMED"}


def test_a_plan_past_its_end_keeps_its_days(feed, plan_of, clock):
    plan = plan_of()
    before = sessions(feed().content)
    clock.move_to(datetime(plan.ends_on.year, plan.ends_on.month, plan.ends_on.day, 12, tzinfo=UTC) + timedelta(days=3))
    assert sessions(feed(feed.address).content) == before != {}


def test_a_paused_exercise_takes_its_days_along(feed, plan_of):
    plan = plan_of(Dose(repetitions=5, weekdays=(1,)), Dose(repetitions=5, weekdays=(3,)))
    assert {day.isoweekday() for day in sessions(feed().content)} == {1, 3}
    PlanItem.objects.filter(plan=plan, position=2).update(paused_at=datetime.now(UTC), paused_because="Discomfort.")
    assert {day.isoweekday() for day in sessions(feed(feed.address).content)} == {1}


def test_a_draft_is_not_in_it(feed, plan_of, clinician):
    plan = plan_of()
    actions.revise_plan(by=clinician, plan=plan, now=datetime.now(UTC))
    assert len(events(feed().content)) == 1


def test_without_a_plan_it_is_an_empty_calendar(feed):
    assert (feed().status_code, events(feed(feed.address).content)) == (200, [])


# --- its address


def test_the_address_is_stored_as_a_digest(feed):
    feed()
    secret = feed.address.removeprefix("/calendar/").removesuffix(".ics")
    stored = Reminders.objects.values().get()
    assert len(secret) == 43  # 256 bits
    assert secret not in str(stored)
    assert stored["feed_digest"] == Reminders.digest_of(secret)


def test_a_guess_and_a_closed_address_are_alike(feed, client, patient, patient_user):
    feed()
    actions.revoke_feed(by=patient_user, patient=patient, now=datetime.now(UTC))
    closed, guessed = feed(feed.address), client.get(f"/calendar/{'A' * 43}.ics")
    assert (closed.status_code, guessed.status_code) == (404, 404)
    assert unsealed(closed.text) == unsealed(guessed.text)
    assert "AAAA" not in guessed.text


def unsealed(text):
    """A page without the random token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


@pytest.mark.parametrize("token", ["", "x", "%00", "..%2f..%2fetc%2fpasswd", "é", "A" * 5000])
def test_nonsense_is_not_found(client, token):
    assert client.get(f"/calendar/{token}.ics").status_code in (400, 404)


def test_a_new_address_closes_the_old_one(feed, client):
    feed()
    old = feed.address
    assert client.get(old).status_code == 200
    feed()
    assert feed.address != old
    assert (client.get(old).status_code, client.get(feed.address).status_code) == (404, 200)


def test_it_is_only_read(feed, client):
    feed()
    assert [getattr(client, method)(feed.address).status_code for method in ("post", "put", "delete")] == [405] * 3


def test_what_has_not_changed_is_not_sent_again(feed, client, plan_of, chosen):
    plan_of()
    mark = feed().headers["ETag"]
    again = client.get(feed.address, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    chosen(times=[time(12)])
    assert client.get(feed.address, headers={"If-None-Match": mark}).status_code == 200


def test_it_takes_the_same_queries_for_one_plan_and_for_three(
    feed, client, plan_of, clinician, django_assert_num_queries
):
    plan = plan_of()
    feed()
    for _round in range(2):
        with django_assert_num_queries(4):  # the choices, plans, items, changes
            client.get(feed.address)
        draft, _created = actions.revise_plan(by=clinician, plan=plan, now=datetime.now(UTC))
        plan = actions.issue_plan(by=clinician, plan=draft, now=datetime.now(UTC))
