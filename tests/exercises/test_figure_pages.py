"""The figures over HTTP, and the sheet of all."""

import gzip
import re

import pytest

from exercises.figures import figure_alt, figure_url
from exercises.models import Exercise
from exercises.vocabulary import Position

KEY = "lumbar-pelvic-raise"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("moving", [False, True])
def test_anybody_may_have_a_figure_and_keep_it_for_a_year(client, db, moving):
    answer = client.get(figure_url(KEY, moving=moving))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert (b"<animate" in answer.content) is moving
    assert figure_alt(KEY).encode() in answer.content


def test_the_address_changes_with_the_content():
    assert re.fullmatch(r"/figures/lumbar-pelvic-raise\.[0-9a-f]{10}\.svg", figure_url(KEY))
    assert re.fullmatch(r"/figures/lumbar-pelvic-raise\.[0-9a-f]{10}\.moving\.svg", figure_url(KEY, moving=True))
    assert figure_url(KEY) != figure_url("cat-camel").replace("cat-camel", KEY)


@pytest.mark.parametrize("moving", [False, True])
def test_an_old_mark_leads_to_the_current_drawing(client, db, moving):
    old = re.sub(r"\.[0-9a-f]{10}\.", ".0000000000.", figure_url(KEY, moving=moving))
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (302, figure_url(KEY, moving=moving))


def test_there_is_no_figure_of_nothing(client, db):
    assert client.get("/figures/lumbar-somersault.0000000000.svg").status_code == 404
    assert figure_url("lumbar-somersault") is None
    assert figure_alt("lumbar-somersault") == ""


@pytest.mark.parametrize("position", Position.values)
def test_every_position_has_a_quiet_picture(client, db, position):
    assert client.get(figure_url(f"position-{position}")).status_code == 200


def test_what_does_not_move_has_no_moving_picture(client, db):
    still = figure_url("prone-lying")
    assert client.get(still).status_code == 200
    assert figure_url("prone-lying", moving=True) is None
    assert client.get(still.replace(".svg", ".moving.svg")).status_code == 404


def test_a_figure_is_read_and_not_written(client, db):
    assert client.post(figure_url(KEY)).status_code == 405


def test_it_is_packed_for_those_who_can_unpack(client, db):
    plain = client.get(figure_url(KEY))
    packed = client.get(figure_url(KEY), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content


def test_the_sheet_shows_every_exercise_of_the_library(browser_of, clinician, library):
    page = browser_of(clinician).get("/exercises/figures/").content.decode()
    exercises = Exercise.objects.filter(clinic=None).current()
    assert page.count('<img class="pl-figure"') == exercises.count() == 137
    assert [e.key for e in exercises if figure_url(e.key) not in page] == []


def test_the_sheet_is_for_members(browser_of, patient_user, admin, library):
    assert browser_of(admin).get("/exercises/figures/").status_code == 200
    assert browser_of(patient_user).get("/exercises/figures/").status_code == 403


def test_a_visitor_to_the_sheet_is_sent_to_sign_in(client, db):
    assert client.get("/exercises/figures/").headers["Location"].startswith("/accounts/login/")
