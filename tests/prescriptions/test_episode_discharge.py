"""/episodes/<uuid>/discharge/, …/summary/, and the patient's /summary/<uuid>/"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts.refusals import NotYours
from prescriptions import actions
from prescriptions.models import Completion, Discharge, Status
from tests import factories

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
ANSWERS = {"reason": "reached", "advice": "Walk every day.\nCome back when it stays.", "note": "Good work."}


def url(plan):
    return f"/episodes/{plan.episode_id}/discharge/"


def summary_url(plan):
    return f"/episodes/{plan.episode_id}/summary/"


def own_url(plan):
    return f"/summary/{plan.episode_id}/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def plan(clinician, patient, time_machine):
    """Ten days of a plan, the last three of them done."""
    time_machine.move_to(NOON)
    episode = factories.make_episode(patient)
    factories.make_assessment(episode, by=clinician, at=NOON - timedelta(days=30), stage="acute", pain_now=7)
    factories.make_assessment(episode, by=clinician, at=NOON - timedelta(days=10), pain_now=3)
    exercise = factories.make_exercise(title="Chin tuck")
    plan = factories.make_plan(episode, by=clinician, exercises=[exercise], now=NOON - timedelta(days=10))
    for back in (1, 2, 3):
        day = NOON.date() - timedelta(days=back)
        Completion.objects.create(item=plan.items.get(), date=day, outcome="done", recorded_by=clinician)
    return plan


def test_the_page_shows_what_will_be_kept(browser_of, clinician, plan):
    page = text_of(browser_of(clinician).get(url(plan)))
    assert "Acute at the start, Recovery at the end" in page
    assert "7 at the start, 3 at the end" in page
    assert "Days done 3 of 9" in page
    assert "Plan 1 8 November 2026, recovery: Chin tuck" in page


def test_discharge_closes_the_episode_and_ends_the_plan(browser_of, clinician, plan):
    answer = browser_of(clinician).post(url(plan), ANSWERS)
    assert answer["Location"] == summary_url(plan)
    plan.refresh_from_db()
    plan.episode.refresh_from_db()
    assert (plan.status, plan.ended_reason) == (Status.ENDED, "episode_closed")
    assert plan.episode.closed_on == NOON.date()
    found = Discharge.objects.get()
    assert (found.reason, found.note, found.by) == ("reached", "Good work.", clinician)
    assert (found.summary["days_done"], found.summary["days_due"], found.summary["pain"]) == (3, 9, [7, 3])


def test_the_summary_is_for_the_record_and_keeps_its_figures(browser_of, clinician, plan):
    browser = browser_of(clinician)
    browser.post(url(plan), ANSWERS)
    Completion.objects.all().delete()
    page = text_of(browser.get(summary_url(plan)))
    assert "Goals reached 18 November 2026, 12:00, Anna Marlow" in page
    assert "Days done 3 of 9" in page
    assert "Good work." in page
    assert "Summary" in text_of(browser.get(f"/patients/{plan.episode.patient_id}/"))


def test_the_patient_reads_what_was_reached_but_not_the_note(browser_of, clinician, patient_user, plan):
    browser_of(clinician).post(url(plan), ANSWERS)
    browser = browser_of(patient_user)
    page = text_of(browser.get(own_url(plan)))
    assert "Your pain was 7 of 10 at the start and 3 of 10 at the end." in page
    assert "You did all your exercises on 3 of 9 days." in page
    assert "What Anna Marlow wrote for you Walk every day." in page
    assert "Chin tuck 5 times, once a day, every day" in page
    assert "Good work." not in page
    assert f'href="{own_url(plan)}"' in browser.get("/today/").content.decode()


def test_an_episode_without_anything_can_be_discharged(browser_of, clinician, patient):
    episode = factories.make_episode(patient, region="lumbar")
    browser = browser_of(clinician)
    assert browser.get(f"/episodes/{episode.pk}/discharge/").status_code == 200
    assert browser.post(f"/episodes/{episode.pk}/discharge/", {"reason": "stopped"}).status_code == 302
    assert browser.get(f"/episodes/{episode.pk}/summary/").status_code == 200


@pytest.mark.parametrize(("answers", "field"), [({"reason": ""}, "reason"), ({"reason": "bored"}, "reason")])
def test_what_is_wrong_is_named_and_nothing_closes(browser_of, clinician, plan, answers, field):
    answer = browser_of(clinician).post(url(plan), ANSWERS | answers)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "Walk every day." in answer.content.decode()
    assert Discharge.objects.count() == 0


def test_a_closed_episode_is_not_discharged_again(browser_of, clinician, plan):
    browser = browser_of(clinician)
    browser.post(url(plan), ANSWERS)
    assert browser.post(url(plan), ANSWERS).status_code == 409
    assert "closed already" in text_of(browser.get(url(plan)))
    assert Discharge.objects.count() == 1


def test_only_a_clinician_of_the_clinic_discharges(stranger, plan):
    with pytest.raises(NotYours):
        actions.discharge_episode(by=stranger, episode=plan.episode, reason="reached", now=NOON)


def test_who_may_read_it(client, browser_of, clinician, admin, stranger, patient_user, other_patient, plan):
    browser_of(clinician).post(url(plan), ANSWERS)
    for address in (url(plan), summary_url(plan)):
        assert browser_of(admin).get(address).status_code == 403
        assert browser_of(patient_user).get(address).status_code == 403
        assert browser_of(stranger).get(address).status_code == 404
    for user in (clinician, admin, stranger, other_patient.user):
        assert browser_of(user).get(own_url(plan)).status_code == 404
    client.logout()
    assert client.get(own_url(plan)).status_code == 302


def test_without_a_discharge_there_is_no_summary(browser_of, clinician, patient_user, plan):
    assert browser_of(clinician).get(summary_url(plan)).status_code == 404
    assert browser_of(patient_user).get(own_url(plan)).status_code == 404
