"""/patients/"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from prescriptions import actions
from prescriptions.models import Alert
from tests import factories

URL = "/patients/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def names(answer):
    return [row.patient.name for row in answer.context["rows"]]


def alert_about(patient, **fields):
    defaults = {"cause": "red_flag", "level": "hard", "severity": "urgent", "message": "Reported fainting."}
    return Alert.objects.create(patient=patient, **defaults | fields)


def now():
    return datetime.now(UTC)


# --- what it shows


def test_a_row_tells_region_stage_what_comes_next_and_four_weeks(browser_of, clinician, episode, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    plan = factories.make_plan(episode, by=clinician, now=now() - timedelta(days=5), review_on=date(2026, 12, 20))
    item = plan.items.get()
    for back, outcome in ((0, "done"), (1, "done"), (2, "partly"), (3, "done")):
        actions.record_completion(
            by=clinician, item=item, date=now().date() - timedelta(days=back), now=now(), outcome=outcome
        )
    page = text_of(browser_of(clinician).get(URL))
    assert "Vera Lindqvist 14 May 1957 (69)" in page
    assert "Neck Recovery Review 20 December 3 of 5 days Newest pain: 0 /10" in page


def test_the_strip_is_told_in_words(browser_of, clinician, episode, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    plan = factories.make_plan(episode, by=clinician, now=now() - timedelta(days=3))
    day = now().date() - timedelta(days=1)
    actions.record_completion(by=clinician, item=plan.items.get(), date=day, now=now(), outcome="partly")
    page = browser_of(clinician).get(URL).content.decode()
    assert 'aria-label="0 of 2 days done in four weeks, 1 partly"' in page


def test_an_open_episode_without_plan_and_none_are_said(browser_of, clinician, clinic, patient):
    factories.make_episode(patient, region="lumbar")
    factories.make_patient(clinic, responsible=clinician, name="Tomas Brandt")
    page = text_of(browser_of(clinician).get(URL))
    assert "Lower back No plan yet" in page
    assert "No open episode" in page


def test_a_plan_without_review_says_so(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    plan.review_on = None
    plan.save()
    assert "Plan runs, no review set" in text_of(browser_of(clinician).get(URL))


def test_a_held_plan_is_said(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    plan.status = "held"
    plan.save()
    assert "Plan 1 is on hold" in text_of(browser_of(clinician).get(URL))


def test_those_with_an_alert_come_first_and_among_them_own_patients(browser_of, clinician, colleague, clinic):
    for name, person in (("Ada", colleague), ("Bo", clinician), ("Cy", clinician), ("Di", colleague)):
        patient = factories.make_patient(clinic, responsible=person, name=name)
        if name in ("Cy", "Di"):
            alert_about(patient)
    answer = browser_of(clinician).get(URL)
    assert names(answer) == ["Cy", "Di", "Bo", "Ada"]
    assert [(title, count) for title, count, _rows in answer.context["groups"]] == [
        ("Need attention", 2),
        ("On course", 2),
    ]
    assert "2 people need you." in text_of(answer)
    assert "Reported fainting." in text_of(answer)


def test_an_answered_alert_is_not_shown(browser_of, clinician, patient):
    alert_about(patient, acknowledged_at=now(), acknowledged_by=clinician)
    assert "Reported fainting." not in text_of(browser_of(clinician).get(URL))
    alert_about(patient)
    assert "Reported fainting." in text_of(browser_of(clinician).get(URL))


def test_the_age_is_that_of_the_patients_day(browser_of, clinician, clinic, time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z")
    birth = {"birth_date": date(1990, 11, 23)}
    factories.make_patient(clinic, responsible=clinician, name="Tokyo", time_zone="Asia/Tokyo", **birth)
    factories.make_patient(clinic, responsible=clinician, name="Lima", time_zone="America/Lima", **birth)
    page = text_of(browser_of(clinician).get(URL))
    assert "Tokyo 23 Nov 1990 (36)" in page
    assert "Lima 23 Nov 1990 (35)" in page


def test_an_empty_clinic_says_how_patients_come(browser_of, clinician, admin):
    assert "Your patients will stand here." in text_of(browser_of(clinician).get(URL))
    assert "A clinician opens the first record." in text_of(browser_of(admin).get(URL))


# --- filters


@pytest.fixture
def three(clinic, clinician, colleague):
    for name, person, region, stage in (
        ("Вера", clinician, "cervical", "acute"),
        ("Tomas", clinician, "lumbar", "recovery"),
        ("Mirela", colleague, "lumbar", "acute"),
    ):
        patient = factories.make_patient(clinic, responsible=person, name=name, record_number=f"N-{name}")
        factories.make_assessment(factories.make_episode(patient, region=region), by=person, stage=stage)
    factories.make_patient(clinic, responsible=clinician, name="Gone", archived_at=now())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Tomas", "Вера", "Mirela"]),
        ({"q": "ВЕР"}, ["Вера"]),
        ({"q": "n-to"}, ["Tomas"]),
        ({"region": "lumbar"}, ["Tomas", "Mirela"]),
        ({"stage": "acute"}, ["Вера", "Mirela"]),
        ({"region": "lumbar", "stage": "acute"}, ["Mirela"]),
        ({"whose": "mine"}, ["Tomas", "Вера"]),
        ({"whose": "archived"}, ["Gone"]),
        ({"q": "nobody"}, []),
        ({"q": "tómás"}, ["Tomas"]),
        ({"q": "n-to tom"}, ["Tomas"]),
        ({"q": "tomas mirela"}, []),
        ({"q": "?!.,;:#%_" * 22}, []),
        ({"status": "unplanned"}, ["Tomas", "Вера", "Mirela"]),
        ({"status": "running"}, []),
        ({"sort": "name"}, ["Mirela", "Tomas", "Вера"]),
    ],
)
def test_filters(browser_of, clinician, three, query, found):
    answer = browser_of(clinician).get(URL, query)
    assert (answer.status_code, names(answer)) == (200, found)


def test_the_stage_filter_means_the_newest_assessment(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician, stage="acute", at=now() - timedelta(days=3))
    factories.make_assessment(episode, by=clinician, stage="recovery")
    assert names(browser_of(clinician).get(URL, {"stage": "acute"})) == []
    assert names(browser_of(clinician).get(URL, {"stage": "recovery"})) == ["Vera Lindqvist"]


@pytest.mark.parametrize(
    "query", [{"region": "knee"}, {"stage": "chronic"}, {"whose": "theirs"}, {"q": "?" * 500}, {"sort": "age"}]
)
def test_a_filter_nobody_knows_is_400_and_names_its_field(browser_of, clinician, patient, query):
    answer = browser_of(clinician).get(URL, query)
    assert (answer.status_code, list(answer.context["filters"].errors)) == (400, list(query))
    assert names(answer) == []


def test_a_nul_byte_is_400(browser_of, clinician):
    assert browser_of(clinician).get(URL + "?q=a%00b").status_code == 400


def test_typed_markup_is_shown_as_text(browser_of, clinician, clinic):
    factories.make_patient(clinic, responsible=clinician, name="<script>alert(1)</script>")
    page = browser_of(clinician).get(URL, {"q": "<script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_pages_of_fifty(browser_of, clinician, clinic):
    for number in range(51):
        factories.make_patient(clinic, responsible=clinician, name=f"Patient {number:02}")
    browser = browser_of(clinician)
    assert len(names(browser.get(URL))) == 50
    assert names(browser.get(URL, {"page": "2"})) == ["Patient 50"]
    assert names(browser.get(URL, {"page": "many"}))[0] == "Patient 00"


# --- access


def test_an_admin_sees_the_register_and_nothing_of_care(browser_of, admin, clinician, episode):
    factories.make_assessment(episode, by=clinician, stage="acute")
    alert_about(episode.patient)
    page = text_of(browser_of(admin).get(URL))
    assert "Vera Lindqvist 14 May 1957 (69)" in page
    assert "Anna Marlow" in page
    for secret in ("Acute", "Neck", "fainting", "Plan", "New patient", "Region", str(episode.patient_id)):
        assert secret not in page


def test_the_order_of_the_register_tells_an_admin_of_no_alert(browser_of, admin, clinician, clinic):
    for name in ("Ada", "Bo"):
        alerted = factories.make_patient(clinic, responsible=clinician, name=name)
    alert_about(alerted)
    assert names(browser_of(admin).get(URL)) == ["Ada", "Bo"]
    assert names(browser_of(clinician).get(URL)) == ["Bo", "Ada"]


def test_clinician_here_and_admin_there_sees_care_here_and_the_register_there(
    browser_of, clinician, other_clinic, stranger, episode
):
    other_clinic.memberships.create(user=clinician, role="admin")
    there = factories.make_patient(other_clinic, responsible=stranger, name="Elsewhere")
    factories.make_assessment(factories.make_episode(there, region="lumbar"), by=stranger, stage="acute")
    page = text_of(browser_of(clinician).get(URL))
    assert "Neck" in page
    assert "Elsewhere" in page
    assert "Register only" in page
    assert page.count("Lower back") == page.count("Acute") == 1  # the two filters' own words


def test_a_stranger_sees_nobody_here(browser_of, stranger, patient):
    assert names(browser_of(stranger).get(URL)) == []


def test_a_patient_is_refused_and_an_anonymous_visitor_signs_in(client, browser_of, patient, patient_user):
    assert client.get(URL)["Location"] == "/accounts/login/?next=/patients/"
    assert browser_of(patient_user).get(URL).status_code == 403


# --- queries


@pytest.mark.parametrize("rows", [1, 10])
def test_eight_queries_for_any_number_of_rows(
    browser_of, clinician, clinic, colleague, rows, django_assert_num_queries
):
    for _each in range(rows):
        patient = factories.make_patient(clinic, responsible=colleague)
        alert_about(patient)
        for region in ("cervical", "lumbar"):
            episode = factories.make_episode(patient, region=region)
            factories.make_plan(episode, by=clinician)
    browser = browser_of(clinician)
    with django_assert_num_queries(8):
        assert len(names(browser.get(URL))) == rows


def test_three_queries_less_for_an_admin(browser_of, admin, patient, django_assert_num_queries):
    browser = browser_of(admin)
    with django_assert_num_queries(5):
        assert names(browser.get(URL)) == ["Vera Lindqvist"]
