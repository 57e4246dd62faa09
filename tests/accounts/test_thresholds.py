"""The numbers a clinic may set: the document's defaults, their bounds in the database, and which value is stricter."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Clinic
from accounts.thresholds import FIELDS, NAMES, NUMBERS, Thresholds, stricter_of

# default, least, most: from the rules' document and its section 2.2
NUMBERS_OF_THE_DOCUMENT = {
    "pain_during_limit": (5, 2, 5),
    "next_day_rise": (2, 1, 2),
    "weekly_rise": (2, 1, 2),
    "high_pain": (7, 4, 7),
    "high_pain_days": (3, 1, 3),
    "discomfort_reports": (2, 1, 2),
    "discomfort_days": (7, 7, 28),
    "pain_value_days": (7, 1, 7),
    "movement_pain_days": (28, 1, 28),
    "supervised_sessions_wanted": (3, 1, 12),
    "screen_days": (28, 7, 28),
    "screen_days_acute": (7, 1, 7),
    "escalate_hours": (24, 1, 72),
    "escalate_urgent_hours": (4, 1, 24),
}
CHOSEN_BY_THE_CLINIC = {"supervised_sessions_wanted", "escalate_hours", "escalate_urgent_hours"}


def bounds(name):
    return FIELDS[name].metadata["least"], FIELDS[name].metadata["most"]


def test_the_defaults_and_bounds_are_those_of_the_document():
    assert {name: (FIELDS[name].default, *bounds(name)) for name in NUMBERS} == NUMBERS_OF_THE_DOCUMENT
    assert set(NAMES) - set(NUMBERS) == {"norbekov_lumbar_gate_warns"}
    assert Thresholds().norbekov_lumbar_gate_warns is False


@pytest.mark.parametrize("name", sorted(set(NUMBERS) - CHOSEN_BY_THE_CLINIC))
def test_no_clinic_may_set_a_number_looser_than_the_document(name):
    default = FIELDS[name].default
    assert {stricter_of(name, default, bound) for bound in bounds(name)} == {default, *bounds(name)}
    assert [stricter_of(name, default, bound) == bound for bound in bounds(name)].count(True) >= 1
    loosest = max(bounds(name)) if FIELDS[name].metadata["lower_is_stricter"] else min(bounds(name))
    assert loosest == default


def test_a_new_clinic_has_the_defaults(clinic):
    assert Clinic.objects.get().thresholds == Thresholds()
    assert Thresholds.of(clinic) == Thresholds()


@pytest.mark.parametrize("name", NUMBERS)
def test_the_form_and_the_database_refuse_what_lies_outside_the_bounds(clinic, name):
    least, most = bounds(name)
    for allowed in (least, most):
        setattr(clinic, name, allowed)
        clinic.clean_fields()
        clinic.save()
    for outside in (least - 1, most + 1):
        setattr(clinic, name, outside)
        with pytest.raises(ValidationError):
            clinic.clean_fields()
        with pytest.raises(IntegrityError), transaction.atomic():
            Clinic.objects.update(**{name: outside})


def settings():
    numbers = {name: st.integers(*bounds(name)) for name in NUMBERS}
    return st.builds(Thresholds, **numbers, norbekov_lumbar_gate_warns=st.booleans())


@given(settings(), settings())
def test_what_a_plan_keeps_never_gets_looser_and_the_order_does_not_matter(clinics, plans):
    kept = clinics.strictest_with(plans.as_json())
    for name in plans.as_json():
        value = getattr(kept, name)
        assert value in {getattr(clinics, name), getattr(plans, name)}
        assert stricter_of(name, value, getattr(clinics, name)) == value
        assert stricter_of(name, value, getattr(plans, name)) == value
    assert kept.as_json() == plans.strictest_with(clinics.as_json()).as_json()


@given(settings(), settings())
def test_how_long_an_alert_waits_is_never_kept_by_a_plan(clinics, plans):
    kept = clinics.strictest_with(plans.as_json())
    assert (kept.escalate_hours, kept.escalate_urgent_hours) == (clinics.escalate_hours, clinics.escalate_urgent_hours)


def test_a_plan_that_kept_nothing_is_judged_by_the_clinic():
    assert Thresholds(high_pain=5).strictest_with({}) == Thresholds(high_pain=5)


def test_a_plan_that_kept_a_looser_value_is_judged_by_the_clinics_stricter_one():
    assert Thresholds(screen_days=14).strictest_with({"screen_days": 28}).screen_days == 14
    assert Thresholds(screen_days=28).strictest_with({"screen_days": 14}).screen_days == 14
    assert Thresholds(discomfort_days=7).strictest_with({"discomfort_days": 14}).discomfort_days == 14
    lowered = Thresholds(norbekov_lumbar_gate_warns=True)
    assert lowered.strictest_with({"norbekov_lumbar_gate_warns": False}).norbekov_lumbar_gate_warns is False
