"""A day with several sessions: each is named, counted and folded, what is noted too."""

import re

import pytest

from exercises.dosage import Dose
from prescriptions.views.today_words import session_words
from tests import factories
from tests.prescriptions.today_pages.pages import NOW, press, text_of, twice_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(episode, clinician):
    """Two exercises twice a day, and one once."""
    exercises = [twice_a_day(title="First"), twice_a_day(title="Second"), factories.make_exercise(title="Third")]
    return factories.make_plan(episode, by=clinician, exercises=exercises, now=NOW)


LINE = r'<details class="pl-session"( open)?>(.*?</summary>)(.*?)</details>\s*</div></details>'


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sessions(page):
    """(what stands in their lines, whether those that fold are open, the exercises in these) of the sessions."""
    html = page.content.decode()
    done = re.findall(r'<p class="pl-session.*?</p>', html, re.DOTALL)
    folded = re.findall(LINE, html, re.DOTALL)
    titles = [re.findall(r"<strong>(.*?)</strong>", body) for _open, _line, body in folded]
    lines = [words_of(line) for line in [*done, *(line for _open, line, _body in folded)]]
    return lines, [bool(is_open) for is_open, _line, _body in folded], titles


def test_sessions_are_named_and_counted_and_the_one_of_now_is_open(plan, visit):
    words, is_open, titles = sessions(visit())
    assert words == ["Morning 0 of 3 done", "Evening 0 of 2 done"]
    assert (is_open, titles) == ([True, False], [["Second", "Third"], ["First", "Second"]])


def test_a_session_that_is_done_is_one_line_and_the_next_one_opens(plan, visit, phone):
    for item in plan.items.all():
        press(phone, item, "skipped" if item.exercise.title == "Third" else "done", why="time")
    words, is_open, titles = sessions(visit())
    assert words == ["Morning 2 of 3 done, 1 skipped", "Evening 0 of 2 done"]
    assert (is_open, titles) == ([True], [["Second"]])


def test_what_is_noted_is_folded(plan, visit, phone):
    press(phone, plan.items.first())
    html = visit().content.decode()
    noted = html[html.index("<h2>Noted</h2>") :]
    assert noted.split("<summary>")[0].strip().endswith("<details>")
    assert "Look at it, or change it" in noted


def test_a_day_of_one_session_is_a_plain_list(episode, clinician, visit, phone):
    plan = factories.make_plan(
        episode, by=clinician, exercises=[factories.make_exercise() for _each in range(3)], now=NOW
    )
    press(phone, plan.items.first())
    assert "pl-session" not in visit().content.decode()
    assert "Morning" not in text_of(visit())


def test_every_button_of_the_day_has_a_name_of_its_own(plan, visit):
    html = visit().content.decode()
    names = [words_of(each) for each in re.findall(r'<button[^>]*value="done".*?</button>', html, re.DOTALL)]
    assert len(names) == 5
    assert len(set(names)) == 5


def test_sixteen_ticks_a_day_show_four_lines(episode, clinician, visit):
    four = [factories.make_exercise(dose=Dose(sets=1, repetitions=5, times_per_day=4)) for _each in range(4)]
    factories.make_plan(episode, by=clinician, exercises=four, now=NOW)
    words, is_open, _titles = sessions(visit())
    assert words == [f"{name} time 0 of 4 done" for name in ("1st", "2nd", "3rd", "4th")]
    assert is_open == [True, False, False, False]


def test_sessions_are_called_by_the_hour_only_where_two_or_three_make_a_day():
    assert [session_words(number, of=2) for number in (1, 2)] == ["Morning", "Evening"]
    assert [session_words(number, of=3) for number in (1, 2, 3)] == ["Morning", "Midday", "Evening"]
    assert [session_words(number, of=4) for number in (1, 4)] == ["1st time", "4th time"]
