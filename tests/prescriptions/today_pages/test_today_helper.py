"""A helper sees what is due and marks it; findings, pain and reasons stay with the patient and the clinic."""

from datetime import UTC, datetime

import pytest

from patients import actions as records
from prescriptions import actions
from prescriptions.models import Completion
from tests import factories


@pytest.fixture
def helper(patient, clinician):
    now = datetime.now(UTC)
    helper = records.add_helper(by=clinician, patient=patient, name="Karin Lindqvist", now=now)
    records.agree(by=helper.user, now=now)
    return helper


@pytest.fixture
def plan(library, episode, clinician):
    exercises = [factories.make_exercise(title=title) for title in ("Pelvic tilt", "Cat-camel")]
    return factories.make_plan(episode, by=clinician, exercises=exercises)


def mark(visit, plan, place=0, **typed):
    day = plan.episode.patient.today(datetime.now(UTC))
    return visit.post(f"/today/{day}/{plan.items.all()[place].pk}/1/", {"outcome": "done"} | typed)


def test_a_helper_sees_the_exercises_and_whose_they_are(browser_of, helper, plan):
    page = browser_of(helper.user).get("/today/").content.decode()
    assert "These are the exercises of Vera Lindqvist." in page
    assert ("Pelvic tilt" in page, "Cat-camel" in page) == (True, True)


def test_a_helper_is_led_only_where_a_helper_may_go(browser_of, helper, plan, patient):
    """The plan on paper, how it went and the reminders are the patient's alone."""
    lead = [
        f'href="/plans/{plan.pk}/handout.pdf"',
        'class="link" href="/progress/"><svg',
        'class="link" href="/reminders/"><svg',
    ]
    for user, count in ((patient.user, 3), (helper.user, 0)):
        page = browser_of(user).get("/today/").content.decode()
        assert sum(each in page for each in lead) == count


def test_a_helper_is_told_whose_answers_are_asked_and_the_patient_is_not(browser_of, helper, plan, patient):
    words = "These questions are for Vera Lindqvist. Ask, and tap the answer."
    assert words in browser_of(helper.user).get("/today/").content.decode()
    assert "Ask, and tap the answer." not in browser_of(patient.user).get("/today/").content.decode()


def test_a_helper_marks_and_the_patient_reads_by_whom(browser_of, helper, plan, patient):
    assert mark(browser_of(helper.user), plan).status_code == 302
    assert Completion.objects.get().recorded_by == helper.user
    assert "noted by Karin Lindqvist" in browser_of(patient.user).get("/today/").content.decode()


def test_a_helper_does_not_read_why(browser_of, helper, plan, patient):
    mark(browser_of(patient.user), plan, outcome="skipped", why="pain", words="down the left leg")
    assert "down the left leg" in browser_of(patient.user).get("/today/").content.decode()
    assert "down the left leg" not in browser_of(helper.user).get("/today/").content.decode()


def test_a_helper_who_was_ended_sees_and_marks_nothing(browser_of, helper, plan, clinician):
    visit = browser_of(helper.user)
    assert visit.get("/today/").content.decode().count("Pelvic tilt") > 0
    records.end_helper(by=clinician, helper=helper, now=datetime.now(UTC))
    assert "Pelvic tilt" not in visit.get("/today/").content.decode()
    assert mark(visit, plan).status_code == 404
    assert Completion.objects.count() == 0


def test_a_helper_reaches_no_record_over_the_api(api, helper, plan, patient):
    client = api(helper.user)
    for address in (f"patients/{patient.pk}/", f"plans/{plan.pk}/", f"patients/{patient.pk}/episodes/"):
        assert client.get(f"/api/v1/{address}").status_code == 404
    assert client.get("/api/v1/me/").json()["patients"] == []


def test_a_helper_who_was_ended_cannot_record(helper, plan, clinician):
    from accounts.refusals import NotYours

    now = datetime.now(UTC)
    records.end_helper(by=clinician, helper=helper, now=now)
    day = plan.episode.patient.today(now)
    with pytest.raises(NotYours):
        actions.record_completion(by=helper.user, item=plan.items.first(), date=day, outcome="done", now=now)
