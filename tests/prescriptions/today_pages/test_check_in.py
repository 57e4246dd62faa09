"""The questions before and after the exercises: two taps when all is well, and advice before everything else."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Alert, CheckIn, Plan
from tests import factories
from tests.prescriptions.today_pages.pages import NOW, PHONE, days, press, text_of

pytestmark = pytest.mark.django_db


def send(phone, plan, *, kind="before", url=None, pain="1", **given):
    data = {"kind": kind, f"pain-{plan.pk}": pain, **given}
    return phone.post(url or ("/today/report/" if kind == "report" else "/today/check-in/"), data)


def stored(*names):
    return list(CheckIn.objects.order_by("recorded_at", "kind").values_list(*names))


def test_today_asks_first_and_two_taps_are_enough(phone, plan, visit):
    page = visit().content.decode()
    assert page.count('class="pl-checkin"') == 1
    assert page.count(f'name="pain-{plan.pk}"') == 11
    answer = send(phone, plan, none="on")
    assert (answer.status_code, answer["Location"]) == (302, "/today/#next")
    assert stored("kind", "pain", "symptoms", "date") == [("before", 1, [], days(0))]
    assert 'class="pl-checkin"' not in visit().content.decode(), "asked once a day"


def test_every_page_with_the_questions_names_the_clinic_and_says_that_nobody_watches(phone, plan, visit):
    for page in (visit(), phone.get("/today/report/")):
        said = text_of(page)
        assert "Nobody watches these answers day and night." in said
        assert PHONE in said
        assert "In an emergency call 112" in said


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"pain": "", "none": "on"}, "Tap a number from 0 to 10."),
        ({"pain": "11", "none": "on"}, "Tap a number."),
        ({}, "Tick what is new, or choose “None of these”."),
        ({"symptoms": ["hiccups"]}, "Tick what is new, or choose “None of these”."),
    ],
)
def test_what_is_missing_is_said_and_what_was_given_is_kept(phone, plan, given, error):
    answer = send(phone, plan, **{"symptoms": [], **given})
    assert answer.status_code == 400
    assert error in text_of(answer)
    if given.get("pain", "1") == "1":
        assert re.search(r'value="1" checked', answer.content.decode())
    assert stored("pk") == []


def test_a_form_sent_twice_is_stored_once(phone, plan):
    own = {"id": "7c3c1f0e-4d1c-4f43-9a43-0d6a5b1f2c3d", "none": "on"}
    send(phone, plan, **own)
    assert send(phone, plan, **own).status_code == 302
    assert len(stored("pk")) == 1


def test_a_new_symptom_closes_the_session_and_the_page_says_so(phone, plan, visit):
    answer = send(phone, plan, symptoms=["numbness"])
    assert answer.status_code == 302
    said = text_of(visit())
    assert "Wait with the exercises until the clinic has called you, or call the clinic." in said
    assert "First" not in [task.strip() for task in said.split("After that")[1:]]
    assert Alert.objects.get().rule == "S-27b"


def test_a_report_that_says_nothing_is_not_stored(phone, plan):
    answer = send(phone, plan, kind="report", pain="", comment="  ")
    assert answer.status_code == 400
    assert "Tick what is new, tap a number, or write a few words." in text_of(answer)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "said", [{"pain": "3"}, {"symptoms": ["numbness"]}, {"comment": "Slept badly."}], ids=["pain", "tick", "words"]
)
def test_a_report_of_one_thing_is_stored(phone, plan, said):
    assert send(phone, plan, kind="report", **{"pain": ""} | said).status_code == 302
    assert CheckIn.objects.get().kind == "report"


# --- red flags


@pytest.mark.parametrize(("url", "button"), [("/today/", "I ticked something: send it"), ("/today/report/", "Send it")])
def test_the_browser_does_not_hold_back_a_red_flag_for_want_of_a_number(phone, plan, visit, url, button):
    visit()
    (attributes,) = re.findall(f"<button ([^>]*)>{button}", phone.get(url).text)
    assert "formnovalidate" in attributes


@pytest.mark.parametrize("kind", ["before", "after", "report"])
def test_a_red_flag_shows_what_to_do_and_holds_the_plan(phone, plan, kind):
    answer = send(phone, plan, kind=kind, symptoms=["cauda-equina-signs"])
    said = text_of(answer)
    assert answer.status_code == 200
    assert "Stop. Call the emergency number now, then tell the clinic." in said
    assert "Emergency: call 112" in said
    assert PHONE in said
    assert "You ticked New trouble passing water or stool" in said
    plan.refresh_from_db()
    assert plan.status == "held"


@pytest.mark.parametrize("broken", [{"pain": ""}, {"pain": "99"}, {"id": "no-id"}, {"comment": "x" * 3_000}])
def test_nothing_else_that_is_wrong_loses_a_red_flag(phone, plan, broken):
    answer = send(phone, plan, symptoms=["fainting"], **broken)
    assert (answer.status_code, "Stop your exercises" in text_of(answer)) == (200, True)
    assert [row[1] for row in stored("kind", "symptoms")] == [["fainting"]]
    plan.refresh_from_db()
    assert plan.status == "held"


def test_a_tick_beats_the_button_that_says_none(phone, plan):
    send(phone, plan, symptoms=["fainting"], none="on")
    assert stored("symptoms") == [(["fainting"],)]


def test_when_saving_fails_the_advice_stands_and_the_page_says_not_sent(phone, plan, monkeypatch):
    def fail(**facts):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(actions, "record_check_in", fail)
    answer = send(phone, plan, symptoms=["fainting"])
    assert answer.status_code == 503
    assert "Stop your exercises and call the clinic today." in text_of(answer)
    assert "NOT SENT. The clinic does not know yet." in text_of(answer)


def test_a_tick_by_mistake_is_taken_back(phone, plan, visit):
    page = send(phone, plan, symptoms=["fainting"]).content.decode()
    url = re.search(r'action="(/today/check-in/[^"]+/take-back/)"', page)[1]
    assert phone.post(url)["Location"] == "/today/"
    plan.refresh_from_db()
    assert (plan.status, Alert.objects.get().acknowledged_at) == ("issued", None)
    assert "Your plan is paused" not in text_of(visit())


def test_with_two_plans_each_pain_is_asked_and_a_flag_taken_back_frees_both(phone, plan, patient, clinician, visit):
    lumbar = factories.make_episode(patient, region="lumbar")
    other = factories.make_plan(
        lumbar, by=clinician, exercises=[factories.make_exercise(dose=Dose(repetitions=3))], now=NOW - timedelta(days=1)
    )
    said = text_of(visit())
    assert "How much does your neck hurt now?" in said
    assert "How much does your lower back hurt now?" in said
    page = send(phone, plan, symptoms=["fainting"], **{f"pain-{other.pk}": "4"}).content.decode()
    assert sorted(stored("pain")) == [(1,), (4,)]
    assert set(Plan.objects.values_list("status", flat=True)) == {"held"}
    phone.post(re.search(r'action="(/today/check-in/[^"]+/take-back/)"', page)[1])
    assert set(Plan.objects.values_list("status", flat=True)) == {"issued"}


@pytest.mark.parametrize(("symptoms", "reports"), [((), 0), (("muscle-tension",), 1)])
def test_beside_a_plan_on_hold_one_pain_is_enough(phone, plan, patient, clinician, visit, symptoms, reports):
    """The page does not ask for the pain of what is paused; what is new is told of both."""
    neck = factories.make_episode(patient, region="cervical")
    other = factories.make_plan(neck, by=clinician, now=NOW - timedelta(days=3))
    actions.hold_plan(by=clinician, plan=other, reason="Seen again first.", now=NOW)
    asked = re.findall(r'name="asked" value="([^"]+)"', visit().content.decode())
    assert asked == [str(plan.pk)]
    missing = phone.post("/today/check-in/", {"kind": "before", "asked": asked, "none": "on"})
    assert (missing.status_code, "Tap a number from 0 to 10." in text_of(missing)) == (400, True)
    new = {"symptoms": symptoms} if symptoms else {"none": "on"}
    assert send(phone, plan, asked=asked, **new).status_code == 302
    assert [each.plan_id for each in CheckIn.objects.filter(kind="before")] == [plan.pk]
    assert CheckIn.objects.filter(kind="report", plan=other, symptoms=list(symptoms)).count() == reports


def test_somebody_elses_tick_is_not_there(phone, plan, browser_of, other_patient):
    page = send(phone, plan, symptoms=["fainting"]).content.decode()
    url = re.search(r'action="(/today/check-in/[^"]+/take-back/)"', page)[1]
    assert browser_of(other_patient.user).post(url).status_code == 404


# --- after, and the next morning


def test_when_all_is_marked_the_page_asks_how_it_was(phone, plan, visit):
    for item in plan.items.all():
        press(phone, item)
    assert "One last question" in text_of(visit())
    send(phone, plan, kind="after", pain="3", discomfort="on")
    assert stored("kind", "pain", "discomfort") == [("after", 3, True)]
    assert "One last question" not in text_of(visit())


def test_the_pain_of_the_next_morning_is_the_pain_after_yesterday(phone, plan, patient_user, time_machine):
    send(phone, plan, pain="2", none="on")
    press(phone, plan.items.first())
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    phone.force_login(patient_user, backend=settings.AUTHENTICATION_BACKENDS[0])
    send(phone, plan, pain="4", none="on")
    assert stored("kind", "date", "pain") == [
        ("before", days(0), 2),
        ("before", days(1), 4),
        ("next_day", days(0), 4),
    ]
    assert plan.items.first().paused, "C-14: two more than before, so what was done pauses"


def test_a_day_that_passed_midnight_keeps_its_date(phone, plan, patient_user, time_machine):
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    phone.force_login(patient_user, backend=settings.AUTHENTICATION_BACKENDS[0])
    send(phone, plan, none="on", date=days(0).isoformat())
    assert stored("date") == [(days(0),)]


@pytest.mark.parametrize(("cleared_days_ago", "asked"), [(28, False), (29, True)])
def test_cleared_night_pain_is_not_asked_for_28_days(visit, episode, clinician, cleared_days_ago, asked):
    cleared = [{"flag": "constant-night-pain", "outcome": "excluded", "note": "A new mattress."}]
    at = NOW - timedelta(days=cleared_days_ago)
    factories.make_assessment(episode, by=clinician, at=at, red_flags_cleared=cleared)
    factories.make_plan(episode, by=clinician, now=at)
    assert ("Pain all night that no position eases" in text_of(visit())) is asked


def test_how_it_felt_is_recorded_with_the_exercise(phone, item, visit):
    press(phone, item, pain_during="6", difficulty="5", spreading="on")
    row = item.completions.get()
    assert (row.pain_during, row.difficulty, row.spreading) == (6, 5, True)
    item.refresh_from_db()
    assert item.paused
    assert "Leave this exercise for today: it hurt too much." in text_of(visit())


def test_without_a_plan_there_is_nothing_to_ask(phone, patient):
    assert phone.get("/today/report/")["Location"] == "/today/"
    answer = phone.post("/today/check-in/", {"kind": "before"})
    assert answer["Location"] == "/today/"
