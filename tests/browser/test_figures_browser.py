"""A moving figure in a real browser: it plays once, ends where it began, and stands still for who asked for that."""

import time

import pytest

from exercises.figures import figure_url

KEY = "lumbar-pelvic-raise"
LONGEST = 6  # seconds: a motion ends within five
SHAPES = "() => [...document.querySelectorAll('path[id]')].map(path => getComputedStyle(path).d)"
SEEN = "name => getComputedStyle(document.querySelector(name)).display"


@pytest.fixture
def figure(page_of):
    def open_figure(**options):
        page = page_of(**options)
        page.goto(figure_url(KEY, moving=True))
        return page

    return open_figure


def at(page, seconds):
    page.evaluate("t => { const svg = document.rootElement; svg.pauseAnimations(); svg.setCurrentTime(t) }", seconds)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(SHAPES)


def test_it_moves_and_comes_back_within_five_seconds(figure):
    page = figure(reduced_motion="no-preference")
    assert (page.evaluate(SEEN, ".move"), page.evaluate(SEEN, ".still")) == ("inline", "none")
    start, middle, end = at(page, 0), at(page, 1.9), at(page, 5)
    assert start == end
    assert sum(one != other for one, other in zip(start, middle, strict=True)) == len(start) > 5


def test_who_asked_for_less_motion_sees_the_end_pose_at_rest(figure):
    page = figure(reduced_motion="reduce")
    assert (page.evaluate(SEEN, ".move"), page.evaluate(SEEN, ".still")) == ("none", "inline")


def test_the_movement_waits_until_it_is_asked_for(page_of, clinician):
    page = page_of(clinician)
    page.goto(f"/exercises/{KEY}/")
    moving = page.locator(f'img[src^="{figure_url(KEY, moving=True)}"]')
    assert not moving.is_visible()
    page.get_by_text("Show the movement").click()
    moving.wait_for(state="visible")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=moving.element_handle())


@pytest.mark.parametrize("javascript", [True, False])
def test_it_plays_when_it_is_opened_and_again_when_it_is_opened_again(page_of, clinician, javascript):
    page = page_of(clinician, javascript=javascript)
    page.goto(f"/exercises/{KEY}/")
    summary = page.get_by_text("Show the movement")
    moving = page.locator("details > img.pl-figure")

    def plays():
        """True if what is seen changes within the time a motion takes."""
        moving.wait_for(state="visible")
        seen, end = set(), time.monotonic() + LONGEST
        while len(seen) <= 3 and time.monotonic() < end:
            page.wait_for_timeout(200)
            seen.add(moving.screenshot())
        return len(seen) > 3

    def rests():
        """True if it comes to rest within that time, and stays."""
        last, end = b"", time.monotonic() + LONGEST
        while (now := moving.screenshot()) != last and time.monotonic() < end:
            last = now
            page.wait_for_timeout(500)
        return now == last

    summary.click()
    assert plays()
    assert rests()
    if javascript:
        summary.click()
        summary.click()
        assert plays()
