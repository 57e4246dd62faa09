"""The patient's own view, and what is elsewhere."""

import re
from datetime import timedelta

import pytest

from tests import factories

DAY_KEYS = ["date", "status", "start", "items"]


@pytest.fixture
def mine(api, world):
    return api(world.patient_user)


def test_me_today_has_the_shape_of_a_day_over_all_current_plans(mine, world):
    day = mine.get("/api/v1/me/today/").json()
    assert list(day) == [*DAY_KEYS, "plans"]
    assert {each["plan"] for each in day["plans"]} == {str(world.issued.pk), str(world.held.pk)}
    for each in day["plans"]:
        one = mine.get(f"/api/v1/plans/{each['plan']}/days/{world.today}/").json()
        assert each == {"plan": each["plan"]} | one
    assert day["items"] == [item for plan in day["plans"] for item in plan["items"]]


def test_me_today_is_the_day_in_the_patients_zone(mine, world, time_machine):
    world.patient.time_zone = "Pacific/Kiritimati"  # 14 hours ahead
    world.patient.save()
    time_machine.move_to(f"{world.today}T20:00:00Z", tick=False)
    assert mine.get("/api/v1/me/today/").json()["date"] == str(world.today + timedelta(days=1))


def test_a_day_outside_every_plan_is_empty_and_no_error(mine):
    for day in ("0001-01-01", "2020-02-29", "9999-12-31"):
        shown = mine.get(f"/api/v1/me/days/{day}/")
        assert (shown.status_code, shown.json()["items"]) == (200, [])


@pytest.mark.parametrize("day", ["2026-02-30", "0000-01-01", "2026-W47-7", "2026-1-1", "10000-01-01", "２０２６-11-22"])
def test_a_date_that_is_none_is_400(mine, world, day):
    for path in (f"/api/v1/me/days/{day}/", f"/api/v1/plans/{world.issued.pk}/days/{day}/"):
        refused = mine.get(path)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["date"])


def test_the_patient_records_and_reads_their_own_completions(mine, world):
    path = f"/api/v1/plans/{world.issued.pk}/completions/"
    sent = {"item": str(world.issued.items.first().pk), "date": str(world.today), "occurrence": 2, "outcome": "partly"}
    assert mine.post(path, sent).status_code == 201
    assert mine.get(path).json()["count"] == 2


def test_someone_who_is_nobodys_patient_has_an_empty_day(api, world):
    assert api(world.stranger).get("/api/v1/me/today/").json()["plans"] == []
    assert api(world.stranger).get("/api/v1/me/").json()["patients"] == []


# --- elsewhere


def test_the_door_asks_for_login_and_password(client):
    page = client.get("/accounts/login/").content.decode()
    assert {'name="login"', 'name="password"'} <= set(re.findall(r'name="\w+"', page))


def test_the_door_opens_with_login_and_password(client, clinic):
    factories.make_clinician(clinic, email="anna@example.org", password="a long password")
    answer = client.post("/accounts/login/", {"login": "anna@example.org", "password": "a long password"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_process_and_the_database_say_that_they_are_well(client, db):
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_the_button_that_issues_a_plan_says_so(browser_of, world):
    page = browser_of(world.clinician).get(f"/episodes/{world.episode.pk}/prescribe/").content.decode()
    buttons = re.findall(r"<button[^>]*>(.*?)</button>", page, re.DOTALL)
    assert [words for words in buttons if "Issue" in words] == ["Issue the plan"]


def test_a_patients_chart_links_to_prescribing(browser_of, world):
    page = browser_of(world.clinician).get(f"/patients/{world.patient.pk}/").content.decode()
    assert f'href="/episodes/{world.episode.pk}/prescribe/"' in page


def test_the_readable_docs_need_nothing_from_elsewhere(client):
    page = client.get("/api/docs/").content.decode()
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']*""", page) == []
