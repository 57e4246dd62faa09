"""The morning after a session: how it is then, asked once, also where no exercise may be done."""

from datetime import timedelta

import pytest
from django.conf import settings

from exercises.dosage import Dose
from prescriptions.models import CheckIn, PlanItem
from tests import factories
from tests.prescriptions.today_pages.pages import NOW, days, press, text_of

pytestmark = pytest.mark.django_db

ASKED = "One question after your last exercises"
KEPT = {"headers": {"X-Kept-On-Device": "1"}}


@pytest.fixture
def plan(episode, clinician):
    """One exercise, on Mondays."""
    exercise = factories.make_exercise(title="First", dose=Dose(sets=1, repetitions=5, weekdays=(1,)))
    return factories.make_plan(episode, by=clinician, exercises=[exercise], now=NOW - timedelta(days=10))


@pytest.fixture
def send(phone, plan):
    """`send(kind, pain)` is what the form of the page sends."""

    def sent(kind, pain, *, headers=None, **given):
        return phone.post("/today/check-in/", {"kind": kind, f"pain-{plan.pk}": pain} | given, headers=headers)

    return sent


@pytest.fixture
def wake(phone, patient_user, time_machine):
    """`wake(1)` is the next morning, with the patient signed in."""

    def later(count):
        time_machine.move_to(NOW + timedelta(days=count), tick=False)
        phone.force_login(patient_user, backend=settings.AUTHENTICATION_BACKENDS[0])

    return later


@pytest.fixture
def _session(phone, send, item):
    """Monday: the questions, the exercise, and how it was after it."""
    send("before", 2, none="on")
    press(phone, item)
    send("after", 3)


def looked_back():
    return list(CheckIn.objects.filter(kind="next_day").values_list("date", "pain"))


@pytest.mark.usefixtures("_session")
def test_a_day_of_rest_asks_once_how_it_is_after_the_session(visit, send, wake):
    assert ASKED not in text_of(visit()), "the session is of today"
    wake(1)
    assert "A day of rest." in text_of(visit())
    assert ASKED in text_of(visit())
    answer = send("next_day", 3, date=days(1))
    assert (answer.status_code, answer["Location"]) == (302, "/today/#next")
    assert looked_back() == [(days(0), 3)]
    page = text_of(visit())
    assert ("Thank you. That is noted." in page, ASKED in page) == (True, False)


@pytest.mark.usefixtures("_session")
@pytest.mark.parametrize(("later", "asked"), [(2, True), (3, False)])
def test_it_is_asked_for_two_days(visit, wake, later, asked):
    wake(later)
    assert (ASKED in text_of(visit())) is asked


def test_without_a_session_nothing_is_asked(visit, wake):
    wake(1)
    assert ASKED not in text_of(visit())


@pytest.mark.usefixtures("_session")
def test_it_is_asked_as_well_while_everything_is_paused(visit, wake, plan):
    plan.items.update(weekdays=[1, 2])
    wake(1)
    assert ASKED not in text_of(visit()), "the questions before the exercises are asked"
    PlanItem.objects.update(paused_at=NOW)
    assert ASKED in text_of(visit())


@pytest.mark.usefixtures("_session")
def test_an_answer_kept_on_the_device_and_sent_twice_is_one(send, wake):
    wake(1)
    kept = {"id": "0e6b7d5a-4d0c-4a57-9a53-3f4f3c1d2b10", "date": days(1), **KEPT}
    assert [send("next_day", 4, **kept).status_code for _time in range(2)] == [204, 204]
    assert looked_back() == [(days(0), 4)]


@pytest.mark.usefixtures("_session")
def test_an_answer_that_comes_days_late_is_still_of_its_own_morning(send, wake):
    """Answered on Tuesday without a network, sent on Thursday: the session is Monday's."""
    wake(3)
    assert send("next_day", 4, date=days(1), **KEPT).status_code == 204
    assert looked_back() == [(days(0), 4)]


@pytest.mark.usefixtures("_session")
def test_the_pain_before_a_session_is_never_the_pain_after_that_session(send, wake):
    """The questions of Monday, kept on another device, come on Tuesday: they do not look back on Monday."""
    wake(1)
    send("before", 2, none="on", date=days(0), **KEPT)
    assert looked_back() == []
