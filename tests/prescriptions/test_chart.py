"""/patients/<uuid>/"""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from prescriptions import actions
from tests import factories


def url(patient):
    return f"/patients/{getattr(patient, 'pk', patient)}/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def now():
    return datetime.now(UTC)


def steps(answer):
    return [(step.words, step.url) for step in answer.context["steps"]]


# --- what it shows


def test_the_banner_says_who_and_what_to_mind(browser_of, clinician, clinic, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    patient = factories.make_patient(
        clinic, responsible=clinician, record_number="P-10482", conditions=["hypertension", "vertigo"]
    )
    factories.make_assessment(factories.make_episode(patient, region="lumbar"), by=clinician, stage="acute")
    page = text_of(browser_of(clinician).get(url(patient)))
    assert "Vera Lindqvist Born 14 May 1957 (69) Record P-10482 Episode Lower back, since 23 October 2026" in page
    assert "High blood pressure, Vertigo" in page


@pytest.mark.parametrize(
    ("conditions", "words"), [(None, "Conditions not asked yet"), ([], "No known conditions"), (["x-y"], "X y")]
)
def test_conditions_not_asked_none_and_unknown_to_the_library(browser_of, clinician, clinic, conditions, words):
    patient = factories.make_patient(clinic, responsible=clinician, conditions=conditions)
    assert words in text_of(browser_of(clinician).get(url(patient)))


def test_an_episode_shows_diagnosis_values_and_plans(browser_of, clinician, patient, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    episode = factories.make_episode(patient)
    facts = {"pain_now": 4, "pain_on_movement": 5, "systolic": 138, "diastolic": 84, "symptoms": ["numbness"]}
    facts |= {"collar": True, "collar_until": now().date()}
    factories.make_assessment(episode, by=clinician, pain_sites=["back"], note="Stiff.", **facts)
    factories.make_plan(episode, by=clinician, now=now())
    page = text_of(browser_of(clinician).get(url(episode.patient)))
    for words in (
        "Neck Recovery since 23 October 2026",
        "Osteochondrosis",
        "Newest assessment, 22 November 2026 Pain now 4 /10 Pain on movement 5 /10 Inflammation settled",
        "Where it hurts back Symptoms Numbness Red flags all asked, none",
        "Collar yes, until 22 November 2026 Blood pressure 138/84",
        "Plan 1 Issued 22 Nov 2026 to 2 Jan 2027 20 Dec 2026",
    ):
        assert words in page


def test_a_patients_chart_links_to_prescribing_and_assessing(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician)
    page = browser_of(clinician).get(url(episode.patient)).content.decode()
    assert f'href="/episodes/{episode.pk}/prescribe/"' in page
    assert f'href="/episodes/{episode.pk}/assess/"' in page


def test_what_happened_stands_newest_first(browser_of, clinician, patient, time_machine):
    time_machine.move_to("2026-11-02T09:00:00Z")
    episode = factories.make_episode(patient)
    factories.make_assessment(episode, by=clinician, stage="acute", pain_now=7, pain_on_movement=None)
    time_machine.move_to("2026-11-20T09:00:00Z")
    factories.make_assessment(episode, by=clinician, pain_now=3, pain_on_movement=4, red_flags=["constant-night-pain"])
    time_machine.move_to("2026-11-21T09:00:00Z")
    cleared = {"flag": "constant-night-pain", "outcome": "excluded", "note": "Eased by turning."}
    factories.make_assessment(episode, by=clinician, red_flags_cleared=[cleared], note="Better.")
    plan = factories.make_plan(episode, by=clinician, now=now())
    actions.hold_plan(by=clinician, plan=plan, now=now() + timedelta(hours=1), reason="Away on a journey.")
    answer = browser_of(clinician).get(url(episode.patient))
    told = [(entry.title, entry.words) for entry in answer.context["newest"]]
    assert told == [
        ("Plan 1: put on hold.", "Away on a journey."),
        ("Plan 1: issued.", ""),
        (
            "Assessment: Neck.",
            "Stage: recovery. Pain 0. On movement 0. Cleared: Constant night pain. Eased by turning. Better.",
        ),
        (
            "Assessment: Neck.",
            "The stage changed from acute to recovery. Pain 3. On movement 4. Red flags: Constant night pain.",
        ),
        ("Assessment: Neck.", "Stage: acute. Pain 7."),
        ("Episode opened: Neck.", "Osteochondrosis"),
    ]


def test_a_closed_episode_stands_last_and_its_end_is_told(browser_of, clinician, patient):
    newer = factories.make_episode(patient, region="lumbar", opened_on=now().date() - timedelta(days=9))
    newer.closed_on = newer.opened_on
    newer.save()
    older = factories.make_episode(patient, region="cervical")
    answer = browser_of(clinician).get(url(patient))
    assert answer.context["episodes"] == [older, newer]
    assert "Episode closed: Lower back." in [entry.title for entry in answer.context["newest"]]


def test_what_was_not_asked_is_not_told(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician, pain_now=None, pain_on_movement=None, screened=False)
    answer = browser_of(clinician).get(url(episode.patient))
    assert answer.context["newest"][0].words == "Stage: recovery."
    assert "not all asked" in text_of(answer)


def test_what_is_older_is_folded_away(browser_of, clinician, episode):
    for days in range(12):
        factories.make_assessment(episode, by=clinician, at=now() - timedelta(days=days))
    answer = browser_of(clinician).get(url(episode.patient))
    assert (len(answer.context["newest"]), len(answer.context["earlier"])) == (8, 5)
    assert "5 things before" in text_of(answer)


# --- the next step


def test_the_next_step_leads_from_record_to_review(browser_of, clinician, clinic, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    patient = factories.make_patient(clinic, responsible=clinician)
    browser = browser_of(clinician)
    assert steps(browser.get(url(patient))) == [("No episode of care is open.", "episode_new")]
    episode = factories.make_episode(patient)
    assert steps(browser.get(url(patient))) == [("There is no assessment yet.", "assess")]
    factories.make_assessment(episode, by=clinician)
    assert steps(browser.get(url(patient))) == [("Assessed, and no plan runs.", "prescribe")]
    draft = actions.create_draft(by=clinician, episode=episode, now=now(), lines=[])
    assert steps(browser.get(url(patient))) == [("A draft waits to be issued.", "prescribe")]
    actions.delete_draft(by=clinician, plan=draft)
    plan = factories.make_plan(episode, by=clinician, now=now())
    assert steps(browser.get(url(patient))) == [("Nothing to do now. Plan 1 is reviewed on 20 December 2026.", "")]
    time_machine.move_to("2026-12-20T12:00:00Z")
    browser = browser_of(clinician)
    assert steps(browser.get(url(patient))) == [("Plan 1 is due for review since 20 December 2026.", "visit")]
    actions.hold_plan(by=clinician, plan=plan, now=now(), reason="A journey.")
    assert steps(browser.get(url(patient))) == [("Plan 1 is on hold: A journey.", "plan_detail")]
    actions.change_patient(by=clinician, patient=patient, changes={"archived_at": now()}, now=now())
    answer = browser.get(url(patient))
    assert steps(answer) == [("Nothing: the record is archived.", "")]
    assert "Next step" in text_of(answer)


def test_a_plan_without_review_says_its_end(browser_of, clinician, episode, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    plan = factories.make_plan(episode, by=clinician, now=now())
    plan.review_on = None
    plan.save()
    told = steps(browser_of(clinician).get(url(episode.patient)))
    assert told == [("Nothing to do now. Plan 1 runs until 2 January 2027.", "")]


def test_a_standing_red_flag_comes_before_all_else(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician, symptoms=["fainting"], red_flags=["constant-night-pain"])
    answer = browser_of(clinician).get(url(episode.patient))
    assert steps(answer)[0] == ("A red flag stands. An assessment clears it.", "assess")
    assert "Red flags stand. Constant night pain, Fainting." in text_of(answer)


def test_there_is_one_primary_button(browser_of, clinician, patient):
    for region in ("cervical", "lumbar"):
        factories.make_episode(patient, region=region)
    page = browser_of(clinician).get(url(patient)).content.decode()
    assert page.count("btn-primary") == 1


def test_an_archived_record_offers_no_new_care(browser_of, clinician, episode):
    patient = episode.patient
    patient.archived_at = now()
    patient.save()
    page = browser_of(clinician).get(url(patient)).content.decode()
    assert "Archived record" in page
    for path in ("assess", "prescribe", "episodes/new"):
        assert f"/{path}/" not in page


# --- access


def test_who_may_open_it(client, browser_of, patient, colleague, admin, stranger, patient_user, other_patient):
    assert client.get(url(patient))["Location"] == f"/accounts/login/?next=/patients/{patient.pk}/"
    assert browser_of(colleague).get(url(patient)).status_code == 200
    assert browser_of(admin).get(url(patient)).status_code == 403
    assert browser_of(patient_user).get(url(patient)).status_code == 403
    assert browser_of(other_patient.user).get(url(patient)).status_code == 403
    assert browser_of(stranger).get(url(patient)).status_code == 404
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404


def test_a_patient_who_is_a_clinician_elsewhere_reads_no_chart_of_their_own(browser_of, patient, stranger):
    patient.user = stranger
    patient.save()
    assert browser_of(stranger).get(url(patient)).status_code == 403


def test_an_admin_here_who_is_a_clinician_elsewhere_is_refused(browser_of, patient, clinic, stranger):
    clinic.memberships.create(user=stranger, role="admin")
    assert browser_of(stranger).get(url(patient)).status_code == 403


# --- queries


@pytest.mark.parametrize("regions", [["cervical"], ["cervical", "thoracic", "lumbar"]])
def test_ten_queries_for_any_number_of_episodes(browser_of, clinician, patient, regions, django_assert_num_queries):
    for region in regions:
        episode = factories.make_episode(patient, region=region)
        for _each in range(len(regions)):
            factories.make_plan(episode, by=clinician)
            factories.make_assessment(episode, by=clinician)
    browser = browser_of(clinician)
    with django_assert_num_queries(10):
        browser.get(url(patient))
