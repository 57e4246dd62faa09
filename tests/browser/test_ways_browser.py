"""Every way in on every screen: the link, the code from paper, the code by mail. The passkey has a file of its own."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from patients import actions
from tests import factories
from tests.browser.conftest import PHONE

SIZES = (320, 390, 1280)
BORN = (("Day", "14"), ("Month", "5"), ("Year", "1957"))


@pytest.fixture
def ways(library, patient, episode, clinician):
    """Kind of way -> its secret."""
    factories.make_plan(episode, by=clinician, exercises=[factories.make_exercise(title="Bridge")])
    now = timezone.now()
    return {kind: actions.make_way(by=clinician, patient=patient, kind=kind, now=now)[1] for kind in ("link", "code")}


def say_the_birth_date(page):
    for name, typed in BORN:
        page.get_by_label(name).fill(typed)
    page.get_by_role("button", name="Open my plan").click()


def by_link(page, ways):
    page.goto(f"/p/{ways['link']}/")
    say_the_birth_date(page)


def by_code(page, ways):
    page.goto("/p/a-link-that-is-torn/")
    page.get_by_role("link", name="I have a code on paper").click()
    code = ways["code"].lower()
    page.get_by_label("Code").fill(f"{code[:4]} {code[4:8]} {code[8:]}")
    say_the_birth_date(page)


def by_mail(page, _ways):
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Mail me a sign-in code").click()
    page.get_by_label("E-mail").fill("patient@example.org")
    page.get_by_role("button", name="Mail me the code").click()
    page.wait_for_url(re.compile("/code/confirm/"))
    page.get_by_role("textbox").fill(re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[-1].body, re.MULTILINE)[1])
    page.locator("main form .btn-main").click()


@pytest.mark.parametrize("enter", [by_link, by_code, by_mail], ids=lambda each: each.__name__)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_it_opens_today_on_every_screen(ways, page_of, enter, javascript):
    for width in SIZES if javascript else SIZES[:1]:
        page = page_of(viewport={"width": width, "height": 800}, javascript=javascript)
        page.set_default_timeout(60_000)
        enter(page, ways)
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Vera$"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_shared_tablet_shows_each_person_their_own(ways, page_of, other_patient, clinician):
    _way, theirs = actions.make_way(by=clinician, patient=other_patient, kind="link", now=timezone.now())
    page = page_of(viewport=PHONE)
    page.set_default_timeout(60_000)
    by_link(page, ways)
    expect(page.get_by_text("This is the page of Vera.")).to_be_visible()
    by_link(page, {"link": theirs})
    expect(page.get_by_text("This is the page of Tomas.")).to_be_visible()
    expect(page.get_by_text("Bridge")).to_have_count(0)
    page.get_by_role("button", name="Not you? Sign out").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.go_back()
    expect(page.get_by_text("Tomas")).to_have_count(0)
