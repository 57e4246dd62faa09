"""The main job in a real browser: a doctor from sign-in to an issued plan, then the patient's phone."""

import re
from datetime import date

import pytest

from patients.models import Patient
from prescriptions.models import Completion, Plan
from tests import factories
from tests.browser.conftest import DESK, PHONE

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])


@pytest.fixture
def doctor(clinic):
    return factories.make_clinician(clinic, email="doctor@example.org", name="Anna Marlow", password=factories.PASSWORD)


def sign_in(page, email):
    page.goto("/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_record(page):
    page.get_by_role("link", name="New patient").click()
    page.locator("[name=name]").fill("Katarina Brandt-Olsen")
    page.locator("[name=birth_date]").fill("1954-03-02")
    page.locator("[name=record_number]").fill("P-30001")
    page.locator("[name=region]").select_option("cervical")
    page.locator("[name=diagnosis_text]").fill("Osteochondrosis of the cervical spine")
    page.get_by_label("Asked: none of these").check()
    page.get_by_role("button", name="Open the record").click()


def assess(page):
    page.get_by_role("link", name="Record the first assessment").click()
    page.get_by_text("Recovery").first.click()
    page.locator("[name=pain_now][value='2']").check(force=True)
    page.get_by_label("No to all").check()
    page.get_by_role("button", name="Save and go on to the plan").click()


def issue(page):
    page.get_by_role("heading", name="New plan").wait_for()
    page.get_by_role("button", name=re.compile("^Issue")).first.click()


@BOTH_WAYS
def test_a_doctor_goes_from_sign_in_to_an_issued_plan(page_of, doctor, javascript):
    page = page_of(viewport=DESK, javascript=javascript)
    sign_in(page, "doctor@example.org")
    open_record(page)
    assess(page)
    issue(page)
    page.get_by_role("heading", name="Plan 1", exact=True).wait_for()
    plan = Plan.objects.get()
    assert (plan.status, plan.issued_by) == ("issued", doctor)
    assert [line["exercise"] for line in plan.sheet["items"]] == [
        "cervical-occiput-press-supine",
        "cervical-resisted-rotation",
        "cervical-forehead-press-supine",
        "cervical-nod-forward-back-sitting",
    ]
    patient = Patient.objects.get()
    assert (patient.name, patient.birth_date, patient.conditions) == ("Katarina Brandt-Olsen", date(1954, 3, 2), [])


@BOTH_WAYS
def test_the_patient_opens_today_on_a_phone_and_marks_an_exercise_done(page_of, doctor, clinic, javascript):
    from django.utils import timezone

    from prescriptions import actions

    user = factories.make_user(email="patient@example.org", name="Vera Lindqvist", password=factories.PASSWORD)
    patient = factories.make_patient(clinic, responsible=doctor, user=user)
    episode = factories.make_episode(patient)
    factories.make_assessment(episode, by=doctor)
    now = timezone.now()
    draft = actions.create_draft(by=doctor, episode=episode, now=now)
    actions.issue_plan(by=doctor, plan=draft, now=now)

    page = page_of(viewport=PHONE, javascript=javascript)
    sign_in(page, "patient@example.org")
    page.get_by_text("How much does your neck hurt now?").wait_for()
    assert "0 of 4 done" in page.locator("main").inner_text()
    page.locator(".pl-scale label").first.click()
    page.get_by_role("button", name="None of these: go to my exercises").click()
    page.get_by_role("heading", name="Occiput press into a pillow").wait_for()
    page.get_by_role("button", name=re.compile("^Done")).locator("visible=true").first.click()
    page.get_by_text("1 of 4 done").wait_for()
    completion = Completion.objects.get()
    assert (completion.outcome, completion.recorded_by, completion.date) == ("done", user, patient.today(now))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True
