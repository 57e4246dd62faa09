"""Alerts over the API: who sees them, and that each is answered once."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.refusals import Refused
from prescriptions import actions
from prescriptions.actions.alert import raise_alert
from prescriptions.models import Alert
from tests import factories

NOTE = {"note": "Called, harmless."}


def make_alert(patient, plan=None, cause=Alert.Cause.PAIN_RESPONSE, rule="C-13", severity="prompt"):
    spoken = {"rule": rule, "level": "hard", "severity": severity, "message": f"{rule} spoke."}
    return raise_alert(patient=patient, plan=plan, cause=cause, now=timezone.now(), **spoken)


@pytest.fixture
def alert(patient):
    return make_alert(patient)


def answer_path(alert):
    return f"/api/v1/alerts/{alert.pk}/acknowledge/"


@pytest.mark.django_db
def test_an_alert_has_the_shape_of_the_contract(api, clinician, alert):
    assert api(clinician).get("/api/v1/alerts/").json()["results"] == [
        {
            "id": str(alert.pk),
            "patient": str(alert.patient_id),
            "plan": None,
            "rule": "C-13",
            "level": "hard",
            "severity": "prompt",
            "count": 1,
            "message": "C-13 spoke.",
            "raised_at": alert.raised_at.isoformat().replace("+00:00", "Z"),
            "last_raised_at": alert.raised_at.isoformat().replace("+00:00", "Z"),
            "acknowledged_at": None,
            "acknowledged_by": None,
            "note": "",
        }
    ]


@pytest.mark.django_db
def test_one_open_row_per_patient_and_cause_takes_the_graver_word(patient, other_patient):
    make_alert(patient, severity="prompt", rule="C-13")
    make_alert(patient, severity="urgent", rule="C-16")
    make_alert(patient, severity="none", rule="C-17")
    make_alert(patient, cause=Alert.Cause.RED_FLAG, rule="C-01")
    make_alert(other_patient)
    rows = Alert.objects.filter(patient=patient, cause="pain_response").values_list(
        "count", "rule", "severity", "rules"
    )
    assert list(rows) == [(3, "C-16", "urgent", ["C-13", "C-16", "C-17"])]
    assert Alert.objects.count() == 3


@pytest.mark.django_db
def test_those_who_treat_see_it_and_nobody_else(api, alert, clinician, colleague, admin, stranger, patient_user):
    seen = [api(who).get("/api/v1/alerts/").json()["count"] for who in (clinician, colleague, admin, stranger)]
    assert (seen, api(patient_user).get("/api/v1/alerts/").json()["count"]) == ([1, 1, 0, 0], 0)
    refused = [api(who).post(answer_path(alert), NOTE).status_code for who in (admin, stranger, patient_user)]
    assert (refused, Alert.objects.filter(acknowledged_at=None).count()) == ([403, 404, 404], 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "count"), [({}, 2), ({"open": "true"}, 1), ({"open": "false"}, 1)])
def test_open_ones_can_be_asked_for(api, clinician, alert, query, count):
    api(clinician).post(answer_path(alert), NOTE)
    make_alert(alert.patient)
    assert api(clinician).get("/api/v1/alerts/", query).json()["count"] == count


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["maybe", ""])
def test_another_word_for_open_is_400(api, clinician, word):
    answer = api(clinician).get("/api/v1/alerts/", {"open": word})
    assert (answer.status_code, [*answer.json()["errors"]]) == (400, ["open"])


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": "  "}, {"note": "x" * 2_001}, {"note": 7}])
def test_an_answer_needs_its_note(api, clinician, alert, body):
    answer = api(clinician).post(answer_path(alert), body)
    assert (answer.status_code, [*answer.json()["errors"]]) == (400, ["note"])


@pytest.mark.django_db
def test_it_is_answered_once_and_the_second_learns_by_whom(api, clinician, colleague, alert):
    first = api(clinician).post(answer_path(alert), NOTE)
    assert (first.status_code, first.json()["acknowledged_by"]["name"], first.json()["note"]) == (
        200,
        "Anna Marlow",
        "Called, harmless.",
    )
    second = api(colleague).post(answer_path(alert), {"note": "I called as well."})
    assert (second.status_code, "Anna Marlow" in second.json()["detail"]) == (409, True)
    alert.refresh_from_db()
    assert alert.note == "Called, harmless."


@pytest.mark.django_db
def test_what_happens_after_the_answer_is_a_new_alert(api, clinician, alert):
    api(clinician).post(answer_path(alert), NOTE)
    again = make_alert(alert.patient)
    assert (again.pk != alert.pk, again.count) == (True, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(api, clinician, clinic, rows, django_assert_num_queries):
    for _each in range(rows):
        make_alert(factories.make_patient(clinic, responsible=clinician))
    caller = api(clinician)
    caller.get("/api/v1/alerts/")
    with django_assert_num_queries(4):
        caller.get("/api/v1/alerts/")


@pytest.mark.django_db(transaction=True)
def test_two_clinicians_at_once_answer_once():
    clinic = factories.make_clinic()
    doctors = [factories.make_clinician(clinic) for _two in "12"]
    alert = make_alert(factories.make_patient(clinic, responsible=doctors[0]))
    start, outcomes = threading.Barrier(2), []

    def answer(doctor):
        try:
            start.wait()
            actions.acknowledge_alert(by=doctor, alert=alert, note=f"By {doctor}", now=timezone.now())
            outcomes.append("answered")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(doctor,)) for doctor in doctors]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["answered", "refused"]
