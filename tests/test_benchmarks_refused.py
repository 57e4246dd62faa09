"""What the benchmark cannot load is refused. Apart from test_benchmarks.py, whose rows would be in the way."""

from datetime import UTC, datetime

import pytest

from benchmarks.clinics import load

pytestmark = pytest.mark.django_db


def test_more_completions_than_were_due_are_refused(library):
    with pytest.raises(ValueError, match=r"at most \d+ completions"):
        load(patients=4, completions=4_000, now=datetime.now(UTC))
