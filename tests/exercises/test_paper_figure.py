"""Figures for paper: greys alone, what the typesetter can draw, and words."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
import typst

from exercises.figures import PaperFigure, figure_alt, paper_figure
from exercises.figures.inks import LIGHT, MEANINGFUL, PRINT
from exercises.figures.shelf import drawing, shelf
from tests.exercises.test_figures import contrast

KEY = "lumbar-pelvic-raise"
INK = re.compile(r"#[0-9a-f]{3,6}")
every_key = pytest.mark.parametrize("key", shelf())
# What a drawing for paper may be made of: no style, no animation, no reference, no text of its own.
ELEMENTS = {"svg", "title", "g", "path"}


@every_key
def test_every_figure_has_a_drawing_for_paper_with_its_words(key):
    assert paper_figure(key) == PaperFigure(paper_figure(key).svg, figure_alt(key))


@every_key
def test_it_is_the_still_picture_in_greys(key):
    printed = paper_figure(key).svg.decode()
    assert set(INK.findall(printed)) <= {*PRINT.values(), "#fff"}
    assert INK.sub("", printed) == INK.sub("", drawing(key).content.decode())


@every_key
def test_it_needs_no_style_and_nothing_from_elsewhere(key):
    printed = paper_figure(key).svg.decode()
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(printed).iter()}  # noqa: S314
    assert names <= ELEMENTS
    assert not re.search(r"var\(|style|class=|href|url\(", printed)


@pytest.mark.parametrize("name", MEANINGFUL)
def test_every_ink_that_carries_meaning_stands_out_from_white_paper_without_its_colour(name):
    grey = PRINT[MEANINGFUL[name]]
    assert re.fullmatch(r"#([0-9a-f]{2})\1\1", grey)
    assert contrast(grey, "#ffffff") >= 3


def test_limbs_are_told_apart_by_the_pale_edge_between_them():
    assert PRINT[LIGHT] == "#ffffff"
    inks = [PRINT[MEANINGFUL[name]] for name in ("near", "trunk", "far")]
    assert all(contrast(ink, PRINT[LIGHT]) >= 4.5 for ink in inks)
    assert contrast(*inks[:2]) >= 2


def test_an_exercise_without_a_drawing_has_that_of_what_it_starts_from_or_of_its_position():
    assert paper_figure("our-own", figure=KEY, position="supine") == paper_figure(KEY)
    assert paper_figure("our-own", position="supine") == paper_figure("position-supine")
    assert paper_figure("our-own") is None


def test_the_words_are_in_the_language_asked_for():
    assert (
        paper_figure(KEY, language="en").alt
        == "Lying on the back with bent knees, the pelvis rises until trunk and thighs form a line."
    )


@pytest.fixture
def painted(tmp_path):
    """`painted(key)`: the operators and inks of a page of the typesetter that shows a figure."""

    def read(stream, resources):
        for instruction in pikepdf.parse_content_stream(stream):
            yield str(instruction.operator), [str(operand) for operand in instruction.operands]
            if str(instruction.operator) == "Do":
                drawn = resources.XObject[instruction.operands[0]]
                yield from read(drawn, drawn.get("/Resources", resources))

    def page(key):
        (tmp_path / "figure.svg").write_bytes(paper_figure(key).svg)
        (tmp_path / "page.typ").write_text('#image("figure.svg", height: 40mm, alt: "A figure.")', "utf-8")
        pdf = pikepdf.open(BytesIO(typst.compile(str(tmp_path / "page.typ"), format="pdf")))
        return list(read(pdf.pages[0], pdf.pages[0].Resources))

    return page


@pytest.mark.parametrize("key", [KEY, "chin-tuck-sitting", "norbekov-warmup-hands", "lateral-raise-band"])
def test_the_typesetter_paints_every_path_in_its_grey(painted, key):
    printed = paper_figure(key).svg.decode()
    done = painted(key)
    strokes = [name for name, _ in done if name in ("S", "B", "B*", "b", "s")]
    assert len(strokes) == len([path for path in re.findall("<path[^>]*>", printed) if 'stroke-width="0"' not in path])
    inks = {round(float(values[0]) * 255) for name, values in done if name in ("SCN", "scn")}
    assert inks == {int(ink[1:3], 16) for ink in INK.findall(printed)}


def test_the_typesetter_cuts_a_bust_at_its_box(painted):
    cuts = {key: len([name for name, _ in painted(key) if name == "W"]) for key in (KEY, "chin-tuck-sitting")}
    assert cuts["chin-tuck-sitting"] == cuts[KEY] + 1
