"""What a page in another language must not do: write drawings with decimal commas, or show a message untranslated."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
DRAWN = re.compile(r"<(?:rect|circle|path|polyline|line|text|g|use)\b[^>]*=\"[^\"]*\{\{[^>]*>")
OFF = re.compile(r"\{% localize off %\}.*?\{% endlocalize %\}", re.DOTALL)
NAMED_ICON = re.compile(r"<use href=\"[^\"]*#[^\"]*\"/>")


def drawn_in_commas(source):
    """Elements of a drawing that take values while numbers are written as the reader's language does."""
    plain = NAMED_ICON.sub("", OFF.sub("", source))
    return [
        found for found in DRAWN.findall(plain) if re.search(r'\b(x|y|cx|cy|r|width|height|x1|y1)="[^"]*\{\{', found)
    ]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_drawing_takes_its_numbers_with_points(path):
    assert drawn_in_commas(path.read_text()) == []


def test_a_drawing_with_commas_is_seen():
    assert len(drawn_in_commas('<rect x="{{ x }}" y="4"/>')) == 1
    assert drawn_in_commas('{% localize off %}<rect x="{{ x }}" y="4"/>{% endlocalize %}') == []
