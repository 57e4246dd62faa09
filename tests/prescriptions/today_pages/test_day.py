"""/today/<date>/: another day, to fill in up to 7 days back or to look ahead."""

from datetime import timedelta

import pytest

from prescriptions import actions
from prescriptions.models import Completion
from tests import factories
from tests.prescriptions.today_pages.pages import NOW, TODAY, current_of, days, make_five, press, text_of, titles_under


def test_yesterday_is_called_so_and_can_be_filled_in(plan, visit):
    page = visit(days(-1))
    assert "Yesterday, Sunday 22 November" in text_of(page)
    assert current_of(page) == "First"


def test_a_missed_day_is_shown_without_blame(plan, visit):
    shown = text_of(visit(days(-1)))
    assert "Nothing is noted for this day. That is fine." in shown
    for word in ("missed", "failed", "forgot", "should have"):
        assert word not in shown


def test_today_links_to_yesterday_and_to_seven_days_back(plan, browser_of, patient_user):
    html = browser_of(patient_user).get("/today/").content.decode()
    linked = [count for count in range(-12, 3) if f'href="/today/{days(count)}/"' in html]
    assert linked == [-7, -6, -5, -4, -3, -2, -1]


def test_a_mark_for_yesterday_is_yesterdays(plan, visit, client):
    visit(days(-1))
    answer = press(client, plan.items.all()[0], on=days(-1))
    assert answer["Location"] == f"/today/{days(-1)}/#next"
    assert Completion.objects.get().date == days(-1)
    page = visit(days(-1))
    assert current_of(page) == "Second"
    assert "Sunday 22 November. First: done." in text_of(page)
    assert current_of(visit(TODAY)) == "First"


def test_the_seventh_day_back_can_be_filled_in_and_the_eighth_only_looked_at(plan, visit):
    assert current_of(visit(days(-7))) == "First"
    page = visit(days(-8))
    assert current_of(page) is None
    assert "This day is too long ago to fill in." in text_of(page)
    assert titles_under(page, "Not noted") == ["First", "Second", "Third", "Fourth", "Fifth"]
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]


def test_the_date_of_today_is_the_page_of_today(plan, visit):
    assert "Good morning, Vera" in text_of(visit(TODAY))


def test_a_day_to_come_shows_what_is_planned_and_takes_no_mark(plan, visit):
    page = visit(days(1))
    assert "Tomorrow, Tuesday 24 November" in text_of(page)
    assert titles_under(page, "Planned") == ["First", "Second", "Third", "Fourth", "Fifth"]
    assert current_of(page) is None
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]


def test_a_day_after_the_plan_says_when_it_ends(plan, visit):
    shown = text_of(visit(plan.ends_on + timedelta(days=1)))
    assert "Nothing is planned for this day." in shown


def test_a_day_before_the_plan_has_nothing(plan, visit):
    page = visit(days(-30))
    assert page.status_code == 200
    assert "Nothing is planned for this day." in text_of(page)


@pytest.mark.parametrize("date", ["2026-02-30", "2026-13-01", "0000-01-01", "20261123", "yesterday", "2026-11-3"])
def test_what_is_no_date_is_404(plan, visit, date):
    assert visit(date).status_code == 404


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_date_there_is_are_days_like_others(plan, visit, date):
    assert visit(date).status_code == 200


def test_a_past_day_shows_the_plan_that_counted_then(plan, episode, clinician, visit, client):
    other = factories.make_exercise(title="Of the new plan")
    factories.make_plan(episode, by=clinician, exercises=[other], now=NOW, starts_on=days(-5))
    page = visit(days(-1))
    assert current_of(page) == "First"
    assert "Of the new plan" not in text_of(page)
    assert current_of(visit(TODAY)) == "Of the new plan"
    press(client, plan.items.all()[0], on=days(-1))
    assert Completion.objects.get().against_advice is False


def test_a_plan_stopped_today_can_be_filled_in_for_yesterday(plan, clinician, visit):
    actions.stop_plan(by=clinician, plan=plan, reason="Healed.", now=NOW)
    assert current_of(visit(days(-1))) == "First"
    assert "Your plan has ended" in text_of(visit(TODAY))


def test_of_three_versions_each_day_shows_its_own(episode, clinician, visit):
    for version, back in ((1, 6), (2, 4), (3, 2)):
        exercise = factories.make_exercise(title=f"Version {version}")
        factories.make_plan(episode, by=clinician, exercises=[exercise], now=NOW - timedelta(days=back))
    shown = {back: current_of(visit(days(-back))) for back in range(7)}
    assert shown == {
        6: "Version 1",
        5: "Version 1",
        4: "Version 2",
        3: "Version 2",
        2: "Version 3",
        1: "Version 3",
        0: "Version 3",
    }


def test_a_finished_plan_can_be_filled_in_for_its_last_days(episode, clinician, visit):
    make_five(episode, by=clinician, now=NOW - timedelta(days=20), ends_on=days(-2))
    assert current_of(visit(days(-2))) == "First"
    assert current_of(visit(days(-1))) is None


def test_a_day_of_someone_else_is_never_shown(plan, browser_of, stranger, other_patient):
    for person in (stranger, other_patient.user):
        page = browser_of(person).get(f"/today/{days(-1)}/")
        assert page.status_code == 200
        assert "First" not in text_of(page)


def test_the_page_takes_six_queries(plan, visit, django_assert_num_queries):
    visit(days(-1))
    with django_assert_num_queries(6):
        visit(days(-1))


def test_a_page_is_only_read(plan, client, visit):
    visit(TODAY)
    assert client.post(f"/today/{days(-1)}/").status_code == 405
    assert client.post("/today/").status_code == 405
