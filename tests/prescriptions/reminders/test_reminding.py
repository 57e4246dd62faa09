"""Reminders by mail: at the patient's time, in their zone, once a session, and never when there is nothing to do."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from accounts.models import QueuedMail
from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Plan, PlanItem
from prescriptions.reminding import queue_reminders
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LONDON = ZoneInfo("Europe/London")
TWICE = Dose(repetitions=10, hold_seconds=20, times_per_day=2)


def at(hour, minute=0, *, day=2, month=3, zone=LONDON):
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


def reminded(moment):
    """How many reminders are queued at `moment`."""
    return queue_reminders(now=moment.astimezone(UTC))


def done(plan, *, by, date, occurrence=1, outcome="done"):
    for item in plan.items.all():
        actions.record_completion(
            by=by, item=item, date=date, occurrence=occurrence, outcome=outcome, now=datetime.now(UTC)
        )


def test_it_comes_at_the_chosen_time_and_not_before(plan_of, chosen):
    plan_of()
    chosen(by_mail=True, times=[time(9)])
    assert [reminded(at(8, 59)), reminded(at(9)), reminded(at(9, 1))] == [0, 1, 0]
    queued = QueuedMail.objects.get()
    assert (queued.to, queued.to_name, queued.subject) == (
        "patient@example.org",
        "Vera Lindqvist",
        "Time for your exercises",
    )
    assert queued.body == (
        "Hello Vera,\n\n"
        "It is time for your exercises. It takes about 1 minute.\n\n"
        "They are here:\nhttp://localhost:8000/today/\n\n"
        "Questions? Call the clinic: 01632 960 147. In an emergency call 112. Nobody reads answers to this mail.\n\n"
        f"No more mails like this: {queued.headers['List-Unsubscribe'][1:-1]}\n"
    )
    assert queued.expires_at == at(11)


def test_one_that_would_come_two_hours_late_does_not_come(plan_of, chosen):
    plan_of()
    chosen(by_mail=True, times=[time(9)])
    assert (reminded(at(11)), reminded(at(10, 59))) == (0, 1)


def test_each_session_of_each_due_day_has_its_own(plan_of, chosen):
    plan_of(Dose(repetitions=5, times_per_day=2, weekdays=(1, 3)))
    chosen(by_mail=True, times=[time(9), time(18)])
    found = [reminded(at(hour, day=day)) for day in (2, 3, 4) for hour in (9, 18)]
    assert found == [1, 1, 0, 0, 1, 1]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Australia/Lord_Howe"])
def test_it_is_the_clock_where_the_patient_is(plan_of, chosen, patient, zone):
    patient.time_zone = zone
    patient.save()
    plan_of()
    chosen(by_mail=True, times=[time(9)])
    there = ZoneInfo(zone)
    assert (reminded(at(8, 59, day=5, zone=there)), reminded(at(9, day=5, zone=there))) == (0, 1)


def test_an_hour_that_the_clock_skips_is_made_up_for_and_one_it_repeats_reminds_once(plan_of, chosen, clock):
    """London: 29 March, 1:00 to 2:00 does not exist; 25 October, 1:00 to 2:00 comes twice."""
    plan_of(ends_on=at(0, day=31, month=12).date())
    chosen(by_mail=True, times=[time(1, 30)])
    spring = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert [queue_reminders(now=spring + timedelta(minutes=m)) for m in (0, 1, 30)] == [0, 1, 0]
    autumn = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert [queue_reminders(now=autumn + timedelta(minutes=m)) for m in (29, 30, 60, 90)] == [0, 1, 0, 0]


# --- quiet


def test_what_is_done_is_not_reminded_of(plan_of, chosen, patient_user):
    plan = plan_of(TWICE)
    chosen(by_mail=True, times=[time(9), time(18)])
    done(plan, by=patient_user, date=at(9).date())
    assert (reminded(at(9)), reminded(at(18))) == (0, 1)


def test_what_was_skipped_is_noted_and_not_reminded_of(plan_of, chosen, patient_user):
    plan = plan_of()
    chosen(by_mail=True)
    done(plan, by=patient_user, date=at(9).date(), outcome="skipped")
    assert reminded(at(9)) == 0


def test_what_is_left_is(plan_of, chosen, patient_user):
    plan = plan_of(Dose(repetitions=5), Dose(repetitions=5))
    chosen(by_mail=True)
    first = plan.items.first()
    actions.record_completion(by=patient_user, item=first, date=at(9).date(), outcome="done", now=datetime.now(UTC))
    assert reminded(at(9)) == 1


def test_a_plan_on_hold_is_quiet_until_it_goes_on(plan_of, chosen, clinician):
    plan = plan_of()
    chosen(by_mail=True)
    actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=datetime.now(UTC))
    assert reminded(at(9)) == 0
    actions.resume_plan(by=clinician, plan=plan, note="Well.", now=datetime.now(UTC))
    assert reminded(at(9)) == 1


def test_a_paused_exercise_alone_is_quiet(plan_of, chosen):
    plan = plan_of(Dose(repetitions=5), TWICE)
    chosen(by_mail=True, times=[time(9), time(18)])
    PlanItem.objects.filter(plan=plan, times_per_day=2).update(paused_at=datetime.now(UTC), paused_because="…")
    assert (reminded(at(18)), reminded(at(9))) == (0, 1)


def test_a_plan_that_is_over_or_has_not_begun_is_quiet(plan_of, chosen):
    plan = plan_of(starts_on=at(9, day=3).date(), ends_on=at(9, day=4).date())
    chosen(by_mail=True)
    assert [reminded(at(9, day=day)) for day in (2, 3, 4, 5)] == [0, 1, 1, 0]
    assert Plan.objects.get().status == plan.status == "issued"


def test_nobody_who_did_not_ask_or_not_confirm_is_written_to(plan_of, chosen, patient):
    plan_of()
    chosen(by_mail=False, news=True)
    assert reminded(at(9)) == 0
    chosen(by_mail=True, email="another@example.org")
    QueuedMail.objects.all().delete()
    assert reminded(at(9)) == 0
    chosen(by_mail=True, email="patient@example.org")
    patient.archived_at = datetime.now(UTC)
    patient.save()
    assert reminded(at(9)) == 0


def test_two_plans_make_one_mail_a_session(plan_of, chosen, patient, clinician):
    plan_of(TWICE)
    lumbar = factories.make_episode(patient, region="lumbar")
    factories.make_plan(lumbar, by=clinician, exercises=[factories.make_exercise(region="lumbar")])
    chosen(by_mail=True, times=[time(9), time(18)])
    assert (reminded(at(9)), reminded(at(18))) == (1, 1)


# --- what it says


def test_it_says_nothing_of_what_the_plan_is_about(plan_of, chosen, episode, clinic, patient):
    plan = plan_of(note="Rest your neck.")
    chosen(by_mail=True)
    reminded(at(9))
    queued = QueuedMail.objects.get()
    text = f"{queued.subject} {queued.body}".casefold()
    title = plan.items.get().exercise.title
    for secret in ("neck", "cervical", "spine", clinic.name, episode.diagnosis_text, title, "Lindqvist"):
        assert secret.casefold() not in text
    assert patient.record_number not in text


def test_a_mail_program_can_end_it_with_one_click(plan_of, chosen, client):
    plan_of()
    chosen(by_mail=True, news=True)
    reminded(at(9))
    headers = QueuedMail.objects.get().headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://localhost:8000(/reminders/stop/[^>]+)>", headers["List-Unsubscribe"])[1]
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert reminded(at(9, day=3)) == 0


def test_a_strange_name_breaks_no_header(plan_of, chosen, patient, sink):
    patient.name = 'Vera "V" <v@x.example>\u2028Bcc: all@example.org'
    patient.save()
    plan_of()
    chosen(by_mail=True)
    call_at(at(9))
    (received,) = sink.mails
    (to,) = received["To"].addresses
    assert (to.addr_spec, received["Bcc"]) == ("patient@example.org", None)
    assert to.display_name == 'Vera "V" <v@x.example> Bcc: all@example.org'


# --- by the command, through a real mail server


def call_at(moment):
    with time_machine.travel(moment, tick=False):
        call_command("send_mail_due")


def test_the_command_sends_it_once_however_often_it_runs(plan_of, chosen, sink):
    plan_of()
    chosen(by_mail=True)
    for minute in (0, 1, 2, 30):
        call_at(at(9, minute))
    assert sink.subjects == ["Time for your exercises"]
    assert sink.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_server_that_takes_it_and_dies_gets_no_second_one(plan_of, chosen, sink):
    plan_of()
    chosen(by_mail=True)
    sink.behave = "die"
    call_at(at(9))
    sink.behave = "accept"
    for minute in (5, 30, 60):
        call_at(at(9, minute) if minute < 60 else at(10))
    assert len(sink.mails) == 1


def test_a_server_that_is_away_for_an_hour_delivers_late_and_one_away_for_longer_not_at_all(plan_of, chosen, sink):
    plan_of(TWICE)
    chosen(by_mail=True, times=[time(9), time(18)])
    sink.behave = "later"
    call_at(at(9))
    sink.behave = "accept"
    call_at(at(10))
    assert len(sink.mails) == 1
    sink.behave = "later"
    call_at(at(18))
    sink.behave = "accept"
    call_at(at(20, 1))
    assert len(sink.mails) == 1
    assert QueuedMail.objects.filter(state="given_up").count() == 1


def test_it_takes_the_same_queries_for_one_patient_and_for_three(
    plan_of, chosen, clinic, clinician, django_assert_num_queries
):
    plan_of()
    chosen(by_mail=True)
    reminded(at(9))
    for _round in range(2):
        with django_assert_num_queries(7):
            assert reminded(at(9, 1)) == 0
        for _one in range(2):
            user = factories.make_user()
            patient = factories.make_patient(clinic, responsible=clinician, user=user)
            factories.make_plan(factories.make_episode(patient), by=clinician)
            actions.choose_reminders(
                by=user,
                patient=patient,
                times=[time(20)],
                by_mail=True,
                news=False,
                email=user.email,
                now=datetime.now(UTC),
            )
    assert len(mail.outbox) == 0
