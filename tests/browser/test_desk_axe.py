"""Every page of the desk, at three widths, light and dark: what axe knows of, and nothing over the side."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan
from tests.browser.conftest import DESK, PHONE

TABLET = {"width": 768, "height": 1024}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}


def pages(vera, doctor):
    plan = Plan.objects.get()
    draft, _created = actions.revise_plan(by=doctor, plan=plan, now=timezone.now())
    episode = plan.episode_id
    return [
        "/patients/",
        "/patients/?q=nobody",
        f"/patients/{vera.pk}/",
        f"/episodes/{episode}/visit/",
        f"/episodes/{episode}/discharge/",
        f"/episodes/{episode}/prescribe/",
        f"/plans/{plan.pk}/",
        f"/plans/{draft.pk}/",
        f"/plans/{draft.pk}/preview/",
        f"/plans/{plan.pk}/set/",
        "/sets/",
        "/exercises/new/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, TABLET, PHONE], ids=["1280", "768", "390"])
def test_no_page_of_the_desk_has_a_fault_axe_knows_or_runs_over_the_side(desk, vera, doctor, viewport, scheme):
    addresses = pages(vera, doctor)
    page = desk("/patients/", viewport=viewport, color_scheme=scheme)
    found = {}
    for address in addresses:
        page.goto(address)
        results = Axe().run(page, options=RULES)
        faults = [
            f"{each['id']}: {node['target']} {node['failureSummary'][:160]}"
            for each in results.response["violations"]
            for node in each["nodes"][:3]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            faults.append(f"runs {wide} px over the side")
        if faults:
            found[address] = faults
    print(f"\n{len(addresses)} pages at {viewport['width']} px, {scheme}: {len(found)} with faults")
    assert found == {}
