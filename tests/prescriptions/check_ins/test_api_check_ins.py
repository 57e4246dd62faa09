"""Check-ins over the API: records of fact, refused only where they are malformed."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Alert, CheckIn
from tests import factories
from tests.prescriptions.check_ins.answers import rules

pytestmark = pytest.mark.django_db


def test_a_calm_check_in_is_stored_and_changes_nothing(say, plan, patient_user, today):
    answer = say(pain=2, symptoms=[])
    assert answer.status_code == 201
    assert {name: value for name, value in answer.json().items() if name not in ("id", "findings")} == {
        "date": str(today),
        "kind": "before",
        "occurrence": 1,
        "pain": 2,
        "symptoms": [],
        "discomfort": False,
        "comment": "",
        "recorded_by": {"id": str(patient_user.pk), "name": "Vera Lindqvist"},
        "plan_status": "issued",
    }
    assert (rules(answer), Alert.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"pain": 11}, "pain"),
        ({"pain": -1}, "pain"),
        ({"pain": 2.5}, "pain"),
        ({"pain": "2"}, "pain"),
        ({}, "pain"),
        ({"pain": 2, "symptoms": ["hiccups"]}, "symptoms"),
        ({"pain": 2, "kind": "during"}, "kind"),
        ({"pain": 2, "occurrence": 13}, "occurrence"),
        ({"pain": 2, "mood": "good"}, "mood"),
        ({"pain": 2, "comment": "x" * 2_001}, "comment"),
        ({"pain": 2, "date": "yesterday"}, "date"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(say, facts, field):
    answer = say(**facts)
    assert (answer.status_code, [*answer.json()["errors"]], CheckIn.objects.count()) == (400, [field], 0)


@pytest.mark.parametrize(("days", "status"), [(-1, 400), (0, 201), (7, 201), (8, 400)])
def test_seven_days_back_and_none_ahead(say, today, days, status):
    assert say(pain=2, date=str(today - timedelta(days=days))).status_code == status


def test_a_report_needs_no_pain(say):
    assert say(kind="report", symptoms=["muscle-tension"]).status_code == 201


@pytest.mark.parametrize("kind", ["before", "after"])
def test_a_second_one_names_the_first_and_its_symptoms_count_all_the_same(say, plan, kind):
    first = say(kind=kind, pain=2, symptoms=[]).json()["id"]
    again = say(kind=kind, pain=5, symptoms=["fainting"])
    assert (again.status_code, again.headers["Content-Type"]) == (409, "application/problem+json")
    assert first in again.json()["detail"]
    assert rules(again)[:2] == [("C-10", "hard"), ("S-27", "hard")]
    plan.refresh_from_db()
    assert plan.status == "held"
    assert sorted(CheckIn.objects.values_list("kind", "pain")) == sorted([(kind, 2), ("report", 5)])
    assert say(kind=kind, pain=5).status_code == 409
    assert CheckIn.objects.count() == 2, "nothing new was said"


def test_reports_and_the_next_day_may_come_again(say):
    answers = [say(kind=kind, pain=2).status_code for kind in ("report", "report", "next_day", "next_day")]
    assert answers == [201] * 4


def test_a_write_with_its_own_id_is_stored_once(say):
    own = {"id": str(uuid.uuid4()), "pain": 3}
    first, again, other = say(**own), say(**own), say(**own | {"pain": 4})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert (first.json(), CheckIn.objects.count()) == (again.json(), 1)


def test_who_may_say_something(say, plan, clinician, admin, stranger, other_patient):
    statuses = [say(who, pain=1, kind="report").status_code for who in (clinician, admin, stranger, other_patient.user)]
    assert statuses == [201, 403, 404, 404]


def test_a_draft_has_no_check_ins(say, episode, clinician, today):
    factories.make_assessment(episode, by=clinician)
    lines = [actions.Line(factories.make_exercise(), Dose(repetitions=5))]
    draft = actions.create_draft(by=clinician, episode=episode, lines=lines, now=timezone.now())
    assert say(clinician, of=draft, pain=1).status_code == 409


def test_the_list_is_newest_first_and_for_those_who_may_read(say, api, plan, clinician, admin, today):
    say(pain=1, date=str(today - timedelta(days=1)))
    say(pain=2)
    path = f"/api/v1/plans/{plan.pk}/check-ins/"
    assert [row["pain"] for row in api(clinician).get(path).json()["results"]] == [2, 1]
    assert api(admin).get(path).status_code == 403
