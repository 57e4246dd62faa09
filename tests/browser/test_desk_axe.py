"""Every page of the desk as the site map has it: what axe knows of, and nothing over the side."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.browser.conftest import DESK, PHONE
from tests.desk import desk_pages

TABLET, SMALL = {"width": 768, "height": 1024}, {"width": 320, "height": 700}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
# What may differ on a narrow screen in the dark; all else is found at the desk.
SEEN = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport"]
IN_THE_DARK = {"runOnly": {"type": "rule", "values": SEEN}}


def faults_of(page, *, axe):
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        yield f"runs {wide} px over the side"
    for each in Axe().run(page, options=axe).response["violations"] if axe else ():
        for node in each["nodes"][:3]:
            yield f"{each['id']}: {node['target']} {node['failureSummary'][:160]}"


# What axe finds depends on the colours and on the layout; each is run once with it. The longest words are Russian.
@pytest.mark.parametrize(
    ("viewport", "scheme", "language", "axe"),
    [
        (DESK, "light", "en", RULES),
        (PHONE, "dark", "en", IN_THE_DARK),
        (TABLET, "light", "en", None),
        (SMALL, "light", "ru", None),
    ],
    ids=["1280-light", "390-dark", "768", "320-russian"],
)
def test_no_page_of_the_desk_has_a_fault_axe_knows_or_runs_over_the_side(
    desk, vera, doctor, viewport, scheme, language, axe
):
    doctor.language = language
    doctor.save(update_fields=["language"])
    pages = desk_pages(vera, by=doctor, now=timezone.now())
    pages |= {"nobody found": "/patients/?q=nobody", "a plan in the past": pages["plan_detail"] + "?against=1"}
    page = desk("/patients/", viewport=viewport, color_scheme=scheme)
    found = {}
    for name, address in pages.items():
        assert page.goto(address).status == 200, name
        if faults := list(faults_of(page, axe=axe)):
            found[name] = faults
    print(f"\n{len(pages)} pages at {viewport['width']} px, {scheme}: {len(found)} with faults")
    assert found == {}
