"""What a patient sends while the whole database is away: NOT SENT, and what to do all the same."""

import io
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from prescriptions.models import CheckIn
from prescriptions.views.not_sent import broken
from tests.prescriptions.today_pages.pages import text_of

NOT_SENT = "NOT SENT. The clinic does not know yet. Call, and do not wait for an answer here."


@contextmanager
def database_away():
    def refuse(execute, sql, params, many, context):
        raise OperationalError("could not connect to server")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def send(phone, plan):
    """`send(path, **fields)` posts while the database is away."""
    phone.raise_request_exception = False

    def do(path, **fields):
        with database_away():
            return phone.post(path, {"kind": "before", f"pain-{plan.pk}": "3"} | fields)

    return do


@pytest.mark.parametrize(
    ("flags", "advice"),
    [
        (["fainting"], "Stop your exercises and call the clinic today."),
        (["fainting", "cauda-equina-signs"], "Stop. Call the emergency number now, then tell the clinic."),
        (["unexplained-weight-loss"], "Do not exercise for now. Ask the clinic for an appointment in the next days."),
    ],
)
@pytest.mark.parametrize("path", ["/today/check-in/", "/today/report/"])
def test_a_red_flag_gets_its_advice(send, path, flags, advice):
    answer = send(path, symptoms=flags)
    said = text_of(answer)
    assert answer.status_code == 503
    assert advice in said
    assert NOT_SENT in said
    assert CheckIn.objects.count() == 0


def test_the_words_that_were_ticked_are_shown_again(send):
    assert "You ticked: I fainted, or suddenly fell" in text_of(send("/today/check-in/", symptoms=["fainting"]))


@pytest.mark.parametrize("symptoms", [[], ["headache"], ["no-such-word", "<b>"]])
def test_without_a_red_flag_it_says_not_sent_and_gives_no_advice_of_its_own(send, symptoms):
    answer = send("/today/check-in/", symptoms=symptoms)
    assert (answer.status_code, NOT_SENT in text_of(answer), "You ticked" in text_of(answer)) == (503, True, False)


def test_a_mark_is_not_sent_either(send, plan):
    answer = send(f"/today/2026-11-23/{plan.items.first().pk}/1/", outcome="done")
    assert (answer.status_code, NOT_SENT in text_of(answer)) == (503, True)


def test_a_form_that_never_came_whole_is_no_second_fault(rf):
    class Broken(io.RawIOBase):
        def read(self, *_size):
            raise OSError("connection reset")

    request = rf.post("/today/check-in/", content_type="application/x-www-form-urlencoded")
    request.META["CONTENT_LENGTH"], request._stream, request._read_started = "10", Broken(), False
    answer = broken(request)
    assert (answer.status_code, NOT_SENT in text_of(answer)) == (503, True)


def test_what_nobody_sent_gets_the_plain_page(phone, plan):
    phone.raise_request_exception = False
    with database_away():
        answer = phone.get("/today/")
    assert (answer.status_code, "NOT SENT" in text_of(answer)) == (500, False)
    assert "Something went wrong here" in text_of(answer)


def test_with_the_database_back_the_same_form_is_stored(phone, plan):
    phone.post("/today/check-in/", {"kind": "before", f"pain-{plan.pk}": "3", "none": "on"})
    assert CheckIn.objects.get().pain == 3
