"""Ways to read a PDF that know nothing of how it was made."""

import io
import subprocess
from datetime import UTC, datetime

import pikepdf

from prescriptions.models import Plan
from prescriptions.paper import handout


def pdf_of(plan, *, now=None, **more):
    fresh = Plan.objects.for_reading().with_items().get(pk=plan.pk)
    return handout(fresh, now=now or datetime.now(UTC), **more)


def pages_of(pdf):
    """The text of each page, with runs of blanks and lines as single blanks and without places to break a word."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    assert run.stderr == b""
    return [" ".join(page.replace("\u200b", "").split()) for page in run.stdout.decode().split("\f")[:-1]]


def text_of(pdf):
    return " ".join(pages_of(pdf))


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def elements(document):
    """(tag, alternative text) of every element of the structure, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S), str(node.Alt) if "/Alt" in node else None))
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return found


def pictures_of(pdf, folder, *, dots=100):
    """Each page as a PNG file, by poppler."""
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", "-", str(folder / "page")], input=pdf, check=True)
    return sorted(folder.glob("page*.png"))


def codes_in(picture):
    """What the QR codes of a picture say."""
    run = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 4), run.stderr  # 4: no code found
    return run.stdout.split()
