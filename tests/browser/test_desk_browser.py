"""The clinician's workspace in a real browser: counted clicks, search as you type, and each journey of the desk."""

import re
import time

import pytest
from django.utils import timezone

from exercises.models import ExerciseSet
from prescriptions import actions
from prescriptions.models import Alert, Discharge, Plan
from tests import factories
from tests.browser.conftest import PHONE

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])


class Hand:
    """A hand on the mouse: every click is counted, and the time from the first page on."""

    def __init__(self, page):
        self.page, self.clicks, self.began = page, 0, time.monotonic()

    def click(self, role, name):
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()

    def tell(self, what, most):
        seconds = time.monotonic() - self.began
        print(f"\n{what}: {self.clicks} clicks of at most {most}, {seconds:.1f} s")
        assert self.clicks <= most
        return seconds


def assessed(clinic, doctor, **fields):
    patient = factories.make_patient(clinic, responsible=doctor, **fields)
    episode = factories.make_episode(patient)
    factories.make_assessment(episode, by=doctor)
    return episode


# --- clicks


def test_from_an_assessed_episode_to_an_issued_plan_in_three_clicks(desk, clinic, doctor, library):
    episode = assessed(clinic, doctor)
    hand = Hand(desk(f"/patients/{episode.patient_id}/"))
    hand.click("link", "Prescribe")
    hand.page.get_by_text("Ready to issue").wait_for()
    hand.click("button", "Issue the plan")
    hand.page.get_by_role("heading", name="Plan 1", exact=True).wait_for()
    assert hand.tell("Assessed episode to issued plan", 3) < 30
    assert Plan.objects.get().status == "issued"


def test_from_a_new_patient_to_an_issued_plan_with_one_form_and_one_assessment(desk, library):
    hand = Hand(desk("/patients/"))
    page = hand.page
    hand.click("link", "New patient")
    for name, words in (("name", "Katarina Brandt"), ("birth_date", "1954-03-02"), ("record_number", "P-30001")):
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=region]").select_option("cervical")
    page.locator("[name=diagnosis_text]").fill("Osteochondrosis")
    page.get_by_label("Asked: none of these").check()
    hand.click("button", "Open the record")
    forms = hand.clicks
    hand.click("link", re.compile("^Record the first assessment"))
    page.get_by_text("Recovery").first.click()
    page.locator("[name=pain_now][value='2']").check(force=True)
    page.get_by_label("No to all").check()
    hand.click("button", "Save and go on to the plan")
    hand.click("button", "Issue the plan")
    page.get_by_role("heading", name="Plan 1", exact=True).wait_for()
    hand.tell(f"New patient ({forms} clicks, one form) over one assessment to issued plan", forms + 3)


def test_from_the_morning_list_to_the_most_urgent_chart_in_one_click(desk, clinic, doctor, vera):
    urgent = factories.make_patient(clinic, responsible=doctor, name="Zoë Urgent")
    factories.make_episode(urgent)
    Alert.objects.create(patient=urgent, cause="red_flag", level="hard", severity="urgent", message="Fainted.")
    hand = Hand(desk("/patients/"))
    assert hand.page.locator("#people a").first.inner_text() == "Zoë Urgent"
    hand.click("link", "Zoë Urgent")
    hand.page.get_by_role("heading", name="Chart").wait_for()
    hand.page.get_by_text("Fainted.").wait_for()
    hand.tell("Morning list to the most urgent chart", 1)


# --- the list


def test_the_list_is_searched_while_typing_and_its_address_can_be_shared(desk, clinic, doctor, vera):
    factories.make_patient(clinic, responsible=doctor, name="Марина Ельникова")
    page = desk("/patients/")
    page.get_by_label("Name or record number").press_sequentially("ельн")
    page.get_by_role("link", name="Vera Lindqvist").wait_for(state="detached")
    assert page.get_by_role("link", name="Марина Ельникова").is_visible()
    assert "q=%D0%B5%D0%BB%D1%8C%D0%BD" in page.url
    assert page.evaluate("document.activeElement.id") == "id_q"
    other = desk(page.url)
    assert [link.inner_text() for link in other.locator("#people th a").all()] == ["Марина Ельникова"]


@BOTH_WAYS
def test_filters_work_with_and_without_javascript(desk, clinic, doctor, vera, javascript):
    factories.make_patient(clinic, responsible=doctor, name="Nobody Planned")
    page = desk("/patients/", javascript=javascript)
    page.get_by_label("Status").select_option("running")
    if not javascript:
        page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Nobody Planned").wait_for(state="detached")
    assert page.get_by_role("link", name="Vera Lindqvist").is_visible()
    assert "status=running" in page.url


# --- the chart and the visit


@BOTH_WAYS
def test_a_visit_is_recorded_on_one_page(desk, vera, javascript):
    page = desk(f"/patients/{vera.pk}/", javascript=javascript)
    page.get_by_role("link", name="Record a visit").first.click()
    page.locator("#id_stage").get_by_text("Recovery").click()
    page.locator("[name=pain_now][value='3']").check(force=True)
    page.get_by_label("No to all").check()
    page.get_by_text("Keep the plan").click()
    page.get_by_role("button", name="Save the visit").click()
    page.get_by_role("heading", name="Chart").wait_for()
    assert "Keep the plan." in page.locator("main").inner_text()


