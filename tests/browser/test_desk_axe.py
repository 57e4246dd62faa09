"""Every page of the desk as the site map has it: what axe knows of, and nothing over the side."""

import pytest
from django.utils import timezone

from tests.browser.access import ALL_RULES, violations
from tests.browser.conftest import DESK, PHONE
from tests.desk import desk_pages

TABLET, SMALL = {"width": 768, "height": 1024}, {"width": 320, "height": 700}
# What may differ on a narrow screen in the dark; all else is found at the desk.
SEEN = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport"]
IN_THE_DARK = {"type": "rule", "values": SEEN}


def over_the_side(page):
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"runs {wide} px over the side at {page.viewport_size['width']}"] if wide > 0 else []


def known_to_axe(page, rules):
    nodes = [(each["id"], node) for each in violations(page, rules) for node in each["nodes"]]
    return [f"{rule}: {node['target']} {node['failureSummary'][:160]}" for rule, node in nodes]


@pytest.fixture
def pages(vera, doctor):
    """Name -> address of every page of the desk, some of them in more states than one."""
    found = desk_pages(vera, by=doctor, now=timezone.now())
    return found | {"nobody found": "/patients/?q=nobody", "a plan in the past": found["plan_detail"] + "?against=1"}


def opened(page, pages):
    for name, address in pages.items():
        assert page.goto(address).status == 200, name
        yield name


def test_no_page_of_the_desk_has_a_fault_axe_knows_or_runs_over_the_side(desk, pages):
    """Each is opened once: at the desk in the light, then narrower, and in the dark on a phone; colours do not fade."""
    page, found = desk("/patients/", viewport=DESK, color_scheme="light", reduced_motion="reduce"), {}
    for name in opened(page, pages):
        faults = over_the_side(page) + known_to_axe(page, ALL_RULES)
        page.set_viewport_size(TABLET)
        faults += over_the_side(page)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        faults += over_the_side(page) + known_to_axe(page, IN_THE_DARK)
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        if faults:
            found[name] = faults
    print(f"\n{len(pages)} pages: {len(found)} with faults")
    assert found == {}


def test_no_page_of_the_desk_runs_over_the_side_where_it_is_narrowest_and_words_are_longest(desk, pages, doctor):
    doctor.language = "ru"
    doctor.save(update_fields=["language"])
    page = desk("/patients/", viewport=SMALL)
    assert {name: faults for name in opened(page, pages) if (faults := over_the_side(page))} == {}
