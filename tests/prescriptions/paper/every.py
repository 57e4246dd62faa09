"""Every sheet of a database on paper, in each language: what `make handouts` draws and the suite looks through."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from prescriptions.models import Plan
from prescriptions.paper import WayIn, handout
from prescriptions.sheet import sheet_of
from prescriptions.suggestion import advice_for
from tests.prescriptions.paper.reading import pictures_of

WAY_IN = WayIn("https://plan.clinic.example/p/Zk3vQ9sTn2LrX8wYb5HcD1fG/", "K7QM-2XPD-94HT", "plan.clinic.example/code/")
SIDE, EDGE = 42, 14  # points: 15 mm at the sides, 5 above and below, where a printer still prints
WORD = re.compile(r'<word xMin="([-.\d]+)" yMin="([-.\d]+)" xMax="([-.\d]+)" yMax="([-.\d]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([.\d]+)" height="([.\d]+)">(.*?)</page>', re.DOTALL)


def looked_through(folder=""):
    """Name -> complaints of each handout; with a `folder` of every kind, drawn there a page a picture."""
    languages, papers = (("en", "ru"), ("a4", "letter")) if folder else (("ru",), ("a4",))
    found = {}
    for name, pdf in handouts(languages=languages, papers=papers):
        found[name] = complaints_of(pdf)
        if folder:
            pages = Path(folder, name)
            pages.mkdir(parents=True, exist_ok=True)
            pictures_of(pdf, pages)
    return found


def handouts(*, languages, papers):
    """(name, PDF) of every plan that was given out. Nothing is stored; every second version with a way in."""
    given = Plan.objects.filter(sheet__isnull=False).for_reading().with_items()
    for plan in given.order_by("episode__patient__name", "version"):
        for language in languages:
            tell_in(plan, language)
            for paper in papers:
                way_in = None if plan.version % 2 else WAY_IN
                name = f"{plan.episode.patient.record_number}-{plan.version}-{language}-{paper}"
                yield name, handout(plan, now=datetime.now(UTC), paper=paper, way_in=way_in)


def tell_in(plan, language):
    """Freeze the sheet anew, as if the patient read `language`."""
    patient = plan.episode.patient
    if patient.language != language:
        patient.language = language
        items = list(plan.items.select_related("exercise"))
        collar = plan.episode.assessments.filter(collar=True).exists()
        advice = advice_for([item.exercise for item in items], stage=plan.stage)
        plan.sheet = sheet_of(plan, items, advice, collar=collar)


def complaints_of(pdf):
    """Words that leave the page or have no shape, as pdftotext places them."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    pages = PAGE.findall(run.stdout.decode())
    found = [] if pages else ["no page"]
    for width, height, words in pages:
        for left, top, right, bottom, word in WORD.findall(words):
            inside = float(left) >= SIDE and float(right) <= float(width) - SIDE
            inside = inside and float(top) >= EDGE and float(bottom) <= float(height) - EDGE
            if not inside or "▯" in word or "\ufffd" in word:
                found.append(word)
    return found
