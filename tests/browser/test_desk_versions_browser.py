"""A plan through its versions, and a clinic's own exercise from its first line to its retirement."""

import re

from django.utils import timezone

from exercises.models import Exercise
from prescriptions.models import Plan
from tests.browser.conftest import PHONE

STRUCK = "each => getComputedStyle(each).textDecorationLine"
COLOUR = "each => getComputedStyle(each).color"


def test_a_plan_is_revised_by_keyboard_compared_stopped_and_restarted_and_the_patient_is_told(desk, page_of, vera):
    first = Plan.objects.get()
    page = desk(f"/plans/{first.pk}/")
    page.get_by_role("button", name="Revise the plan").press("Enter")
    page.wait_for_url("**/prescribe/**")  # and its script runs: before that an arrow key does nothing
    page.locator("[name=row-2-repetitions]").press("ArrowUp")
    page.get_by_role("button", name="Move Gamma up").press("Enter")
    page.locator("#row-gamma .pl-num", has_text="2").wait_for()
    assert page.evaluate("document.activeElement.id") == "up-gamma"
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move Gamma up").and_(page.locator(":disabled")).wait_for()
    page.get_by_role("button", name="Remove Alpha").press("Enter")
    page.locator("#row-alpha").wait_for(state="detached")
    page.get_by_role("button", name="Issue the plan").press("Enter")
    page.get_by_role("heading", name="Plan 2", exact=True).wait_for()

    changes = page.locator(".pl-changes")
    lines = [" ".join(line.inner_text().split()) for line in changes.locator("li").all()]
    assert lines[:-1] == [
        "Gone: Alpha. 5 times, once a day, every day",
        "Beta, dose: was 5 times, once a day, every day 6 times, once a day, every day",
        "Moved: Gamma, now 1 of 2",
    ]
    assert lines[-1].startswith("Last day: was ")
    old, new = changes.locator("del").last, changes.locator("ins").first
    assert (old.evaluate(STRUCK), new.evaluate(STRUCK)) == ("line-through", "none")
    assert len({old.evaluate(COLOUR), new.evaluate(COLOUR), changes.evaluate(COLOUR)}) == 3

    page.locator("summary", has_text="Stop").press("Enter")
    page.locator("[name=stop-reason]").fill("Travels for three weeks.")
    page.get_by_role("button", name="Stop the plan for good").press("Enter")
    page.get_by_role("button", name="Restart as a new draft").press("Enter")
    page.get_by_role("heading", name="Plan 3, draft").wait_for()
    page.get_by_role("button", name="Issue the plan").press("Enter")
    page.get_by_role("heading", name="Plan 3", exact=True).wait_for()
    page.get_by_text("Nothing: exercises, doses, order and note are the same.").wait_for()

    own = page_of(vera.user, viewport=PHONE)
    own.set_default_timeout(30_000)
    own.goto("/today/")
    own.get_by_text("Your plan began again on").wait_for()
    own.get_by_text("The exercises are the same.").wait_for()


def test_an_own_exercise_with_a_picture_is_made_prescribed_and_retired(desk, clinic, vera):
    page = desk("/exercises/")
    page.get_by_role("link", name="New exercise").click()
    for label, words in (
        ("Title", "Towel slide"),
        ("Steps", "Sit tall.\nSlide the towel forward."),
        ("Breathing", "Breathe evenly."),
        ("Times", "8"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Recovery").check()
    page.get_by_label("Picture").select_option("alpha")
    page.get_by_label("Steps", exact=True).fill("")
    page.get_by_role("button", name="Add the exercise").click()
    page.locator("#id_steps.is-invalid").wait_for()
    assert page.get_by_label("Title", exact=True).input_value() == "Towel slide"
    page.get_by_label("Steps", exact=True).fill("Sit tall.\nSlide the towel forward.")
    page.get_by_role("button", name="Add the exercise").click()
    page.get_by_role("heading", name="Towel slide").wait_for()
    made = Exercise.objects.get(clinic=clinic)
    assert (made.figure, made.steps) == ("alpha", ["Sit tall.", "Slide the towel forward."])

    plan = Plan.objects.get()
    page.goto(f"/plans/{plan.pk}/")
    page.get_by_role("button", name="Revise the plan").click()
    page.get_by_label("Search the catalogue").fill("towel sl")
    page.get_by_role("button", name="Add Towel slide").click()
    page.locator(f"#row-{made.key}").wait_for()
    page.get_by_role("button", name="Issue the plan").click()
    page.get_by_role("heading", name="Plan 2", exact=True).wait_for()

    page.goto(f"/exercises/{made.key}/")
    page.get_by_role("button", name=re.compile("^Retire")).click()
    page.get_by_text("The exercise is retired.").wait_for()
    page.goto("/exercises/?q=towel+slide")
    assert page.get_by_role("link", name="Towel slide").count() == 0
    page.goto(f"/plans/{Plan.objects.current().get().pk}/")
    page.locator(".pl-title", has_text="Towel slide").wait_for()
    made.refresh_from_db()
    assert made.retired_at <= timezone.now()
