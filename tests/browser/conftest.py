"""A real Chromium against a live server. Counted, so that a skipped browser cannot look like a passed one."""

import os
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from prescriptions.models import Completion
from tests import factories

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Beside other work on the machine five seconds, the default, are too few for a page that sends, waits and loads anew.
expect.set_options(timeout=30_000)
# Playwright runs its own event loop in this thread; Django's guard against it has no cause here.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium():
    """The path of a Chromium on this machine, or None to let Playwright look for its own."""
    return next(filter(None, (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser(request):
    """The session's browser. Without one: an error where CI=true, else a skip that the last lines count."""
    try:
        return request.getfixturevalue("launch_browser")()
    except Exception as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Chromium: {problem}")


@pytest.fixture
def signed_in():
    """`signed_in(context, user, url)` gives a browser context a session of `user`; each has its own."""

    def sign_in(context, user, url):
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])

    return sign_in


def wait_until_nothing_is_answered(seconds=10):
    """Emptying the tables under a request that still reads them is a deadlock: a page closed may have asked more."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any("process_request_thread" in each.name for each in threading.enumerate()):
        time.sleep(0.02)


@pytest.fixture
def page_of(browser, live_server, library, signed_in):
    """`page_of(user, viewport=PHONE, javascript=True)` is a page signed in as `user`; console errors fail the test."""
    contexts, complaints = [], []

    def open_page(user=None, *, viewport=PHONE, javascript=True, **options):
        context = browser.new_context(
            viewport=viewport, java_script_enabled=javascript, base_url=live_server.url, **options
        )
        contexts.append(context)
        if user is not None:
            signed_in(context, user, live_server.url)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    wait_until_nothing_is_answered()
    unexpected = [text for text in complaints if "status of 4" not in text]
    assert unexpected == [], "the browser complained"


@pytest.fixture
def doctor(clinic):
    return factories.make_clinician(clinic, email="doctor@example.org", name="Anna Marlow")


@pytest.fixture
def vera(clinic, doctor):
    """An assessed patient whose plan ran for 20 days, with something done on most of them."""
    user = factories.make_user(email="patient@example.org", name="Vera Lindqvist")
    patient = factories.make_patient(clinic, responsible=doctor, user=user, record_number="P-10482")
    episode = factories.make_episode(patient)
    now = timezone.now()
    at = now - timedelta(days=20)
    factories.make_assessment(episode, by=doctor, at=at, pain_now=5)
    exercises = [factories.make_exercise(key=key, title=key.capitalize()) for key in ("alpha", "beta", "gamma")]
    plan = factories.make_plan(episode, by=doctor, exercises=exercises, now=at)
    for back in (1, 2, 4, 5, 9):
        day = patient.today(now) - timedelta(days=back)
        Completion.objects.create(item=plan.items.first(), date=day, outcome="done", recorded_by=user, pain_during=3)
        plan.check_ins.create(date=day, kind="before", pain=4, recorded_by=user, comment="Stiff." if back == 2 else "")
    return patient


@pytest.fixture
def desk(page_of, doctor):
    def opened(path, **options):
        page = page_of(doctor, **{"viewport": DESK} | options)
        page.set_default_timeout(30_000)
        page.goto(path)
        return page

    return opened


@pytest.fixture
def password():
    return factories.PASSWORD
