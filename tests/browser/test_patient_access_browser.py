"""Every page of the patient in every state: axe, sizes, text, contrast, overflow, focus; and a page of faults."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import Clinic
from exercises.dosage import Dose
from patients import actions as records
from prescriptions.models import CheckIn, Completion
from tests import factories
from tests.browser import access, states
from tests.browser.states import LONG

SIZES = {"320": (320, 640), "390": (390, 844), "1280": (1280, 900)}
SHOW_WHAT_WAITS = """() => document.querySelectorAll("#unsent, #of-another-day, #advice-offline")
    .forEach((each) => { each.hidden = false; })"""
PLANTED = """<!doctype html><html><head><title>x</title></head><body><main><h3>Not the first</h3>
<img src="data:image/svg+xml,%3Csvg/%3E"><p style="font-size:12px;color:#999;background:#fff">Pale and tiny</p>
<a href="/x" style="display:inline-block;width:10px;height:10px;outline:none">a</a>
<a href="/y" style="display:inline-block;width:10px;height:10px;outline:none;margin-left:-4px">b</a>
<div style="width:900px">Too wide</div><div style="width:30rem">Too wide for large text</div>
<button style="height:30px;outline:none">Small</button><input>
<p>Call this number at once: <a href="tel:1" style="line-height:1.5">
<span class="pl-number" style="display:inline-block;width:5rem">+44 7700 900 123</span></a></p>
</main></body></html>"""


@pytest.fixture
def plan(library, patient, episode, clinician):
    """A plan for the lower back with the longest words and numbers there are, and something noted of it."""
    episode.region = "lumbar"
    episode.save()
    Clinic.objects.update(phone="+44 (0)20 7946 0958 12", emergency_number="+44 7700 900 123 456")
    long = factories.make_exercise(title=LONG, dose=Dose(sets=3, repetitions=12, hold_seconds=5, per_side=True))
    plain = [factories.make_exercise(title=name) for name in ("Bridge", "Cat-camel")]
    patient.user.set_password(factories.PASSWORD)
    patient.user.save()
    issued = datetime.now(UTC) - timedelta(days=9)
    plan = factories.make_plan(
        episode, by=clinician, exercises=[long, *plain], now=issued, note=LONG, starts_on=issued.date(),
        ends_on=issued.date() + timedelta(days=30),
    )  # fmt: skip
    today = patient.today(datetime.now(UTC))
    Completion.objects.create(
        item=plan.items.last(), date=today, outcome="skipped", reason="No time", recorded_by=patient.user
    )
    for back, pain in ((8, 7), (1, 4), (0, 4)):
        day = today - timedelta(days=back)
        CheckIn.objects.create(plan=plan, date=day, kind="before", pain=pain, symptoms=[], recorded_by=patient.user)
    return plan


def open_everything(page):
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def faults_of(page, sizes=tuple(SIZES)):
    """Every fault by the probe's name: what axe finds once, the measures at each of `sizes`."""
    found = {}
    for width, height in (SIZES[size] for size in sizes):
        page.set_viewport_size({"width": width, "height": height})
        found |= {(name, width): faults for name, faults in access.measured(page).items()}
    return found | ({"axe": faults} if (faults := access.axe_faults(page)) else {})


