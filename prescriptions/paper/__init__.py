"""The plan on paper: a tagged PDF of the frozen sheet."""

from prescriptions.paper.page import WayIn, page_of
from prescriptions.paper.press import PAPERS, pdf_of

__all__ = ["PAPERS", "WayIn", "handout", "page_of"]


def handout(plan, *, now, paper="a4", way_in=None):
    """The PDF of an issued `plan` (fetched for_reading and with_items) as bytes, as it stands at the instant `now`.

    `paper` is a key of PAPERS; `way_in` (a WayIn) adds the page part with the QR code and the code to type.
    """
    return pdf_of(page_of(plan, now=now, way_in=way_in), paper=paper)
