"""Text of every kind on the paper: it is set as it stands, it breaks no page, and it reads nothing."""

from datetime import UTC, datetime

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prescriptions.models import Plan
from prescriptions.paper import handout
from prescriptions.paper.characters import LONGEST_RUN, printable
from prescriptions.paper.press import FONTS
from tests import factories
from tests.prescriptions.paper.reading import opened, pages_of, pdf_of, text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARKUP = [
    '#import "@preview/cades:0.3.0": qr-code',
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#image("/etc/hostname")',
    "#sys.inputs",
    "*bold* _slanted_ $x^2$ = Heading",
    "</svg><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    '\\u{1f600} #eval("1+1") `code` // comment',
]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_text(plan_of, bridge, markup):
    bridge.title = markup[:150]
    bridge.steps = [markup]
    bridge.save()
    pdf = pdf_of(plan_of(bridge, notes=[markup], note=markup))
    text = text_of(pdf).replace(" ", "")
    assert text.count(markup.replace(" ", "")) >= 3
    assert "root:" not in text


def test_what_the_template_could_reach_is_the_folder_of_fonts_alone():
    with pytest.raises(typst.TypstError, match=r"access|not found"):
        typst.compile(b'#read("/etc/passwd")', root=str(FONTS))
    with pytest.raises(typst.TypstError):
        typst.compile(b'#read("../press.py")', root=str(FONTS))
    assert typst.compile(b'#read("README.md").len()', root=str(FONTS))  # the control: this one is inside


def test_a_note_of_10000_characters_runs_over_pages_and_loses_nothing(plan_of, bridge):
    words = [f"word{number}" for number in range(1200)]
    note = " ".join(words)[:10_000]
    for where in ({"note": note}, {"notes": [note]}):
        bridge.pk = None
        bridge.key = f"bridge-{'notes' in where}"
        bridge.save(force_insert=True)
    text = text_of(pdf_of(plan_of(bridge, note=note, notes=[note])))
    assert (text.count("word0 "), text.count("word1100 ")) == (2, 2)


def test_an_exercise_taller_than_a_page_goes_on_on_the_next(plan_of, bridge):
    bridge.steps = [f"Step number {number}, slowly." for number in range(80)]
    bridge.save()
    pages = pages_of(pdf_of(plan_of(bridge)))
    text = " ".join(pages)
    assert all(f"Step number {number}, slowly." in text for number in range(80))


def test_a_word_without_end_breaks_instead_of_leaving_the_page(plan_of):
    pdf = pdf_of(plan_of(note="x" * 10_000))
    run = max(len(part) for page in pages_of(pdf) for part in page.split())
    assert run < 120
    assert text_of(pdf).count("x") >= 10_000


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("Вера Линдквист", "Вера Линдквист"),
        ("Γεωργία Παπαδοπούλου", "Γεωργία Παπαδοπούλου"),
        ("Łukasz Żółć-Ångström", "Łukasz Żółć-Ångström"),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hương"),
        ("O’Brien “the Fox” <b&b>", "O’Brien “the Fox” <b&b>"),
        ("王小明", "▯"),
        ("Well done 👍🏽👨‍👩‍👧 ok", "Well done ▯ ok"),
        ("สวัสดี and नमस्ते", "▯ and ▯"),
        ("abc\u202edef\u202c \u2066ghi\u2069", "abcdef ghi"),
        ("bell\x07 tab\tnul", "bell tab nul"),
        ("e\u0301t\u00e9", "été"),
        ("\ue000\U0010ffff", "▯"),
    ],
)
def test_characters_of_any_script_are_set_or_stand_as_a_box(plan_of, patient, typed, set_as):
    patient.name = typed.replace("\x07", " ")
    patient.save()
    pdf = pdf_of(plan_of(note=typed))
    assert text_of(pdf).count(set_as) >= 2
    with opened(pdf) as document:
        assert document.open_metadata()["pdfuaid:part"] == "1"


def test_hebrew_and_arabic_are_set_from_right_to_left(plan_of):
    text = text_of(pdf_of(plan_of(note="שלום עולם\nمرحبا")))
    assert "▯" not in text
    assert set("שלוםעולם") <= set(text)


def test_lines_of_a_note_stay_lines(plan_of):
    assert printable("one\r\ntwo\u2028three\x0bfour") == "one\ntwo\nthree\nfour"
    assert "one two" in text_of(pdf_of(plan_of(note="one\r\ntwo")))


def test_only_long_words_get_places_to_break():
    word = "a" * LONGEST_RUN
    assert printable(word) == word
    assert printable(word + "b") == f"{word}\u200bb"
    assert printable("two words") == "two words"


@pytest.fixture
def issued(plan_of):
    return Plan.objects.for_reading().with_items().get(pk=plan_of(factories.make_exercise()).pk)


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_printed(issued, text):
    issued.sheet["note"] = issued.sheet["items"][0]["title"] = issued.sheet["patient"]["name"] = text
    assert handout(issued, now=NOW).startswith(b"%PDF")