def test_the_numbers_stand_behind_the_plot(desk, vera):
    page = desk(f"/patients/{vera.pk}/")
    assert page.locator("svg[role=img] title").first.text_content().startswith("Pain was 5 on")
    page.get_by_text("Show the numbers").click()
    rows = page.locator(".pl-numbers tbody tr")
    assert rows.count() == 21
    assert rows.nth(1).locator("td").all_inner_texts()[:4] == ["3", "1", "0", "4"]


# --- the builder


def open_builder(desk, vera, doctor):
    plan = Plan.objects.get()
    draft, _created = actions.revise_plan(by=doctor, plan=plan, now=timezone.now())
    return desk(f"/episodes/{plan.episode_id}/prescribe/"), draft


def keys_of(draft):
    return list(draft.items.values_list("exercise", flat=True))


def test_a_row_is_dragged_by_its_number(desk, vera, doctor):
    page, draft = open_builder(desk, vera, doctor)
    page.locator("#row-gamma .pl-num").drag_to(page.locator("#row-alpha .pl-num"), target_position={"x": 5, "y": 2})
    page.wait_for_function("document.querySelector('.pl-row .pl-title').textContent === 'Gamma'")
    page.get_by_role("button", name="Move Gamma up").and_(page.locator(":disabled")).wait_for()
    assert keys_of(draft) == ["gamma", "alpha", "beta"]


def test_arrow_keys_and_buttons_step_a_number(desk, vera, doctor):
    page, draft = open_builder(desk, vera, doctor)
    seen = page.locator("[name=seen]").input_value()
    field = page.locator("[name=row-1-repetitions]")
    field.focus()
    field.press("ArrowUp")
    page.locator(".pl-step-by", has_text="+").click()
    page.locator(".pl-step-by", has_text="−").click()
    assert field.input_value() == "6"
    page.wait_for_function("seen => document.querySelector('[name=seen]').value !== seen", arg=seen)
    assert draft.items.first().repetitions == 6
    assert page.evaluate("document.activeElement.name") == "row-1-repetitions"


@BOTH_WAYS
def test_the_draft_is_seen_as_the_patient_and_one_comes_back(desk, vera, doctor, javascript):
    plan = Plan.objects.get()
    actions.revise_plan(by=doctor, plan=plan, now=timezone.now())
    page = desk(f"/episodes/{plan.episode_id}/prescribe/", javascript=javascript)
    page.get_by_role("button", name="See as the patient").click()
    page.get_by_text("nothing is noted here").wait_for()
    assert page.get_by_role("button", name=re.compile("^None of these")).first.is_disabled()
    page.get_by_role("link", name="Back to the builder").click()
    page.get_by_role("heading", name="Plan 2, draft").wait_for()


# --- sets and discharge


@BOTH_WAYS
def test_a_plan_becomes_a_set_and_a_set_becomes_a_plan(desk, clinic, doctor, vera, javascript):
    plan = Plan.objects.get()
    page = desk(f"/plans/{plan.pk}/", javascript=javascript)
    page.get_by_role("link", name="Save as a set").click()
    page.get_by_label("Title").fill("Gentle neck")
    page.get_by_role("button", name="Save the set").click()
    page.get_by_role("heading", name="Gentle neck").wait_for()
    page.get_by_role("link", name=re.compile("^Edit.*Gentle neck")).click()
    page.get_by_role("button", name="Move Beta up").click()
    page.get_by_role("button", name="Save the set").last.click()
    page.get_by_text("The set is changed.").wait_for()
    kept = ExerciseSet.objects.get(clinic=clinic)
    assert [item.exercise_id for item in kept.items.all()] == ["beta", "alpha", "gamma"]
    other = assessed(clinic, doctor, name="Tomas Brandt")
    page.goto(f"/episodes/{other.pk}/prescribe/")
    page.get_by_role("link", name="Gentle neck").click()
    page.locator("#row-beta").wait_for()
    page.get_by_role("button", name="Issue the plan").click()
    page.get_by_role("heading", name="Plan 1", exact=True).wait_for()
    assert [line["exercise"] for line in other.plans.get().sheet["items"]] == ["beta", "alpha", "gamma"]


@BOTH_WAYS
def test_a_discharge_leaves_a_summary_for_the_record_and_the_patient(desk, page_of, vera, javascript):
    page = desk(f"/patients/{vera.pk}/", javascript=javascript)
    page.get_by_role("link", name="Discharge").click()
    page.get_by_text("Goals reached").click()
    page.get_by_label("Words for the patient").fill("Walk every day.")
    page.get_by_role("button", name="Discharge and close the episode").click()
    page.get_by_role("heading", name="Summary of the care").wait_for()
    assert Discharge.objects.get().advice == "Walk every day."
    own = page_of(vera.user, viewport=PHONE, javascript=javascript)
    own.set_default_timeout(30_000)
    own.goto("/today/")
    own.get_by_role("link", name="Read the summary of your care").click()
    own.get_by_text("Walk every day.").wait_for()
