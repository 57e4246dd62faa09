"""Today with the server gone: it opens, it takes what is noted, and sends it once when the server is back."""

import re

import pytest
from django.db import DatabaseError
from playwright.sync_api import expect

from prescriptions import actions
from prescriptions.models import CheckIn, Completion
from tests import factories
from tests.browser.conftest import PHONE, wait_until_nothing_is_answered
from tests.browser.wire import Wire

WAIT = 60_000
# The page has been drawn without it; before its script asks for what waits, the worker has sent it.
SEND_FIRST = """
    const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
    navigator.serviceWorker.register = async (...all) => {
        const { active } = await navigator.serviceWorker.ready;
        const channel = new MessageChannel();
        await new Promise((sent) => {
            channel.port1.onmessage = sent;
            active.postMessage({ job: "sendAll" }, [channel.port2]);
        });
        return register(...all);
    };
"""


@pytest.fixture
def wire(live_server):
    wire = Wire(("127.0.0.1", live_server.thread.port))
    yield wire
    if wire.door:
        wire.cut()


@pytest.fixture
def plan(library, episode, clinician):
    names = ["Pelvic tilt", "Cat-camel", "Knee rocking"]
    exercises = [factories.make_exercise(title=name) for name in names]
    plan = factories.make_plan(episode, by=clinician, exercises=exercises)
    factories.check_in_before(plan)
    return plan


@pytest.fixture
def phone(browser, signed_in, wire, plan, patient_user):
    """Today on a phone that was there once, over a wire that can be cut."""
    address = f"http://localhost:{wire.port}"
    context = browser.new_context(viewport=PHONE, base_url=address)
    signed_in(context, patient_user, address)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto("/today/")
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, "Boolean(await (await caches.open('plumbline-pages')).match('/today/'))")
    until(page, "(await (await caches.open('plumbline-files')).keys()).length >= 10")
    yield page
    context.close()
    wait_until_nothing_is_answered()


def until(page, words):
    """Wait until the expression `words`, which may await, is true."""
    for _each in range(120):
        if page.evaluate(f"(async () => {words})()"):
            return
        page.wait_for_timeout(250)
    raise AssertionError(words)


def done(page, title):
    page.get_by_role("button", name=re.compile(f"^Done.*{title}")).click()


def test_today_opens_without_a_server_with_its_pictures_and_its_timer(phone, wire):
    wire.cut()
    phone.goto("/today/")
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("Vera$"))
    phone.get_by_role("button", name=re.compile("^Start the timer ?: Pelvic tilt")).click()
    expect(phone.locator("article [data-part=phase]")).to_have_text("Get ready")
    assert phone.locator("main").evaluate("main => getComputedStyle(main).maxWidth") != "none"
    broken = phone.locator("img").evaluate_all(
        "found => found.filter(each => each.complete && !each.naturalWidth).length"
    )
    assert broken == 0


def test_what_is_noted_waits_and_is_sent_once(phone, wire, plan):
    wire.cut()
    done(phone, "Pelvic tilt")
    expect(phone.get_by_text("One thing is not sent yet.")).to_be_visible()
    expect(phone.get_by_text("Pelvic tilt: kept on this device, not sent yet.")).to_be_visible()
    done(phone, "Cat-camel")
    expect(phone.get_by_text("2 things are not sent yet.")).to_be_visible()
    assert Completion.objects.count() == 0

    wire.mend()
    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("2 of 3 done")).to_be_visible()
    expect(phone.locator("#unsent")).to_be_hidden()
    phone.reload()
    titles = Completion.objects.order_by("item__position").values_list("item__exercise__title", flat=True)
    assert list(titles) == ["Pelvic tilt", "Cat-camel"]


def test_it_is_sent_by_itself_at_the_next_visit(phone, wire):
    wire.cut()
    done(phone, "Pelvic tilt")
    expect(phone.locator("#unsent")).to_be_visible()
    wire.mend()
    phone.goto("/today/")
    expect(phone.get_by_text("1 of 3 done")).to_be_visible()
    assert Completion.objects.count() == 1


def test_what_the_worker_sends_by_itself_shows_on_a_page_that_was_on_its_way(phone, wire):
    wire.cut()
    done(phone, "Pelvic tilt")
    expect(phone.locator("#unsent")).to_be_visible()
    wire.mend()
    phone.add_init_script(SEND_FIRST)
    phone.goto("/today/")
    expect(phone.get_by_text("1 of 3 done")).to_be_visible()
    assert Completion.objects.count() == 1


def test_other_pages_show_what_was_seen_last_or_say_in_plain_words_that_there_is_no_network(phone, wire, patient_user):
    yesterday = f"/today/{phone.evaluate('new Date(Date.now() - 864e5).toISOString().slice(0, 10)')}/"
    for address in ("/progress/", "/today/report/", yesterday):
        phone.goto(address)
        until(phone, f"Boolean(await caches.match('{address}', {{ cacheName: 'plumbline-pages' }}))")
    wire.cut()
    for address, heading in (("/progress/", "How it went"), (yesterday, "Yesterday"), ("/", "Vera")):
        phone.goto(address)
        expect(phone.get_by_role("heading", level=1)).to_contain_text(heading)
        expect(phone.get_by_text("This is what you saw here last time.")).to_have_count(int(address != "/"))
    for address in ("/me/", "/reminders/", "/progress/2020-01/", "/p/a-link-of-somebody/"):
        phone.goto(address)
        expect(phone.get_by_role("heading", level=1)).to_have_text("There is no network")
        assert phone.title() == "There is no network"
        expect(phone.get_by_role("link", name="Call the clinic: 01632 960 147")).to_be_visible()
    phone.get_by_role("link", name="Go to today").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("Vera$"))


