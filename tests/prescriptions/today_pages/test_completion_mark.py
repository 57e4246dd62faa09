"""/today/<date>/<item>/<occurrence>/: what was done, recorded once however often it is sent."""

import re
import uuid
from datetime import timedelta

import pytest

from prescriptions import actions
from prescriptions.models import Alert, Completion, PlanItem
from tests import factories
from tests.prescriptions.today_pages.pages import (
    NOW,
    PHONE,
    TODAY,
    current_of,
    days,
    mark_url,
    press,
    text_of,
    titles_under,
    twice_a_day,
)

FACTS = ("outcome", "reason", "discomfort", "date", "occurrence", "against_advice")


def recorded(*fields):
    return list(Completion.objects.order_by("item__position", "occurrence").values_list(*fields or FACTS))


# --- recording


def test_done_is_recorded_and_leads_to_the_next_exercise(phone, item, patient_user):
    answer = press(phone, item)
    assert (answer.status_code, answer["Location"]) == (302, "/today/#next")
    assert recorded() == [("done", "", False, TODAY, 1, False)]
    assert recorded("recorded_by", "recorded_at") == [(patient_user.pk, NOW)]
    assert "First: done." in text_of(phone.get("/today/"))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"why": "time"}, ("No time", False)),
        ({"why": "pain"}, ("It hurts more", True)),
        ({"why": "other", "words": " Guests came. "}, ("Another reason: Guests came.", False)),
        ({"words": "Slept badly"}, ("Slept badly", False)),
        ({}, ("", False)),
    ],
)
@pytest.mark.parametrize("outcome", ["partly", "skipped"])
def test_partly_and_skipped_keep_their_reason(phone, item, outcome, sent, stored):
    press(phone, item, outcome, **sent)
    assert recorded("outcome", "reason", "discomfort") == [(outcome, *stored)]


def test_done_has_no_reason_even_if_one_was_sent(phone, item):
    press(phone, item, "done", why="pain", words="Ouch")
    assert recorded("outcome", "reason", "discomfort") == [("done", "", False)]


def test_who_says_it_hurts_more_is_told_to_leave_it(phone, item):
    press(phone, item, "skipped", why="pain")
    assert "Stop this exercise for today, and talk to your clinician about it." in text_of(phone.get("/today/"))


def test_each_time_of_the_day_is_recorded_by_itself(phone, episode, clinician):
    plan = factories.make_plan(episode, by=clinician, exercises=[twice_a_day()])
    item = plan.items.all()[0]
    press(phone, item, occurrence=2)
    assert recorded("occurrence") == [(2,)]
    press(phone, item, occurrence=1)
    assert recorded("occurrence") == [(1,), (2,)]


def test_a_form_without_an_id_is_recorded_too(phone, item):
    phone.post(mark_url(item), {"outcome": "done"})
    assert recorded("outcome") == [("done",)]


# --- once, however often


def test_the_same_form_sent_twice_is_recorded_once(phone, item):
    form = {"id": str(uuid.uuid4()), "outcome": "done"}
    answers = [phone.post(mark_url(item), form) for _again in range(2)]
    assert [answer["Location"] for answer in answers] == ["/today/#next", "/today/#next"]
    assert recorded("id") == [(uuid.UUID(form["id"]),)]
    assert "First: done." in text_of(phone.get("/today/"))


def test_a_second_page_left_open_changes_nothing_and_says_what_stands(phone, item):
    press(phone, item, "done")
    press(phone, item, "skipped", why="time")
    assert recorded("outcome", "reason") == [("done", "")]
    assert "First was noted before: done. You can change it below." in text_of(phone.get("/today/"))


def test_an_old_form_sent_again_does_not_undo_a_correction(phone, item):
    form = {"id": str(uuid.uuid4()), "outcome": "done"}
    phone.post(mark_url(item), form)
    press(phone, item, "partly", why="hard", correct="on")
    phone.post(mark_url(item), form)
    assert recorded("outcome") == [("partly",)]


def test_an_id_that_belongs_to_another_record_is_refused(phone, plan):
    first, second, *_others = plan.items.all()
    form = {"id": str(uuid.uuid4()), "outcome": "done"}
    phone.post(mark_url(first), form)
    assert phone.post(mark_url(second), form).status_code == 400
    assert recorded("item") == [(first.pk,)]


# --- correcting


def test_a_mark_can_be_changed(phone, item):
    press(phone, item, "skipped", why="time", words="Bus")
    page = phone.get("/today/")
    assert 'value="time" checked' in page.content.decode()
    assert 'value="Bus"' in page.content.decode()
    press(phone, item, "done", correct="on")
    assert recorded("outcome", "reason") == [("done", "")]


def test_a_mark_can_be_taken_back(phone, item):
    press(phone, item)
    press(phone, item, "none")
    assert recorded() == []
    page = phone.get("/today/")
    assert "First: taken back." in text_of(page)
    assert current_of(page) == "First"


def test_taking_back_what_is_not_there_is_no_error(phone, item):
    assert press(phone, item, "none").status_code == 302


def test_a_correction_of_what_was_taken_back_elsewhere_is_recorded(phone, item):
    press(phone, item, "partly", why="hard", correct="on")
    assert recorded("outcome") == [("partly",)]


