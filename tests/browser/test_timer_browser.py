"""The timer of an exercise: made from its dose, right after the screen was locked, silent until it is asked."""

import re

import pytest
from playwright.sync_api import expect

from exercises.dosage import Dose
from tests import factories

HELD = Dose(sets=2, repetitions=2, hold_seconds=5, relax_seconds=4, rest_seconds=20, per_side=True)


def one_plan(episode, clinician, dose):
    exercise = factories.make_exercise(
        title="Bridge", dose=dose, laterality="bilateral" if dose.per_side else "midline"
    )
    plan = factories.make_plan(episode, by=clinician, exercises=[exercise])
    factories.check_in_before(plan)
    return plan


@pytest.fixture
def timer(page_of, library, episode, clinician, patient_user):
    """`timer(dose)` is the page with the timer of one exercise and a clock that the test moves on."""

    def opened(dose, **options):
        one_plan(episode, clinician, dose)
        page = page_of(patient_user, **options)
        page.set_default_timeout(60_000)
        page.clock.install()
        page.goto("/today/")
        return page

    return opened


def part(page, name):
    return page.locator(f"article [data-part={name}]")


def button(page, name, title="Bridge"):
    return page.get_by_role("button", name=re.compile(f"^{name} ?: {title}$"))


def start(page):
    button(page, "Start the timer").click()


def phases(page):
    """What the status line said, second by second, each thing once."""
    said = []
    for _second in range(200):
        words = part(page, "status").text_content()
        if words and (not said or said[-1] != words):
            said.append(words)
        if words == "Finished. Well done.":
            break
        page.clock.run_for(1000)
    return said


def test_the_phases_come_from_the_dose(timer):
    page = timer(HELD)
    start(page)
    one_side = ["Move. {n} of 2. {side}", "Hold. {n} of 2. {side}", "Relax. {n} of 2. {side}"]
    side = [[line.format(n=n, side=name) for n in (1, 2) for line in one_side] for name in ("Left side", "Right side")]
    one_set = [*side[0], "Change sides. Right side", *side[1]]
    assert phases(page) == ["Get ready. Left side", *one_set, "Rest", *one_set, "Finished. Well done."]


def test_minutes_are_counted_down(timer):
    page = timer(Dose(sets=1, duration_minutes=2))
    start(page)
    page.clock.run_for(6_000)
    expect(part(page, "phase")).to_have_text("Go")
    expect(part(page, "left")).to_have_text("1:59")


def test_repetitions_without_a_hold_are_slow(timer):
    page = timer(Dose(sets=1, repetitions=3))
    start(page)
    assert phases(page) == ["Get ready", "Move. 1 of 3", "Move. 2 of 3", "Move. 3 of 3", "Finished. Well done."]


def test_it_is_right_again_after_the_screen_was_locked(timer):
    page = timer(Dose(sets=1, repetitions=8, hold_seconds=10, relax_seconds=7))
    start(page)
    page.clock.run_for(1_000)
    page.clock.fast_forward(5_000 + 3 * 20_000 + 5_000 - 1_000)
    page.clock.run_for(300)
    expect(part(page, "phase")).to_have_text("Hold")
    expect(part(page, "count")).to_have_text("4 of 8")


def test_a_pause_keeps_the_place(timer):
    page = timer(Dose(sets=1, repetitions=2, hold_seconds=30))
    start(page)
    page.clock.run_for(12_000)
    button(page, "Pause").click()
    left = part(page, "left").text_content()
    page.clock.run_for(60_000)
    expect(part(page, "left")).to_have_text(left)
    button(page, "Go on").click()
    page.clock.run_for(2_000)
    assert int(part(page, "left").text_content()) == pytest.approx(int(left) - 2, abs=1)


def test_it_goes_on_where_it_was_when_the_page_was_thrown_away(timer):
    page = timer(Dose(sets=1, repetitions=2, hold_seconds=60))
    start(page)
    page.clock.run_for(10_000)
    page.reload()
    page.clock.run_for(300)
    expect(part(page, "phase")).to_have_text("Hold")


def test_there_is_no_sound_before_it_is_switched_on_and_it_can_be_switched_off(timer):
    page = timer(Dose(sets=1, repetitions=3))
    page.add_init_script(
        "window.tones = 0; const make = AudioContext.prototype.createOscillator;"
        "AudioContext.prototype.createOscillator = function () { window.tones += 1; return make.call(this); };"
    )
    page.reload()
    start(page)
    page.clock.run_for(7_000)
    assert page.evaluate("window.tones") == 0
    button(page, "Sound: off").click()
    assert page.evaluate("window.tones") == 1
    page.clock.run_for(5_000)
    assert page.evaluate("window.tones") == 2
    button(page, "Sound: on").click()
    page.clock.run_for(5_000)
    assert page.evaluate("window.tones") == 2


def test_vibration_can_be_switched_off(timer):
    page = timer(Dose(sets=1, repetitions=3))
    page.add_init_script("window.shakes = 0; navigator.vibrate = () => { window.shakes += 1; return true; };")
    page.reload()
    start(page)
    page.clock.run_for(6_000)
    felt = page.evaluate("window.shakes")
    assert felt > 0
    button(page, "Vibration: on").click()
    page.clock.run_for(5_000)
    assert page.evaluate("window.shakes") == felt


def test_only_one_timer_runs(page_of, library, episode, clinician, patient_user):
    names = ["Bridge", "Cat-camel"]
    exercises = [factories.make_exercise(title=name, dose=Dose(sets=1, repetitions=9)) for name in names]
    factories.check_in_before(factories.make_plan(episode, by=clinician, exercises=exercises))
    page = page_of(patient_user)
    page.goto("/today/?view=list")
    button(page, "Start the timer").click()
    button(page, "Start the timer", "Cat-camel").click()
    expect(button(page, "Go on")).to_be_visible()
    expect(button(page, "Pause", "Cat-camel")).to_be_visible()


@pytest.mark.parametrize("reduced", [True, False])
def test_the_ring_stands_still_where_motion_is_not_wanted(timer, reduced):
    page = timer(Dose(sets=1, repetitions=3, hold_seconds=9), reduced_motion="reduce" if reduced else "no-preference")
    start(page)
    page.clock.run_for(3_000)
    assert (part(page, "run").get_attribute("stroke-dashoffset") == "0") is reduced
    expect(part(page, "left")).to_have_text(re.compile(r"^\d$"))


def test_without_javascript_there_is_no_timer_and_the_dose_says_all(page_of, library, episode, clinician, patient_user):
    one_plan(episode, clinician, HELD)
    page = page_of(patient_user, javascript=False)
    page.goto("/today/")
    assert page.locator(".pl-timer").count() == 0
    expect(page.locator("article .pl-dose").first).to_contain_text("hold 5 seconds")


def test_the_whole_list_is_remembered_on_this_device(page_of, library, episode, clinician, patient_user):
    exercises = [factories.make_exercise(title=name) for name in ("Bridge", "Cat-camel", "Knee rocking")]
    factories.check_in_before(factories.make_plan(episode, by=clinician, exercises=exercises))
    page = page_of(patient_user, javascript=False)
    page.goto("/today/")
    assert page.locator("details.pl-task[open]").count() == 0
    page.get_by_role("link", name="Show all exercises open").click()
    assert page.locator("details.pl-task[open]").count() == 2
    page.goto("/today/")
    assert page.locator("details.pl-task[open]").count() == 2
    page.get_by_role("link", name="Show one exercise at a time").click()
    page.goto("/today/")
    assert page.locator("details.pl-task[open]").count() == 0
