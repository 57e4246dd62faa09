"""Setting the page: typst with our own fonts and template. Nothing else of the disk is within its reach."""

import json
from functools import cache
from pathlib import Path

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
PAPERS = {"a4": (210, 297), "letter": (215.9, 279.4)}  # millimetres
STANDARDS = ["a-2a", "ua-1"]


@cache
def _tools():
    """The template and the fonts, read once a process."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return (HERE / "handout.typ").read_bytes(), fonts


def pdf_of(page, *, paper):
    """The PDF of `page`, a document of `page_of`, on `paper`."""
    template, fonts = _tools()
    width, height = PAPERS[paper]
    given = json.dumps(page | {"paper": {"width": width, "height": height}})
    return typst.compile(
        template, font_paths=fonts, sys_inputs={"page": given}, pdf_standards=STANDARDS, root=str(FONTS)
    )