def test_a_mark_older_than_seven_days_stays_as_it_is(phone, item, clinician):
    then = NOW - timedelta(days=8)
    actions.record_completion(by=clinician, item=item, date=days(-8), now=then, outcome="done")
    for sent in ({"outcome": "skipped", "correct": "on"}, {"outcome": "none"}):
        assert press(phone, item, on=days(-8), **sent).status_code == 400
    assert recorded("outcome") == [("done",)]


# --- the day it belongs to


def test_a_page_shown_before_midnight_and_sent_after_keeps_its_date(browser_of, patient_user, item, time_machine):
    time_machine.move_to("2026-11-23T23:58:00Z", tick=False)
    phone = browser_of(patient_user)
    form = re.search(
        r'action="(/today/2026[^"]*)".*?name="id" value="([^"]*)"', phone.get("/today/").content.decode(), re.S
    )
    time_machine.move_to("2026-11-24T00:03:00Z", tick=False)
    answer = phone.post(form[1], {"id": form[2], "outcome": "done"})
    assert answer["Location"] == "/today/2026-11-23/#next"
    assert recorded("date", "id") == [(TODAY, uuid.UUID(form[2]))]
    assert "Monday 23 November. First: done." in text_of(phone.get("/today/2026-11-23/"))


def test_the_future_is_400_in_plain_words(phone, item):
    answer = press(phone, item, on=days(1))
    assert answer.status_code == 400
    assert "We could not save this This day has not come yet. Nothing was changed." in text_of(answer)
    assert PHONE in text_of(answer)
    assert recorded() == []


def test_today_of_a_patient_ahead_of_the_clinic_is_not_the_future(phone, item, patient, time_machine):
    patient.time_zone = "Pacific/Kiritimati"
    patient.save()
    time_machine.move_to("2026-11-23T12:00:00Z", tick=False)
    assert press(phone, item, on=days(1))["Location"] == "/today/#next"
    assert press(phone, item, on=days(2)).status_code == 400


def test_seven_days_back_is_recorded_and_eight_is_400(phone, item):
    assert press(phone, item, on=days(-7)).status_code == 302
    answer = press(phone, item, on=days(-8))
    assert answer.status_code == 400
    assert "Only today and the last 7 days can be filled in." in text_of(answer)
    assert recorded("date") == [(days(-7),)]


@pytest.mark.parametrize("occurrence", [0, 2, 13, 99999, 10**20])
def test_a_time_of_day_that_is_not_due_is_400(phone, item, occurrence):
    answer = press(phone, item, occurrence=occurrence)
    assert answer.status_code == 400
    assert "This exercise is not done that many times a day." in text_of(answer)
    assert recorded() == []


@pytest.mark.parametrize(
    "sent",
    [{"outcome": "perhaps"}, {"outcome": ""}, {"id": "1"}, {"why": "weather"}, {"words": "x" * 401}, {"words": "a\0b"}],
)
def test_a_form_that_is_not_ours_is_400_and_changes_nothing(phone, item, sent):
    answer = press(phone, item, **{"outcome": "skipped"} | sent)
    assert answer.status_code == 400
    assert "Nothing was changed." in text_of(answer)
    assert recorded() == []


# --- against advice: a fact all the same


def test_a_mark_on_a_held_plan_is_kept_as_a_fact_and_the_patient_is_told(phone, plan, item, clinician):
    actions.hold_plan(by=clinician, plan=plan, reason="Fever.", now=NOW)
    press(phone, item)
    assert recorded("outcome", "against_advice") == [("done", True)]
    assert Alert.objects.count() == 1
    page = phone.get("/today/")
    assert "First: done." in text_of(page)
    assert "Your plan is paused. Please do no exercises until the clinic has seen you." in text_of(page)


def test_a_mark_on_a_paused_exercise_is_kept_and_the_patient_is_told(phone, plan, item):
    PlanItem.objects.filter(pk=item.pk).update(paused_at=NOW, paused_because="Pressure.")
    press(phone, item)
    assert recorded("outcome", "against_advice") == [("done", True)]
    assert "This exercise is paused. Please leave it until the clinic has seen you." in text_of(phone.get("/today/"))


def test_a_mark_of_a_plan_that_was_replaced_is_kept_and_the_new_plan_shown(phone, item, episode, clinician):
    other = factories.make_exercise(title="Of the new plan")
    factories.make_plan(episode, by=clinician, exercises=[other], now=NOW)
    answer = press(phone, item)
    assert answer["Location"] == "/today/#next"
    assert recorded("outcome", "against_advice") == [("done", False)]
    page = phone.get("/today/")
    assert "First: done. Your plan has changed. This is your new plan." in text_of(page)
    assert current_of(page) == "Of the new plan"
    assert titles_under(page, "Noted") == []


def test_a_mark_of_a_plan_that_was_stopped_is_kept(phone, plan, item, clinician):
    actions.stop_plan(by=clinician, plan=plan, reason="Healed.", now=NOW)
    press(phone, item)
    assert recorded("outcome") == [("done",)]
    assert "This plan has ended. Ask the clinic what comes next." in text_of(phone.get("/today/"))
