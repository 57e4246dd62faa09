"""Monday morning in London, a patient with five exercises, and their browser."""

from datetime import timedelta

import pytest

from tests.prescriptions.today_pages.pages import NOW, make_five


@pytest.fixture(autouse=True)
def _monday_morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(episode, clinician):
    """Five exercises, once a day, since ten days ago."""
    return make_five(episode, by=clinician, now=NOW - timedelta(days=10))


@pytest.fixture
def item(plan):
    """The first of them."""
    return plan.items.all()[0]


@pytest.fixture
def phone(browser_of, patient_user):
    """The patient's browser."""
    return browser_of(patient_user)


@pytest.fixture
def visit(phone):
    """`visit()` is today's page as the patient sees it, `visit(date)` another day's."""
    return lambda date=None: phone.get(f"/today/{date}/" if date else "/today/")