def test_two_reports_without_a_network_are_two(phone, wire):
    phone.goto("/today/report/")
    until(phone, "Boolean(await caches.match('/today/report/', { cacheName: 'plumbline-pages' }))")
    wire.cut()
    for said in ("Stiff.", "Worse than at noon."):
        phone.goto("/today/report/")
        phone.locator("label", has_text=re.compile(r"^\s*4\s*$")).first.click()
        phone.locator("textarea").fill(said)
        phone.get_by_role("button", name="Send it to the clinic").click()
        expect(phone.locator("#unsent")).to_be_visible()
    wire.mend()
    phone.get_by_role("button", name="Send now").click()
    expect(phone.locator("#unsent")).to_be_hidden()
    assert set(CheckIn.objects.filter(kind="report").values_list("comment", flat=True)) == {
        "Stiff.",
        "Worse than at noon.",
    }


def test_what_the_server_does_not_take_is_said_and_stays_until_it_is_read(phone, wire, plan):
    wire.cut()
    done(phone, "Pelvic tilt")
    expect(phone.locator("#unsent")).to_be_visible()
    Completion.objects.all().delete()
    plan.items.filter(exercise__title="Pelvic tilt").update(times_per_day=1)
    phone.evaluate(
        """async () => {
            const open = indexedDB.open("plumbline", 1);
            await new Promise((done) => { open.onsuccess = done; });
            const queue = open.result.transaction("queue", "readwrite").objectStore("queue");
            const all = await new Promise((done) => { const r = queue.getAll(); r.onsuccess = () => done(r.result); });
            queue.put({ ...all[0], url: all[0].url.replace(/\\d+\\/$/, "9/") });
            open.result.close();
        }"""
    )
    wire.mend()
    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("This exercise is not done that many times a day.")).to_be_visible()
    phone.get_by_role("button", name="I have read this").click()
    expect(phone.locator("#unsent")).to_be_hidden()
    assert Completion.objects.count() == 0


def test_signing_out_asks_about_what_waits_and_clears_the_device(phone, wire):
    wire.cut()
    done(phone, "Pelvic tilt")
    expect(phone.locator("#unsent")).to_be_visible()
    asked = []
    phone.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    phone.get_by_role("button", name="Not you? Sign out").click()
    phone.wait_for_timeout(500)
    assert ["not sent yet" in words for words in asked] == [True]
    expect(phone.locator("#unsent")).to_be_visible()

    wire.mend()
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="Not you? Sign out").click()
    phone.wait_for_url(re.compile("/accounts/login/"))
    left = phone.evaluate("(async () => [(await caches.keys()).length, (await indexedDB.databases()).length])()")
    assert left == [0, 0]
    phone.go_back()
    expect(phone.get_by_text("Pelvic tilt")).to_have_count(0)


def test_the_questions_before_the_exercises_wait_too_and_a_red_flag_shows_its_advice_at_once(phone, wire):
    CheckIn.objects.all().delete()
    phone.goto("/today/")
    expect(phone.get_by_role("button", name="I ticked something: send it")).to_be_visible()
    offered = phone.locator("details.pl-task:visible")
    expect(offered).to_have_count(2)
    wire.cut()
    phone.locator("label", has_text=re.compile(r"^\s*4\s*$")).first.click()
    phone.locator(".pl-checkin .pl-tick").first.click()
    phone.get_by_role("button", name="I ticked something: send it").click()
    expect(phone.get_by_text("Stop. Do no exercises.")).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile("^Emergency"))).to_be_visible()
    expect(phone.get_by_role("button", name=re.compile("^Done"))).to_have_count(0)
    expect(offered).to_have_count(0)
    assert CheckIn.objects.count() == 0
    wire.mend()
    phone.get_by_role("button", name="Send now").click()
    expect(phone.locator("#unsent")).to_be_hidden()
    until(phone, "true")
    assert CheckIn.objects.filter(symptoms__len__gt=0).count() == 1


def test_what_one_person_noted_is_not_sent_in_the_name_of_the_next(phone, wire, signed_in, other_patient):
    wire.cut()
    done(phone, "Pelvic tilt")
    expect(phone.locator("#unsent")).to_be_visible()
    wire.mend()
    signed_in(phone.context, other_patient.user, f"http://localhost:{wire.port}")
    phone.goto("/today/")
    expect(phone.get_by_text("Your plan is not ready yet.")).to_be_visible()
    assert Completion.objects.count() == 0
    until(phone, "(await (await caches.open('plumbline-pages')).keys()).length === 1")


def test_what_the_server_could_not_store_says_not_sent_and_is_kept_and_sent_later(phone, plan, monkeypatch):
    def fail(*_args, **_facts):
        raise DatabaseError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "record_completion", fail)
        done(phone, "Pelvic tilt")
        expect(phone.get_by_text("NOT SENT.")).to_be_visible()
        phone.get_by_role("link", name="Try again").click()
        expect(phone.get_by_text("One thing is not sent yet.")).to_be_visible()
        assert Completion.objects.count() == 0
    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("1 of 3 done")).to_be_visible()
    assert Completion.objects.get().item.exercise.title == "Pelvic tilt"
