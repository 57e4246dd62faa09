"""/today/: whose day it is, and which day."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from prescriptions.models import Completion
from tests import factories
from tests.prescriptions.today_pages.pages import (
    TODAY,
    current_of,
    make_five,
    press,
    text_of,
    titles_under,
)

# --- whose day


def test_a_stranger_and_a_clinician_without_a_record_see_no_plan(plan, browser_of, clinician, stranger, admin):
    for person in (clinician, stranger, admin):
        page = browser_of(person).get("/today/")
        assert page.status_code == 200
        assert "There is no plan for this account." in text_of(page)
        assert "First" not in text_of(page)


def test_another_patient_sees_their_own_plan(plan, other_patient, clinician, browser_of):
    own = factories.make_exercise(title="Only for Tomas")
    factories.make_plan(factories.make_episode(other_patient), by=clinician, exercises=[own])
    page = browser_of(other_patient.user).get("/today/")
    assert current_of(page) == "Only for Tomas"
    assert "First" not in text_of(page)


def test_a_clinician_who_is_a_patient_as_well_sees_their_own_day(plan, patient, clinician, browser_of):
    patient.user = clinician
    patient.save()
    assert current_of(browser_of(clinician).get("/today/")) == "First"


def test_an_anonymous_visitor_signs_in_first(client, plan):
    answer = client.get("/today/")
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next=/today/")


def test_plans_of_two_regions_share_the_day(patient, plan, clinician, visit):
    thoracic = factories.make_episode(patient, region="thoracic")
    factories.make_plan(thoracic, by=clinician, exercises=[factories.make_exercise(title="Sixth", region="thoracic")])
    page = visit()
    assert "0 of 6 done" in text_of(page)
    assert {current_of(page), *titles_under(page, "After that")} == {
        "First",
        "Second",
        "Third",
        "Fourth",
        "Fifth",
        "Sixth",
    }


# --- the day where the patient lives


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Pacific/Kiritimati", "Tuesday 24 November"), ("Pacific/Pago_Pago", "Monday 23 November")],
)
def test_both_sides_of_the_date_line_have_their_own_today(
    patient, episode, clinician, visit, time_machine, zone, words
):
    patient.time_zone = zone
    patient.save()
    episode.refresh_from_db()
    make_five(episode, by=clinician, starts_on=TODAY)
    time_machine.move_to("2026-11-23T12:00:00Z", tick=False)
    assert words in text_of(visit())


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-10-24T23:30:00Z", date(2026, 10, 25)),  # 00:30, summer time
        ("2026-10-25T00:30:00Z", date(2026, 10, 25)),  # 01:30, the first time
        ("2026-10-25T01:30:00Z", date(2026, 10, 25)),  # 01:30, the second time
        ("2026-10-25T23:30:00Z", date(2026, 10, 25)),  # 23:30, a day of 25 hours
        ("2026-10-26T00:30:00Z", date(2026, 10, 26)),
        ("2026-03-29T22:30:00Z", date(2026, 3, 29)),  # 23:30, a day of 23 hours
        ("2026-03-29T23:30:00Z", date(2026, 3, 30)),
    ],
)
def test_a_day_on_which_the_clocks_change_is_one_day(episode, clinician, visit, time_machine, client, instant, day):
    time_machine.move_to(instant, tick=False)
    now = datetime.fromisoformat(instant)
    plan = make_five(episode, by=clinician, now=now, starts_on=date(2026, 3, 1), ends_on=date(2026, 12, 1))
    assert current_of(visit()) == "First"
    press(client, plan.items.all()[0], on=day)
    assert Completion.objects.get().date == day
    assert current_of(visit()) == "Second"
