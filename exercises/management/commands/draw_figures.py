import subprocess
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.html import escape

from exercises.catalogue import LibraryError
from exercises.figures.inspection import check_figures
from exercises.figures.svg import moving_svg, still_svg
from exercises.figures.weight import MOST, heaviest
from exercises.vocabulary import LIBRARY

BROWSER = "chromium"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
CARD = (220, 140)
COLUMNS = 6


class Command(BaseCommand):
    help = "Check the figures of the library; draw them to files, or all on one sheet to look over."

    def add_arguments(self, parser):
        parser.add_argument("keys", nargs="*", help="only exercises whose key contains one of these")
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="the library to read (default: ours)")
        parser.add_argument("--sheet", type=Path, help="a .png (needs Chromium) or .html of all figures and names")
        parser.add_argument("--out", type=Path, help="a folder for one still and one moving .svg each")
        parser.add_argument("--scale", type=float, default=1, help="size on the sheet; 1 is a catalogue card")
        parser.add_argument("--measure", action="store_true", help="tell the largest and slowest, still and moving")

    def handle(self, *, keys, folder, sheet, out, scale, measure, **options):
        try:
            figures = check_figures(folder)
        except LibraryError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        chosen = [figure for key, figure in figures.items() if not keys or any(part in key for part in keys)]
        if out:
            self.write(chosen, out)
        if sheet:
            self.lay_out(chosen, sheet, scale)
        if measure:
            self.tell_heaviest(chosen)
        self.stdout.write(f"{len(chosen)} of {len(figures)} figures, all sound.")

    def tell_heaviest(self, figures):
        for moving in (False, True):
            found = heaviest(figures, moving=moving)
            (size, largest), (packed, thickest), (seconds, slowest) = found.values()
            self.stdout.write(
                f"{'Moving' if moving else 'Still'}, at most: {size} of {MOST.size} bytes ({largest}), "
                f"{packed} of {MOST.packed} packed ({thickest}), "
                f"{seconds * 1000:.1f} of {MOST.seconds * 1000:.0f} ms ({slowest})."
            )

    def write(self, figures, out):
        out.mkdir(parents=True, exist_ok=True)
        for figure in figures:
            (out / f"{figure.key}.svg").write_text(still_svg(figure), "utf-8")
            (out / f"{figure.key}.moving.svg").write_text(moving_svg(figure), "utf-8")

    def lay_out(self, figures, sheet, scale):
        width, height = (round(side * scale) for side in CARD)
        page = page_of(figures, width, height)
        if sheet.suffix == ".html":
            sheet.write_text(page, "utf-8")
            return
        rows = -(-len(figures) // COLUMNS)
        photograph(page, sheet, COLUMNS * (width + 12) + 12, rows * (height + 34) + 12)


def page_of(figures, width, height):
    """A page of its own, with nothing to load."""
    cells = "".join(
        f'<figure style="margin:0;width:{width}px"><div style="background:#edf3f4;width:{width}px;height:{height}px">'
        f"{still_svg(figure).replace('<svg ', f'<svg width={width} height={height} ', 1)}</div>"
        f'<figcaption style="font:11px sans-serif;height:22px">{escape(figure.key)}</figcaption></figure>'
        for figure in figures
    )
    style = "margin:12px;display:flex;flex-wrap:wrap;gap:12px"
    return f'<!doctype html><meta charset="utf-8"><body style="{style}">{cells}'


def photograph(page, sheet, width, height):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "sheet.html"
        source.write_text(page, "utf-8")
        options = [*QUIET, f"--window-size={width},{height}"]
        try:
            subprocess.run(  # noqa: S603
                [BROWSER, *options, f"--screenshot={sheet.resolve()}", source.as_uri()], check=True, capture_output=True
            )
        except FileNotFoundError:
            raise CommandError(f"{BROWSER} is not installed; write the sheet as .html and open it.") from None