def test_no_page_in_any_state_has_a_fault(plan, page_of, patient_user, clinician):
    """From the middle of a course of care to its end; what waits on the device is shown as well."""
    page = page_of(patient_user)
    page.set_default_timeout(60_000)
    today = plan.episode.patient.today(datetime.now(UTC))
    places = {"yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    places |= {"episode": plan.episode_id, "plan": plan.pk}
    found, headings = {}, {}
    for name, (address, happen) in states.PAGES.items():
        happen(plan, clinician)
        page.goto(address.format(**places))
        open_everything(page)
        page.evaluate(SHOW_WHAT_WAITS)
        headings[name] = page.locator("h1").inner_text()
        if faults := faults_of(page, ["320", "1280"]):
            found[name] = faults
    assert (found, len(headings)) == ({}, len(states.PAGES))
    assert [name for name, said in headings.items() if said == headings["not there"]] == ["not there"]


def test_no_answer_to_a_form_has_a_fault(plan, page_of, patient_user, clinician):
    """An answer is missing; a red flag and its advice. A birth date that is none: see the doors below."""
    states.unasked(plan, clinician)
    page = page_of(patient_user)
    page.set_default_timeout(60_000)
    found = {}
    for said, ticks in (("Not sent yet.", 0), ("Is that right?", 1)):
        page.goto("/today/")
        page.locator(".pl-checkin").evaluate("each => { each.noValidate = true; }")
        for place in range(ticks):
            page.locator(".pl-checkin input[name=symptoms]").nth(place).check()
        page.get_by_role("button", name="I ticked something: send it").click()
        expect(page.get_by_text(said)).to_be_visible()
        found[said] = faults_of(page)
    assert found == {"Not sent yet.": {}, "Is that right?": {}}


def test_no_door_has_a_fault_not_even_after_a_mistake(library, patient, page_of):
    page = page_of()
    page.set_default_timeout(60_000)
    found, tokens = {}, states.tokens_of(patient)
    for name, address in states.DOORS.items():
        page.goto(address.format(**tokens))
        buttons = page.locator("main form .btn-main")
        for moment in ("empty", "after its button") if buttons.count() else ("empty",):
            if faults := faults_of(page, ["320", "1280"]):
                found[name, moment] = faults
            if moment == "empty" and buttons.count():
                buttons.first.click()
                page.wait_for_load_state()
    assert found == {}


def test_no_page_of_last_resort_has_a_fault(library, plan, page_of, patient_user, clinician):
    """What is drawn when all else fails, what a helper sees, and the page for an address not seen before, offline."""
    page = page_of(patient_user)
    page.set_default_timeout(60_000)
    found = {}
    page.goto("/today/")
    page.evaluate("document.querySelector('main').innerHTML = document.querySelector('#no-network').innerHTML")
    found["no network"] = faults_of(page, ["320"])
    for name in states.BARE:
        page.set_content(states.bare(name))
        found[name] = faults_of(page, ["320"])
    states.help_him(plan, clinician)
    helped = page_of(plan.episode.patient.helpers.get().user)
    for name, address in {"helper, first opening": "/today/", "helper, reminders": "/reminders/"}.items():
        helped.goto(address)
        found[name] = faults_of(helped, ["320"])
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_dark_pages_have_no_fault(plan, page_of, patient_user):
    page = page_of(patient_user, color_scheme="dark")
    page.set_default_timeout(60_000)
    found = {}
    for address in ("/today/", "/progress/", "/me/"):
        page.goto(address)
        open_everything(page)
        if faults := faults_of(page, ["390"]):
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("zoom", [200, 400])
def test_text_grows_without_scrolling_sideways(plan, page_of, patient_user, zoom):
    page = page_of(patient_user, viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    for address in ("/today/", "/progress/", "/me/", "/code/"):
        page.goto(address)
        page.evaluate(f"document.documentElement.style.fontSize = '{zoom}%'")
        assert access.overflow(page) == [], address


@pytest.mark.parametrize("address", ["/today/", "/me/", "/progress/", "/code/"])
def test_focus_is_always_seen(plan, page_of, patient_user, address):
    page = page_of(patient_user, reduced_motion="reduce")  # else the page is still rolling when it is looked at
    page.set_default_timeout(60_000)
    page.goto(address)
    assert access.lost_focus(page) == []


def test_the_probes_find_what_was_planted(page_of, library):
    page = page_of()
    page.set_content(PLANTED)
    found = faults_of(page, ["320"])
    planted = ("broken_numbers", "overflow", "pale_text", "small_targets", "tiny_text")
    assert sorted(map(str, found)) == sorted(["axe", *(str((name, 320)) for name in planted)])
    axe = {fault.split(":")[0] for fault in found["axe"]}
    assert {"html-has-lang", "image-alt", "label", "target-size"} <= axe
    assert len(found["small_targets", 320]) == 4
    assert len(access.lost_focus(page)) >= 2
    page.set_viewport_size({"width": 1280, "height": 900})
    assert access.overflow(page) == []
    page.evaluate("document.documentElement.style.fontSize = '400%'")
    assert access.overflow(page) == ["DIV. Too wide for large text"]


def test_a_whole_session_by_keyboard_alone(plan, page_of, patient_user):
    page = page_of(patient_user)
    page.set_default_timeout(60_000)
    page.goto("/today/")
    for title in (LONG, "Bridge"):
        button = page.get_by_role("button", name=f"Done: {title}").or_(
            page.get_by_role("button", name=f"Done : {title}")
        )
        for _each in range(40):
            if button.first.evaluate("each => each === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=": done.")).to_be_visible()
    expect(page.get_by_text("That is all for today.")).to_be_visible()


def test_forced_colours_keep_every_button_and_mark(plan, page_of, patient_user):
    page = page_of(patient_user, forced_colors="active", reduced_motion="reduce")
    page.set_default_timeout(60_000)
    page.goto("/today/")
    borders = page.locator("main .btn:visible").evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).borderTopWidth))"
    )
    assert min(borders) >= 1
    page.goto("/progress/")
    done = page.locator(".pl-month svg").first
    expect(done).to_be_visible()
    assert access.axe_faults(page) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_link_to_the_first_done_in_at_most_three_taps(plan, page_of, patient, clinician, size, javascript):
    _way, secret = records.make_way(by=clinician, patient=patient, kind="link", now=datetime.now(UTC))
    width, height = SIZES[size]
    page = page_of(viewport={"width": width, "height": height}, javascript=javascript)
    page.set_default_timeout(60_000)
    page.goto(f"/p/{secret}/")
    for name, typed in (("Day", "14"), ("Month", "5"), ("Year", "1957")):
        page.get_by_label(name).fill(typed)
    CheckIn.objects.all().delete()
    Completion.objects.all().delete()
    taps = [
        page.get_by_role("button", name="Open my plan"),
        page.get_by_text("Go on without the questions"),
        page.locator("article button[value=done]"),
    ]
    for tap in taps:
        tap.click()
    expect(page.get_by_role("status").filter(has_text=": done.")).to_be_visible()
    assert len(taps) <= 3
