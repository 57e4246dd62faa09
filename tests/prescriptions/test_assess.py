"""/episodes/<uuid>/assess/"""

import re
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from patients.models import Assessment
from patients.vocabulary import red_flag_words
from tests import factories

ALL_ASKED = {f"flag_{flag}": "no" for flag in red_flag_words()}


def url(episode):
    return f"/episodes/{getattr(episode, 'pk', episode)}/assess/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def now():
    return datetime.now(UTC)


@pytest.fixture
def lumbar(patient):
    return factories.make_episode(patient, region="lumbar")


# --- recording


def test_what_was_found_is_stored_and_prescribing_comes_next(browser_of, clinician, episode):
    answer = browser_of(clinician).post(
        url(episode),
        {
            "stage": "acute",
            "pain_now": "7",
            "pain_on_movement": "8",
            "inflammation_settled": "on",
            "pain_sites": ["neck", "hand"],
            "symptoms": ["numbness"],
            "all_no": "on",
            "collar": "yes",
            "collar_until": (now() + timedelta(days=9)).date().isoformat(),
            "systolic": "138",
            "diastolic": "84",
            "posture_deviation": "on",
            "supervised_session": "on",
            "note": "Stiff in the morning.",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/episodes/{episode.pk}/prescribe/")
    stored = Assessment.objects.get()
    assert (stored.stage, stored.pain_now, stored.pain_on_movement) == ("acute", 7, 8)
    assert (stored.pain_sites, stored.symptoms) == (["neck", "hand"], ["numbness"])
    assert (stored.red_flags_screened, stored.red_flags, stored.red_flags_cleared) == (True, [], [])
    assert (stored.collar, stored.systolic, stored.diastolic) == (True, 138, 84)
    assert stored.inflammation_settled
    assert stored.posture_deviation
    assert stored.supervised_session
    assert (stored.note, stored.assessed_by) == ("Stiff in the morning.", clinician)


def test_what_the_rules_say_when_a_stage_begins_is_told_once_on_the_next_page(browser_of, clinician, patient, library):
    upper_back = factories.make_episode(patient, region="thoracic")
    factories.make_assessment(upper_back, by=clinician)
    page = browser_of(clinician)
    told = {}
    for visit in ("first", "second"):
        answer = page.post(url(upper_back), {"stage": "maintenance"}, follow=True)
        told[visit] = "prevents: it can be kept in maintenance" in text_of(answer)
        assert ("Maintenance begins" in text_of(answer)) == told[visit]
    assert told == {"first": True, "second": False}


def test_only_the_stage_is_needed_and_the_rest_counts_as_not_asked(browser_of, clinician, lumbar):
    assert browser_of(clinician).post(url(lumbar), {"stage": "recovery"}).status_code == 302
    stored = Assessment.objects.get()
    assert (stored.pain_now, stored.pain_on_movement, stored.collar, stored.red_flags_screened) == (
        None,
        None,
        None,
        False,
    )


def test_every_flag_answered_is_a_screen_and_one_left_open_is_none(browser_of, clinician, lumbar):
    browser = browser_of(clinician)
    yes = {"flag_constant-night-pain": "yes"}
    browser.post(url(lumbar), {"stage": "recovery"} | ALL_ASKED | yes)
    assert Assessment.objects.values_list("red_flags_screened", "red_flags").get() == (True, ["constant-night-pain"])
    left_open = {name: answer for name, answer in ALL_ASKED.items() if name != "flag_suspected-fracture"}
    browser.post(url(lumbar), {"stage": "recovery"} | left_open)
    newest = Assessment.objects.newest_first().first()
    assert (newest.red_flags_screened, newest.red_flags) == (False, [])


def test_a_standing_flag_is_listed_and_cleared_with_a_note(browser_of, clinician, lumbar):
    factories.make_assessment(lumbar, by=clinician, symptoms=["fainting"], red_flags=["constant-night-pain"])
    browser = browser_of(clinician)
    page = text_of(browser.get(url(lumbar)))
    assert "These stand until you clear them here." in page
    typed = {"stage": "recovery", "all_no": "on", "cleared_fainting": "excluded"}
    answer = browser.post(url(lumbar), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["cleared_fainting_note"])
    assert browser.post(url(lumbar), typed | {"cleared_fainting_note": "Seen by cardiology."}).status_code == 302
    newest = Assessment.objects.newest_first().first()
    assert newest.red_flags_cleared == [{"flag": "fainting", "outcome": "excluded", "note": "Seen by cardiology."}]
    assert [flag for flag, *_fields in browser.get(url(lumbar)).context["form"].standing_rows()] == [
        "constant-night-pain"
    ]


def test_a_flag_of_another_episode_stands_here_too(browser_of, clinician, patient, lumbar):
    other = factories.make_episode(patient, region="cervical")
    factories.make_assessment(other, by=clinician, red_flags=["myelopathy-signs"])
    assert "These stand until you clear them here." in text_of(browser_of(clinician).get(url(lumbar)))


def test_the_last_values_stand_beside_the_questions(browser_of, clinician, episode, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    facts = {"pain_now": 6, "pain_on_movement": None, "systolic": 140, "diastolic": 90, "collar": False}
    factories.make_assessment(
        episode, by=clinician, stage="acute", symptoms=["tinnitus"], collar_reason="Allergic to it.", **facts
    )
    page = text_of(browser_of(clinician).get(url(episode)))
    for words in (
        "The last one was on 22 November 2026, by Anna Marlow.",
        "Acute last time",
        "Pain now last time: 6",
        "Pain on movement last time: not asked",
        "Inflammation has settled last time: settled",
        "Ringing in the ears last time",
        "Collar while walking last time: no",
        "last time: 140/90",
    ):
        assert words in page


def test_the_collar_is_asked_of_the_neck_alone(browser_of, clinician, episode, lumbar):
    browser = browser_of(clinician)
    assert "Collar while walking" in text_of(browser.get(url(episode)))
    assert "Collar while walking" not in text_of(browser.get(url(lumbar)))


def test_a_live_plan_is_held_by_a_new_red_flag(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    typed = {"stage": "recovery", "flag_myelopathy-signs": "yes"}
    assert browser_of(clinician).post(url(episode), typed).status_code == 302
    plan.refresh_from_db()
    assert plan.status == "held"


# --- what is refused


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ({"stage": ""}, "stage"),
        ({"stage": "chronic"}, "stage"),
        ({"pain_now": "11"}, "pain_now"),
        ({"pain_now": "a lot"}, "pain_now"),
        ({"symptoms": ["sadness"]}, "symptoms"),
        ({"pain_sites": ["knee"]}, "pain_sites"),
        ({"flag_constant-night-pain": "maybe"}, "flag_constant-night-pain"),
        ({"all_no": "on", "flag_constant-night-pain": "yes"}, "all_no"),
        ({"collar": "no", "collar_reason": "short"}, "collar_reason"),
        ({"collar": "yes", "collar_until": "2026-02-30"}, "collar_until"),
        ({"collar": "yes", "collar_until": "2020-01-01"}, "collar_until"),
        ({"stage": "acute"}, "collar"),
        ({"systolic": "120"}, "diastolic"),
        ({"systolic": "80", "diastolic": "90"}, "systolic"),
        ({"systolic": "high", "diastolic": "90"}, "systolic"),
        ({"systolic": "9" * 40, "diastolic": "90"}, "systolic"),
        ({"note": "a\x00b"}, "note"),
        ({"note": "n" * 1_000_000}, "note"),
        ({"id": "x"}, "id"),
    ],
)
def test_an_error_names_its_field_and_keeps_what_was_typed(browser_of, clinician, episode, typed, named):
    kept = {"stage": "recovery", "collar_reason": "Kept as typed."} | typed
    answer = browser_of(clinician).post(url(episode), kept)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [named])
    assert kept["collar_reason"] in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert not Assessment.objects.exists()


def test_a_closed_episode_and_an_archived_record_take_nothing_and_say_so(browser_of, clinician, lumbar):
    browser = browser_of(clinician)
    lumbar.closed_on = lumbar.opened_on
    lumbar.save()
    assert "This episode of care is closed." in text_of(browser.get(url(lumbar)))
    assert browser.post(url(lumbar), {"stage": "recovery"}).status_code == 409
    lumbar.closed_on = None
    lumbar.save()
    lumbar.patient.archived_at = now()
    lumbar.patient.save()
    assert "This record is archived." in text_of(browser.get(url(lumbar)))
    answer = browser.post(url(lumbar), {"stage": "recovery", "note": "Kept."})
    assert (answer.status_code, "Kept." in answer.content.decode()) == (409, True)
    assert not Assessment.objects.exists()


def test_a_second_click_stores_nothing_more(browser_of, clinician, lumbar):
    browser = browser_of(clinician)
    typed = {"stage": "recovery", "id": str(browser.get(url(lumbar)).context["form"]["id"].value())}
    assert [browser.post(url(lumbar), typed).status_code for _click in range(2)] == [302, 302]
    assert Assessment.objects.count() == 1


def test_an_id_of_another_episode_is_refused(browser_of, clinician, episode, lumbar):
    other = factories.make_assessment(episode, by=clinician)
    answer = browser_of(clinician).post(url(lumbar), {"stage": "recovery", "id": str(other.pk)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["id"])
    assert not lumbar.assessments.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_store_one(clinician, lumbar):
    typed, answers, start = {"stage": "recovery", "id": str(uuid.uuid4())}, [], threading.Barrier(3)
    browsers = [Client() for _each in range(3)]
    for browser in browsers:
        browser.force_login(clinician)

    def click(browser):
        start.wait()
        try:
            answers.append(browser.post(url(lumbar), typed).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[browser]) for browser in browsers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert answers == [302, 302, 302]
    assert Assessment.objects.count() == 1


# --- access and queries


def test_who_may_open_it(client, browser_of, lumbar, colleague, admin, stranger, patient_user):
    assert client.get(url(lumbar))["Location"] == f"/accounts/login/?next={url(lumbar)}"
    typed = {"stage": "recovery"}
    for user, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert browser_of(user).get(url(lumbar)).status_code == status
        assert browser_of(user).post(url(lumbar), typed).status_code == status
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404
    assert not Assessment.objects.exists()
    assert browser_of(colleague).post(url(lumbar), typed).status_code == 302


@pytest.mark.parametrize("visits", [1, 3])
def test_six_queries_for_any_number_of_assessments(
    browser_of, clinician, clinic, lumbar, visits, django_assert_num_queries
):
    for _each in range(visits):
        factories.make_assessment(lumbar, by=factories.make_clinician(clinic), red_flags=["constant-night-pain"])
    browser = browser_of(clinician)
    with django_assert_num_queries(6):
        browser.get(url(lumbar))
