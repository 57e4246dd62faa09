"""Every page of the patient in every state: axe, sizes, text, contrast, overflow, focus; and a page of faults."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from exercises.dosage import Dose
from patients import actions as records
from prescriptions import actions
from prescriptions.models import CheckIn, Completion
from tests import factories
from tests.browser import access

SIZES = {"320": (320, 640), "390": (390, 844), "1280": (1280, 900)}
LONG = "Lying on the back, drawing both knees to the chest with the hands behind the thighs, slowly and without a jerk"
PLANTED = """<!doctype html><html><head><title>x</title></head><body><main><h3>Not the first</h3>
<img src="data:image/svg+xml,%3Csvg/%3E"><p style="font-size:12px;color:#999;background:#fff">Pale and tiny</p>
<a href="/x" style="display:inline-block;width:10px;height:10px;outline:none">a</a>
<a href="/y" style="display:inline-block;width:10px;height:10px;outline:none;margin-left:-4px">b</a>
<div style="width:900px">Too wide</div><div style="width:30rem">Too wide for large text</div>
<button style="height:30px;outline:none">Small</button><input>
</main></body></html>"""


@pytest.fixture
def plan(library, patient, episode, clinician):
    """A plan for the lower back with the longest words there are, and something noted of it."""
    episode.region = "lumbar"
    episode.save()
    long = factories.make_exercise(title=LONG, dose=Dose(sets=3, repetitions=12, hold_seconds=5, per_side=True))
    plain = [factories.make_exercise(title=name) for name in ("Bridge", "Cat-camel")]
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


def hold(plan, clinician):
    actions.hold_plan(by=clinician, plan=plan, reason="Seen again next week.", now=datetime.now(UTC))


def help_him(plan, clinician):
    records.add_helper(by=clinician, patient=plan.episode.patient, name="Karin", now=datetime.now(UTC))


def unasked(plan, clinician):
    """Nothing is said or noted yet today: the page begins with its questions."""
    today = plan.episode.patient.today(datetime.now(UTC))
    CheckIn.objects.filter(plan=plan, date=today).delete()
    Completion.objects.filter(item__plan=plan, date=today).delete()


def end(plan, clinician):
    actions.stop_plan(by=clinician, plan=plan, reason="Seen again next week.", now=datetime.now(UTC))


def nothing(plan, clinician):
    pass


# name -> (address, what happens before); the plan is held, then ended, when the pages before have been looked at
PAGES = {
    "today": ("/today/", nothing),
    "today, the whole list": ("/today/?view=list", nothing),
    "yesterday": ("/today/{yesterday}/", nothing),
    "a day to come": ("/today/{tomorrow}/", nothing),
    "report": ("/today/report/", nothing),
    "reminders": ("/reminders/", nothing),
    "progress": ("/progress/", nothing),
    "progress, an empty month": ("/progress/2020-01/", nothing),
    "how are you doing": ("/me/measures/", nothing),
    "details": ("/me/", help_him),
    "one measure": ("/episodes/{episode}/measures/global/", nothing),
    "Roland-Morris": ("/episodes/{episode}/measures/roland-morris/", nothing),
    "what was agreed": ("/welcome/", nothing),
    "how one signs in": ("/accounts/2fa/", nothing),
    "sign out": ("/accounts/logout/", nothing),
    "not there": ("/nothing/here/", nothing),
    "not open": ("/patients/", nothing),
    "today, with its questions": ("/today/", unasked),
    "today, on hold": ("/today/", hold),
    "today, ended": ("/today/", end),
}
DOORS = {
    "link": "/p/there-is-no-such-link/",
    "code": "/code/",
    "account": "/accounts/login/",
    "code by mail": "/accounts/login/code/",
}


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
    page = page_of(patient_user)
    page.set_default_timeout(60_000)
    today = plan.episode.patient.today(datetime.now(UTC))
    places = {"yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    places["episode"] = plan.episode_id
    found, headings = {}, {}
    for name, (address, happen) in PAGES.items():
        happen(plan, clinician)
        page.goto(address.format(**places))
        open_everything(page)
        headings[name] = page.locator("h1").inner_text()
        if faults := faults_of(page):
            found[name] = faults
    assert (found, len(headings)) == ({}, len(PAGES))
    assert [name for name, said in headings.items() if said == headings["not there"]] == ["not there"]


def test_no_answer_to_a_form_has_a_fault(plan, page_of, patient_user, clinician):
    """An answer is missing; a red flag and its advice. A birth date that is none: see the doors below."""
    unasked(plan, clinician)
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


def test_no_door_has_a_fault_not_even_after_a_mistake(library, page_of):
    page = page_of()
    page.set_default_timeout(60_000)
    found = {}
    for name, address in DOORS.items():
        page.goto(address)
        for moment in ("empty", "after a mistake"):
            if faults := faults_of(page):
                found[name, moment] = faults
            if moment == "empty":
                page.locator("main form .btn-main").first.click()
                page.wait_for_load_state()
    assert found == {}


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
    assert sorted(map(str, found)) == sorted(
        ["axe", *(str((name, 320)) for name in ("overflow", "pale_text", "small_targets", "tiny_text"))]
    )
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
