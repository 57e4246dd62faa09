"""The first load of today over a poor connection: what it weighs, how long it takes, and what comes from the device.

Bytes are those Chromium counts as received, headers with bodies, from a server that packs as production does; 1 KB is
1,000 of them. Pictures are counted apart.
"""

import re

import pytest
from django.core.management import call_command
from django.test.testcases import LiveServerThread

from exercises.models import Exercise
from tests import factories
from tests.browser.conftest import PHONE

BEFORE_PICTURES, WITH_FIVE_PICTURES, USABLE = 60_000, 100_000, 5_000
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
KEYS = (
    *("walking-programme", "pelvic-tilt-supine", "lower-trunk-rotation", "glute-bridge"),
    *("cat-camel", "sit-to-stand", "bird-dog-leg"),
)


@pytest.fixture
def packed(settings, tmp_path):
    """(address, asked): a server with the static files of production, and the paths it was asked for."""
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = tmp_path, False
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0)
    asked = []

    def noting(application):
        return lambda environ, start: (asked.append(environ["PATH_INFO"]), application(environ, start))[1]

    thread = LiveServerThread("127.0.0.1", noting)
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://localhost:{thread.port}", asked
    thread.terminate()


@pytest.fixture
def plan(patient, clinician):
    """A plan as a clinician would issue it: seven exercises, two of them twice a day."""
    episode = factories.make_episode(patient, region="lumbar")
    plan = factories.make_plan(episode, by=clinician, exercises=[Exercise.objects.get(key=key) for key in KEYS])
    factories.check_in_before(plan)
    return plan


class Received:
    """What Chromium received for a page: what it asked for and how much came."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.answers, self.sizes = {}, {}
        self.session.on("Network.responseReceived", lambda said: self.answers.update({said["requestId"]: said}))
        self.session.on("Network.loadingFinished", lambda said: self.sizes.update({said["requestId"]: said}))
        self.session.send("Network.enable")
        self.session.send("Network.emulateNetworkConditions", SLOW)

    def weights(self, *, pictures):
        """Bytes by path: of the pictures, or of everything else, icons among it."""
        found = {}
        for number, said in self.answers.items():
            path = re.sub(r"^https?://[^/]+", "", said["response"]["url"])
            if path.startswith("/figures/") == pictures and number in self.sizes:
                found[path] = self.sizes[number]["encodedDataLength"]
        return found


def test_today_over_a_poor_connection(browser, packed, signed_in, browser_of, plan, patient_user):
    address, asked = packed
    browser_of(patient_user).get("/today/?view=list")  # a server that has drawn a page before
    context = browser.new_context(viewport=PHONE, base_url=address)
    signed_in(context, patient_user, address)
    page = context.new_page()
    page.set_default_timeout(60_000)
    received = Received(page)
    page.goto("/today/?view=list", wait_until="networkidle")
    first = received.weights(pictures=False)
    assert (len(first) >= 10, sum(first.values()) < BEFORE_PICTURES) == (True, True), first

    stills = page.locator("img.pl-figure:not([src*=moving])")
    for place in range(5):
        stills.nth(place).scroll_into_view_if_needed()
        stills.nth(place).evaluate("each => each.decode()")
    pictures = {path: size for path, size in received.weights(pictures=True).items() if "moving" not in path}
    heaviest = sorted(pictures.values())[-5:]
    assert len(heaviest) == 5
    assert sum(first.values()) + sum(heaviest) < WITH_FIVE_PICTURES, pictures

    painted, ready = page.evaluate(
        """() => [performance.getEntriesByName("first-contentful-paint")[0].startTime,
            performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]"""
    )
    assert max(painted, ready) < USABLE

    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.goto("/today/", wait_until="networkidle")
    assert set(asked) <= {"/today/", "/sw.js"}, "the rest comes from the device"
    context.close()
