"""The patient's day on a phone, with and without JavaScript."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from prescriptions import actions
from prescriptions.models import Completion
from tests import factories

TOUCH = 48  # the smallest side of anything to be tapped, in CSS pixels


@pytest.fixture
def plan(library, episode, clinician):
    names = ["Pelvic tilt", "Cat-camel", "Knee rocking"]
    exercises = [factories.make_exercise(title=name) for name in names]
    return factories.make_plan(episode, by=clinician, exercises=exercises, note="Little and often.")


def open_the_day(page):
    """Today, with the two short questions answered by two taps."""
    page.goto("/today/")
    page.locator(".pl-scale label").first.click()
    page.get_by_role("button", name="None of these: go to my exercises").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_patient_goes_through_the_day(plan, page_of, patient_user, javascript):
    page = page_of(patient_user, javascript=javascript)
    open_the_day(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Vera$"))
    page.get_by_role("button", name=re.compile("^Done.*Pelvic tilt")).click()
    expect(page.get_by_role("status").filter(has_text="Pelvic tilt: done.")).to_be_visible()

    page.locator("summary", has_text=re.compile("Skip.*Cat-camel")).click()
    page.get_by_label("No time").locator("visible=true").check()
    page.get_by_role("button", name="Save: skipped").locator("visible=true").click()
    expect(page.get_by_text("1 of 3 done, 1 skipped")).to_be_visible()

    page.get_by_role("button", name=re.compile("^Done.*Knee rocking")).click()
    expect(page.get_by_text("That is all for today.")).to_be_visible()

    page.locator("summary", has_text="Cat-camel").click()
    page.get_by_label("Partly done").locator("visible=true").check()
    page.get_by_role("button", name="Save the change").locator("visible=true").click()
    expect(page.get_by_text("3 of 3 done")).to_be_visible()
    outcomes = Completion.objects.order_by("item__position").values_list("outcome", "reason")
    assert list(outcomes) == [("done", ""), ("partly", "No time"), ("done", "")]


def move_on(page, seconds=120):
    """Run the clock of the page until the timer says that it is over."""
    for _each in range(seconds):
        if page.locator("article [data-part=where]").text_content() == "Finished. Well done.":
            return
        page.clock.run_for(1000)
    raise AssertionError("the timer does not end")


def test_a_session_with_the_timer_is_held_in_the_middle(plan, page_of, patient_user, clinician):
    """Each step on another screen: a small phone, a phone, a desk."""
    page = page_of(patient_user, reduced_motion="reduce")
    page.set_default_timeout(60_000)
    page.clock.install()
    open_the_day(page)
    for width, title in ((320, "Pelvic tilt"), (390, "Cat-camel")):
        page.set_viewport_size({"width": width, "height": 800})
        page.get_by_role("button", name=re.compile(f"^Start the timer.*{title}")).click()
        move_on(page)
        page.get_by_role("button", name=re.compile(f"^Done.*{title}")).click()
        expect(page.get_by_role("status").filter(has_text=f"{title}: done.")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    actions.hold_plan(by=clinician, plan=plan, reason="Seen first.", now=timezone.now())
    page.get_by_role("button", name=re.compile("^Done.*Knee rocking")).click()
    expect(page.get_by_text("Your plan is paused. Please do no exercises")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^(Done|Start the timer)"))).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Clinic: 01632 960 147"))).to_be_visible()
    assert Completion.objects.count() == 3, "what was done is a fact, whoever holds the plan"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_exercise_further_down_is_skipped_without_doing_the_first(plan, page_of, patient_user, javascript):
    page = page_of(patient_user, javascript=javascript)
    open_the_day(page)
    page.locator("summary", has_text="Knee rocking").click()
    page.get_by_text("Partly, skip, or it hurt: Knee rocking").click()
    page.locator("summary", has_text=re.compile("Skip.*Knee rocking")).click()
    page.get_by_label("I feel unwell").locator("visible=true").check()
    page.get_by_role("button", name="Save: skipped").locator("visible=true").click()
    expect(page.get_by_text("0 of 3 done, 1 skipped")).to_be_visible()
    assert Completion.objects.values_list("item__exercise__title", "outcome", "reason").get() == (
        "Knee rocking", "skipped", "I feel unwell")  # fmt: skip


def test_a_double_tap_records_once(plan, page_of, patient_user):
    page = page_of(patient_user)
    open_the_day(page)
    page.get_by_role("button", name=re.compile("^Done.*Pelvic tilt")).dblclick(no_wait_after=True)
    expect(page.get_by_role("button", name=re.compile("^Done.*Cat-camel"))).to_be_visible()
    assert list(Completion.objects.values_list("item__exercise__title", flat=True)) == ["Pelvic tilt"]


def test_back_and_the_same_form_again_records_once(plan, page_of, patient_user):
    page = page_of(patient_user)
    open_the_day(page)
    page.get_by_role("button", name=re.compile("^Done.*Pelvic tilt")).click()
    expect(page.get_by_role("status").filter(has_text="Pelvic tilt: done.")).to_be_visible()
    page.go_back()
    page.reload()
    page.go_forward()
    expect(page.get_by_text("1 of 3 done")).to_be_visible()
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_and_everything_can_be_tapped(plan, page_of, patient_user, width, scheme):
    page = page_of(patient_user, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto("/today/")
    for summary in page.locator("main summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("main .btn-primary").evaluate("button => button.getBoundingClientRect().height") >= 64
    targets = page.locator("main button, main summary, main label.pl-tick, main input.form-control, main .link")
    small = [
        target.inner_text()
        for target in targets.all()
        if target.is_visible() and target.bounding_box()["height"] < TOUCH
    ]
    assert small == []


def test_the_text_is_large_enough_to_read(plan, page_of, patient_user):
    page = page_of(patient_user)
    page.goto("/today/")
    sizes = page.locator("main p, main li, main h3, main label, main strong, main .btn").evaluate_all(
        "found => found.map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 18


def test_only_one_exercise_is_open_at_a_time(plan, page_of, patient_user):
    page = page_of(patient_user)
    page.goto("/today/")
    rows = page.locator("details.pl-task")
    rows.nth(0).locator("summary").first.click()
    rows.nth(1).locator("summary").first.click()
    assert page.locator("details.pl-task[open]").count() == 1
