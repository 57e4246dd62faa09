"""The paper for those who hear it: tags, order, language, title, words for every picture; and for those who keep it."""

import re
import time
from datetime import UTC, datetime

import pytest

from exercises.figures import figure_alt
from exercises.models import Exercise
from prescriptions.models import Plan
from prescriptions.paper import PAPERS, WayIn, handout
from tests.prescriptions.paper.reading import elements, opened, pdf_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictured(library, plan_of):
    """A plan of two exercises of the library that are drawn."""
    return plan_of(
        *Exercise.objects.filter(key__in=["cervical-resisted-rotation", "cervical-nod-forward-back-sitting"])
    )


def test_it_is_tagged_has_a_language_and_a_title_and_names_its_standards(pictured):
    with opened(pdf_of(pictured)) as document:
        root = document.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("en", True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]) == "Your exercises at home"
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("2", "A", "1")


def test_its_language_is_the_patients(pictured, patient):
    sheet = pictured.sheet | {"patient": pictured.sheet["patient"] | {"language": "ru"}}
    pictured.sheet = sheet
    with opened(handout(pictured, now=datetime.now(UTC))) as document:
        assert str(document.Root.Lang) == "ru"


def test_headings_and_lists_stand_in_reading_order(pictured):
    with opened(pdf_of(pictured)) as document:
        tags = [tag for tag, _alt in elements(document)]
    headings = [tag for tag in tags if re.fullmatch(r"/H\d", tag)]
    assert headings[:3] == ["/H1", "/H2", "/H2"]
    assert {"/L", "/LI", "/P", "/Table", "/TH", "/TD"} <= set(tags)


def test_every_picture_has_its_movement_in_words(pictured):
    with opened(pdf_of(pictured)) as document:
        alternatives = [alt for tag, alt in elements(document) if tag == "/Figure"]
    assert alternatives == [figure_alt(line["exercise"]) for line in pictured.sheet["items"]]
    assert all(alternatives)


def test_an_exercise_without_a_figure_has_the_picture_of_its_position(plan_of, bridge):
    with opened(pdf_of(plan_of(bridge))) as document:
        alternatives = [alt for tag, alt in elements(document) if tag == "/Figure"]
    assert alternatives == [figure_alt("position-supine")]


def test_the_square_has_words_too(pictured):
    way_in = WayIn("https://plan.clinic.example/p/abc/", "K7QM-2XPD-94HT", "plan.clinic.example/code/")
    with opened(pdf_of(pictured, way_in=way_in)) as document:
        alternatives = [alt for tag, alt in elements(document) if tag == "/Figure"]
    assert alternatives[-1] == "QR code. It opens the same plan on a phone: https://plan.clinic.example/p/abc/"


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_it_comes_on_both_papers(pictured, paper, points):
    assert set(PAPERS) == {"a4", "letter"}
    with opened(pdf_of(pictured, paper=paper)) as document:
        for page in document.pages:
            assert tuple(round(float(size)) for size in page.mediabox[2:]) == points


def fonts_of(document):
    return {str(font.BaseFont) for page in document.pages for font in page.Resources.get("/Font", {}).values()}


def test_only_our_fonts_are_used_and_both_are_inside(pictured):
    with opened(pdf_of(pictured)) as document:
        names = fonts_of(document)
        assert {re.sub(r"^/[A-Z]{6}\+", "", name) for name in names} == {"NotoSans-Regular", "NotoSans-Bold"}
        assert all("+" in name for name in names)  # a subset, embedded


def test_the_text_is_large(plan_of):
    """14 points and more; days and the foot line 12."""
    with opened(pdf_of(plan_of())) as document:
        streams = b"".join(page.Contents.read_bytes() for page in document.pages)
    sizes = {float(size) for size in re.findall(rb"/f\d+ ([\d.]+) Tf", streams)}
    assert sizes
    assert min(sizes) >= 11  # the sign in the stop mark
    assert sizes <= {11.0, 12.0, 14.0, 17.0, 20.0, 26.0}


def test_eight_exercises_take_less_than_300_milliseconds(pictured):
    fresh = Plan.objects.for_reading().with_items().get(pk=pictured.pk)
    fresh.sheet["items"] *= 4
    taken = []
    for number in range(4):
        fresh.sheet["note"] = f"Note {number}."  # typst remembers pages it has set
        before = time.process_time()
        pdf = handout(fresh, now=datetime.now(UTC))
        taken.append(time.process_time() - before)
    assert "8. " in text_of(pdf)
    assert min(taken[1:]) < 0.3, taken
