"""Two clinicians in one draft, each in a browser of their own."""

from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Plan
from tests import factories
from tests.browser.conftest import DESK


def test_the_second_to_save_sees_the_others_change_and_loses_nothing_typed(desk, page_of, clinic, doctor, vera):
    colleague = factories.make_clinician(clinic, email="colleague@example.org", name="Idris Bell")
    plan = Plan.objects.get()
    draft, _created = actions.revise_plan(by=doctor, plan=plan, now=timezone.now())
    address = f"/episodes/{plan.episode_id}/prescribe/"
    mine = desk(address)
    theirs = page_of(colleague, viewport=DESK)
    theirs.set_default_timeout(30_000)
    theirs.goto(address)
    theirs.locator("[name=row-1-repetitions]").fill("9")
    theirs.get_by_role("button", name="Save").click()
    theirs.get_by_text("Saved at").wait_for()

    mine.locator("[name=note]").fill("Walk to the shop and back.")
    mine.locator("[name=row-2-repetitions]").fill("7")
    mine.get_by_role("button", name="Save").click()
    mine.get_by_text("Idris Bell changed this draft at").wait_for()
    assert mine.locator("[name=note]").input_value() == "Walk to the shop and back."
    assert mine.locator("[name=row-2-repetitions]").input_value() == "7"
    assert "9 times" in mine.locator("#builder").inner_text()
    draft.refresh_from_db()
    assert (draft.note, draft.items.first().repetitions) == ("", 9)
