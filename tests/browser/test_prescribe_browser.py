"""The builder in a real browser: what htmx makes immediate, and that typing is never lost to it."""

import pytest

from prescriptions.models import Plan
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.prescriptions.builder import keys_of, make_draft

KEPT = "document.querySelector('[name=seen]').value"


@pytest.fixture
def doctor(clinic):
    return factories.make_clinician(clinic, email="doctor@example.org", name="Anna Marlow")


@pytest.fixture
def episode(clinic, doctor):
    patient = factories.make_patient(clinic, responsible=doctor)
    episode = factories.make_episode(patient)
    factories.make_assessment(episode, by=doctor)
    return episode


@pytest.fixture
def open_builder(page_of, doctor, episode):
    def opened(**options):
        page = page_of(doctor, **{"viewport": DESK} | options)
        page.goto(f"/episodes/{episode.pk}/prescribe/")
        return page

    return opened


def change(page, field, words):
    """Type into a field and go on to the next; wait until it is saved."""
    before = page.evaluate(KEPT)
    page.locator(f"[name={field}]").fill(words)
    page.keyboard.press("Tab")
    page.wait_for_function(f"before => {KEPT} !== before", arg=before)


def test_a_changed_field_is_saved_at_once_and_the_next_one_keeps_what_is_typed(open_builder):
    page = open_builder()
    page.locator("[name=row-1-repetitions]").fill("9")
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.get_by_role("heading", name="Plan 1, draft").wait_for()
    page.wait_for_function(f"{KEPT} !== ''")
    assert page.evaluate("document.activeElement.name + ' ' + document.activeElement.value") == "row-1-hold_seconds 7"
    assert Plan.objects.get().items.first().repetitions == 9


def test_a_finding_comes_and_goes_while_the_clinician_works(open_builder, episode, doctor):
    make_draft(episode, factories.make_exercise(key="later", stages=["maintenance"]), by=doctor)
    page = open_builder()
    reason = page.get_by_label("Your reason (at least 10 characters)")
    reason.press_sequentially("She did it before.")
    change(page, "row-1-repetitions", "6")
    assert reason.input_value() == "She did it before."
    page.get_by_text("Ready to issue").wait_for()
    page.get_by_role("button", name="Remove Later").click()
    page.get_by_text("No exercises yet.").wait_for()
    assert Plan.objects.get().reasons == {"S-04": "She did it before."}


def test_rows_move_at_once_and_the_focus_goes_with_them(open_builder, episode, doctor):
    draft = make_draft(episode, by=doctor)
    page = open_builder()
    page.get_by_role("button", name="Move Beta up").click()
    page.locator("#down-beta:focus").wait_for()
    assert [row.inner_text() for row in page.locator(".pl-row .pl-title").all()] == ["Beta", "Alpha"]
    assert keys_of(draft) == ["beta", "alpha"]


def test_a_wrong_number_is_named_without_taking_the_field_away(open_builder, episode, doctor):
    make_draft(episode, by=doctor)
    page = open_builder()
    page.locator("[name=row-1-repetitions]").fill("900")
    page.keyboard.press("Tab")
    page.locator("#e-alpha").get_by_text("Times: Write a number from 1 to 100.").wait_for()
    assert page.locator("[name=row-1-repetitions]").input_value() == "900"
    change(page, "row-1-repetitions", "90")
    assert page.locator("#e-alpha").inner_text() == ""


def test_searching_leaves_what_is_typed_beside_it(open_builder, episode, doctor):
    make_draft(episode, by=doctor)
    factories.make_exercise(key="zebra", title="Zebra crawl")
    page = open_builder()
    page.locator("[name=row-1-repetitions]").evaluate("field => { field.value = '77' }")
    page.get_by_label("Search the catalogue").press_sequentially("zebra")
    page.get_by_role("button", name="Add Zebra crawl").wait_for()
    assert page.locator("[name=row-1-repetitions]").input_value() == "77"
    page.get_by_role("button", name="Add Zebra crawl").click()
    page.locator("#row-zebra").wait_for()
    assert Plan.objects.get().items.values_list("exercise", "repetitions")[0] == ("alpha", 77)


def test_a_change_followed_at_once_by_issuing_is_in_the_plan(open_builder):
    page = open_builder()
    page.locator("[name=row-1-repetitions]").fill("11")
    page.get_by_role("button", name="Issue the plan").click()
    page.get_by_role("heading", name="Plan 1", exact=True).wait_for()
    assert Plan.objects.get().sheet["items"][0]["dose"]["repetitions"] == 11


def test_an_answer_that_is_not_the_page_does_not_take_its_place(open_builder, episode, doctor, client):
    make_draft(episode, by=doctor)
    page = open_builder()
    page.context.clear_cookies()
    page.route("**/prescribe/", lambda route: route.fulfill(status=200, body="<h1>Sign in</h1>"))
    page.locator("[name=row-1-repetitions]").fill("12")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This could not be sent.").wait_for()
    assert page.locator("[name=row-1-repetitions]").input_value() == "12"


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_the_same_work_with_and_without_javascript_on_a_phone(open_builder, episode, doctor, javascript):
    draft = make_draft(episode, by=doctor)
    page = open_builder(viewport=PHONE, javascript=javascript)
    page.get_by_role("button", name="Move Beta up").click()
    page.locator("#up-beta:disabled").wait_for()
    page.get_by_role("button", name="Remove Alpha").click()
    page.get_by_text("1 exercise", exact=True).wait_for()
    page.locator("[name=row-1-repetitions]").fill("8")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    page.get_by_text("Saved at").wait_for()
    assert page.locator("[name=row-1-repetitions]").input_value() == "8"
    assert (keys_of(draft), draft.items.get().repetitions) == (["beta"], 8)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True
