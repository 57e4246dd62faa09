"""`manage.py escalate_alerts`"""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Membership, QueuedMail
from prescriptions import actions
from prescriptions.models import Alert
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def make_alert(patient, *, ago, severity="prompt", cause="pain_response", **fields):
    at = NOW - ago
    defaults = {"level": "warn", "rule": "C-15", "message": "The weekly mean of pain rose from 3 to 5."}
    return Alert.objects.create(
        patient=patient, cause=cause, severity=severity, raised_at=at, last_raised_at=at, **defaults | fields
    )


def run():
    out, err = StringIO(), StringIO()
    call_command("escalate_alerts", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("severity", "hours", "told"),
    [
        ("prompt", 24, True),
        ("prompt", 23, False),
        ("none", 24, True),
        ("urgent", 4, True),
        ("urgent", 3, False),
        ("emergency", 4, True),
    ],
)
def test_an_alert_goes_to_the_admins_after_the_clinics_hours(patient, admin, severity, hours, told):
    alert = make_alert(patient, ago=timedelta(hours=hours), severity=severity)
    assert run() == (("escalated 1\n", "") if told else ("", ""))
    alert.refresh_from_db()
    assert alert.escalated_at == (NOW if told else None)
    assert list(QueuedMail.objects.values_list("to", flat=True)) == (["admin@example.org"] if told else [])


@pytest.mark.parametrize(("setting", "severity"), [("escalate_hours", "prompt"), ("escalate_urgent_hours", "urgent")])
def test_each_clinic_sets_its_own_hours(patient, admin, clinic, setting, severity):
    type(clinic).objects.filter(pk=clinic.pk).update(**{setting: 2})
    make_alert(patient, ago=timedelta(hours=2), severity=severity)
    assert run()[0] == "escalated 1\n"


def test_an_alert_is_told_once(patient, admin):
    make_alert(patient, ago=timedelta(hours=30))
    assert [run()[0], run()[0]] == ["escalated 1\n", ""]
    assert QueuedMail.objects.count() == 1


def test_what_was_answered_is_told_to_nobody(patient, admin, clinician):
    alert = make_alert(patient, ago=timedelta(hours=30))
    actions.acknowledge_alert(by=clinician, alert=alert, note="Called her.", now=NOW)
    assert (run(), QueuedMail.objects.count()) == (("", ""), 0)


def test_an_answer_in_the_meantime_wins(patient, admin, clinician):
    alert = make_alert(patient, ago=timedelta(hours=30))
    actions.acknowledge_alert(by=clinician, alert=alert, note="Called her.", now=NOW)
    assert actions.escalate_alert(by=None, alert=alert, now=NOW) == 0


def test_the_mail_says_who_is_responsible_and_nothing_of_the_patient(patient, admin):
    make_alert(patient, ago=timedelta(hours=30))
    run()
    mail = QueuedMail.objects.get()
    assert mail.subject == "An alert waits for an answer at Northfield Spine Clinic"
    assert "a patient of Anna Marlow has waited for 30 hours" in mail.body
    told = f"{mail.subject} {mail.body}"
    secrets = (patient.name, patient.record_number, "pain", "C-15", "mean", str(patient.pk))
    assert [word for word in secrets if word in told] == []
    assert mail.rather_twice is True


def test_every_active_admin_of_that_clinic_is_told_and_no_other(patient, admin, clinic, other_clinic):
    factories.make_admin(clinic, email="second@example.org")
    factories.make_admin(clinic, email="left@example.org", is_active=False)
    factories.make_admin(other_clinic, email="elsewhere@example.org")
    make_alert(patient, ago=timedelta(hours=30))
    run()
    assert sorted(QueuedMail.objects.values_list("to", flat=True)) == ["admin@example.org", "second@example.org"]


def test_without_an_admin_the_other_clinicians_are_told(patient, colleague):
    make_alert(patient, ago=timedelta(hours=30))
    run()
    assert list(QueuedMail.objects.values_list("to", flat=True)) == ["colleague@example.org"]


def test_who_administers_another_clinic_is_no_admin_here(patient, admin, colleague, other_clinic):
    Membership.objects.create(user=colleague, clinic=other_clinic, role="admin")
    make_alert(patient, ago=timedelta(hours=24))
    run()
    assert list(QueuedMail.objects.values_list("to", flat=True)) == ["admin@example.org"]


def test_with_nobody_to_tell_it_says_so_and_tries_again(patient):
    alert = make_alert(patient, ago=timedelta(hours=30))
    assert [run(), run()] == [("", "nobody to tell about 1\n")] * 2
    alert.refresh_from_db()
    assert alert.escalated_at is None


def test_looking_in_vain_takes_one_query_and_says_that_it_ran(patient, admin, django_assert_num_queries):
    make_alert(patient, ago=timedelta(hours=1))
    with django_assert_num_queries(2):
        run()
