"""Handouts made and read back: by pdftotext as a reader would, by pikepdf as a screen reader would."""

import pytest

from exercises.dosage import Dose
from tests import factories


@pytest.fixture
def plan_of(clinician, episode):
    """`plan_of(*exercises, **fields)` is an issued plan."""

    def make(*exercises, notes=(), **fields):
        return factories.make_plan(episode, by=clinician, exercises=list(exercises) or None, notes=notes, **fields)

    return make


@pytest.fixture
def bridge(library):
    """An exercise with a figure."""
    return factories.make_exercise(
        title="Bridge",
        position="supine",
        steps=["Lie on your back.", "Lift your hips slowly.", "Lower them."],
        cautions=["No arching of the waist.", "Stop if it tingles."],
        breathing="Keep breathing.",
        equipment=["mat"],
        dose=Dose(sets=1, repetitions=8, hold_seconds=5, times_per_day=2, weekdays=(1, 3, 5)),
    )
