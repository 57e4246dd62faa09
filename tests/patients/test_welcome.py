"""The first opening: five sentences, agreed to once and dated, before anything is shown or recorded."""

from datetime import UTC, datetime

import pytest
import time_machine

from patients import actions
from prescriptions.models import Completion
from tests import factories

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def newcomer(clinic, clinician):
    user = factories.make_user(name="Vera Lindqvist", agreed_at=None)
    return factories.make_patient(clinic, responsible=clinician, user=user)


def test_nothing_is_shown_before_it_is_agreed(browser_of, newcomer):
    visit = browser_of(newcomer.user)
    for page in ("/today/", "/today/2026-11-23/", "/me/"):
        assert visit.get(page).headers["Location"] == "/welcome/"


def test_nothing_is_recorded_before_it_is_agreed(browser_of, newcomer, clinician, library):
    plan = factories.make_plan(factories.make_episode(newcomer), by=clinician)
    address = f"/today/{newcomer.today(datetime.now(UTC))}/{plan.items.get().pk}/1/"
    visit = browser_of(newcomer.user)
    assert visit.post(address, {"outcome": "done"}).headers["Location"] == "/welcome/"
    assert Completion.objects.count() == 0
    visit.post("/welcome/")
    visit.post(address, {"outcome": "done"})
    assert Completion.objects.count() == 1


def test_five_sentences_say_what_is_recorded_and_who_reads_it(browser_of, newcomer):
    page = browser_of(newcomer.user).get("/welcome/").content.decode()
    assert page.split("<ol")[1].split("</ol>")[0].count("<li>") == 5
    assert "Northfield Spine Clinic" in page


def test_it_is_agreed_once_and_dated(browser_of, newcomer):
    visit = browser_of(newcomer.user)
    with time_machine.travel(NOW, tick=False):
        visit.force_login(newcomer.user)
        assert visit.post("/welcome/").headers["Location"] == "/today/"
        assert visit.get("/today/").status_code == 200
    visit.force_login(newcomer.user)
    visit.post("/welcome/")
    newcomer.user.refresh_from_db()
    assert (newcomer.user.agreed_at, newcomer.user.agreed_to) == (NOW, "2026-11")


def test_it_can_be_read_again_with_its_date(browser_of, patient):
    page = browser_of(patient.user).get("/welcome/").content.decode()
    assert "You agreed on" in page
    assert "I agree" not in page


def test_a_helper_reads_and_agrees_for_themselves(browser_of, patient, clinician):
    helper = actions.add_helper(by=clinician, patient=patient, name="Karin", now=NOW)
    visit = browser_of(helper.user)
    page = visit.get("/welcome/").content.decode()
    assert "You can see the exercises of Vera Lindqvist and mark them." in page
    visit.post("/welcome/")
    assert visit.get("/today/").status_code == 200


def test_who_is_nobodys_patient_has_nothing_to_agree_to(browser_of, clinician):
    visit = browser_of(clinician)
    assert visit.get("/welcome/").headers["Location"] == "/today/"
    clinician.refresh_from_db()
    visit.post("/welcome/")
    assert visit.get("/today/").status_code == 200
