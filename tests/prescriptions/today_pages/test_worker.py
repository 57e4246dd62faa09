"""Today without a network: the worker, the manifest, and records that a device kept and sends later."""

import json
import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.staticfiles import finders

from exercises.dosage import Dose
from prescriptions.models import Completion
from tests import factories

KEPT = {"X-Kept-On-Device": "1"}


@pytest.fixture
def plan(library, episode, clinician):
    exercises = [factories.make_exercise(dose=Dose(sets=1, repetitions=5, times_per_day=5)) for _each in range(5)]
    issued = datetime.now(UTC) - timedelta(days=10)
    return factories.make_plan(
        episode, by=clinician, exercises=exercises, now=issued, starts_on=issued.date(),
        ends_on=issued.date() + timedelta(days=30),
    )  # fmt: skip


@pytest.fixture
def visit(browser_of, patient_user):
    return browser_of(patient_user)


def records(plan, days):
    """(address, what is sent) of every occurrence of the last `days` days."""
    today = plan.episode.patient.today(datetime.now(UTC))
    for back in range(days):
        for item in plan.items.all():
            for occurrence in range(1, 6):
                address = f"/today/{today - timedelta(days=back)}/{item.pk}/{occurrence}/"
                yield address, {"id": uuid.uuid4(), "outcome": "done"}


def test_the_worker_is_served_from_the_root_to_anybody(client, db):
    answer = client.get("/sw.js")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript")
    assert "There is no network." in answer.content.decode()


def test_today_names_a_manifest_whose_pictures_exist(visit, plan):
    assert 'rel="manifest"' in visit.get("/today/").content.decode()
    with open(finders.find("manifest.webmanifest")) as file:
        manifest = json.load(file)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/today/", "/", "standalone")
    assert [icon["src"] for icon in manifest["icons"] if not finders.find(icon["src"])] == []


@pytest.mark.parametrize(("of_days", "number"), [(2, 50), pytest.param(8, 200, marks=pytest.mark.long)])
def test_kept_records_sent_twice_and_out_of_order_are_each_there_once(visit, plan, of_days, number):
    kept = list(records(plan, days=of_days))
    assert len(kept) == number
    twice = kept + kept
    random.Random(7).shuffle(twice)  # noqa: S311 - the same order each time
    answers = {visit.post(address, typed, headers=KEPT).status_code for address, typed in twice}
    assert answers == {204}
    assert Completion.objects.count() == number
    assert {str(pk) for pk in Completion.objects.values_list("pk", flat=True)} == {str(each["id"]) for _a, each in kept}


def test_nothing_is_said_on_the_next_page_about_what_was_kept(visit, plan):
    for address, typed in list(records(plan, days=1))[:3]:
        visit.post(address, typed, headers=KEPT)
    assert "done." not in visit.get("/today/").content.decode().split('id="next"')[1].split("</section>")[0]
    address, typed = list(records(plan, days=1))[4]
    visit.post(address, typed)
    assert ": done." in visit.get("/today/").content.decode()


def test_what_the_device_fetches_for_itself_takes_no_message_from_the_page_that_is_read(visit, plan):
    address, typed = next(iter(records(plan, days=1)))
    visit.post(address, typed)
    assert ": done." not in visit.get("/today/", headers=KEPT).text
    assert ": done." in visit.get("/today/").text
    assert ": done." not in visit.get("/today/").text


def test_what_is_too_old_is_refused_with_its_reason(visit, plan):
    address, typed = list(records(plan, days=9))[-1]
    answer = visit.post(address, typed, headers=KEPT)
    assert (answer.status_code, answer.json()) == (
        400,
        {"reasons": ["Only today and the last 7 days can be filled in."]},
    )


def test_a_day_that_has_not_come_is_refused_with_its_reason(visit, plan):
    tomorrow = plan.episode.patient.today(datetime.now(UTC)) + timedelta(days=1)
    answer = visit.post(f"/today/{tomorrow}/{plan.items.first().pk}/1/", {"outcome": "done"}, headers=KEPT)
    assert (answer.status_code, answer.json()) == (400, {"reasons": ["This day has not come yet."]})


def test_an_exercise_that_is_nobodys_is_not_found(visit, plan):
    today = plan.episode.patient.today(datetime.now(UTC))
    answer = visit.post(f"/today/{today}/{factories.NOBODY}/1/", {"outcome": "done"}, headers=KEPT)
    assert answer.status_code == 404


def test_signing_out_empties_the_device(visit, plan):
    assert visit.post("/accounts/logout/").headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in visit.get("/accounts/login/").headers
