"""Doses: any dose of the contract is a Timing and an extension that the published models accept and FHIR allows."""

from datetime import date, timedelta

import pytest
from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.timing import Timing
from hypothesis import given
from hypothesis import strategies as st

from exercises.dosage import BOUNDS, EVERY_DAY, Dose
from prescriptions.fhir.codes import DAYS
from prescriptions.fhir.dosage import dose_extension, timing_of, usual_timing_of
from prescriptions.fhir.site import Site
from prescriptions.fhir.values import trimmed
from prescriptions.schedule import due_on

SITE = Site("https://plan.clinic.example/fhir/R4")
START, END = date(2026, 3, 2), date(2026, 5, 31)
weekdays = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda found: tuple(sorted(found)))
maybe = {
    name: st.none() | st.integers(*BOUNDS[name]) for name in BOUNDS if name not in ("times_per_day", "repetitions")
}
doses = st.builds(
    Dose,
    repetitions=st.integers(*BOUNDS["repetitions"]),
    times_per_day=st.integers(*BOUNDS["times_per_day"]),
    per_side=st.booleans(),
    weekdays=weekdays,
    **maybe,
)


@given(dose=doses)
def test_the_timing_of_any_dose_keeps_the_rules(dose):
    for timing in (timing_of(dose, start="2026-03-02", end="2026-05-31"), usual_timing_of(dose)):
        Timing.model_validate(trimmed(timing))
        repeat = timing["repeat"]
        assert ("dayOfWeek" in repeat) != ({"frequency", "period", "periodUnit"} <= set(repeat))
        assert ("duration" in repeat) == ("durationUnit" in repeat) == (dose.duration_minutes is not None)
        assert "count" not in repeat
        assert "timeOfDay" not in repeat
        assert timing["code"]["text"]


@given(dose=doses)
def test_a_timing_names_the_days_on_which_the_schedule_makes_it_due(dose):
    """Expanded by hand as FHIR means it, and by our own schedule: the same days, and as often where FHIR can say it."""
    timing = timing_of(dose, start=START.isoformat(), end=END.isoformat())
    repeat = timing["repeat"]
    bounds = repeat["boundsPeriod"]
    day, last = date.fromisoformat(bounds["start"]), date.fromisoformat(bounds["end"])
    while day <= last:
        told = DAYS[day.isoweekday() - 1] in repeat.get("dayOfWeek", DAYS)
        due = due_on([("item", dose)], day, starts_on=START, ends_on=END)
        assert told == bool(due)
        if "frequency" in repeat:
            assert len(due) == repeat["frequency"]
        day += timedelta(days=1)


@given(dose=doses)
def test_the_extension_holds_every_number_of_any_dose(dose):
    found = dose_extension(SITE, dose, laterality="left", source={"sets": "article"})
    Extension.model_validate(found)
    parts = {each["url"]: each for each in found["extension"]}
    numbers = {
        "repetitions": dose.repetitions,
        "sets": dose.sets,
        "intensityPercent": dose.intensity_percent,
        "timesPerDay": dose.times_per_day,
    }
    held = {"holdDuration": dose.hold_seconds, "relaxDuration": dose.relax_seconds, "restDuration": dose.rest_seconds}
    expected = {name: value for name, value in (numbers | held).items() if value is not None}
    told = {
        name: each.get("valuePositiveInt") or each.get("valueDecimal") or each.get("valueDuration", {}).get("value")
        for name, each in parts.items()
        if name in numbers | held
    }
    assert told == expected
    assert all(parts[name]["valueDuration"]["code"] == "s" for name in held if name in parts)
    assert parts["perSide"]["valueBoolean"] is dose.per_side


@pytest.mark.parametrize(
    ("dose", "repeat"),
    [
        (Dose(repetitions=3), {"frequency": 1, "period": 1, "periodUnit": "d"}),
        (Dose(repetitions=3, times_per_day=2), {"frequency": 2, "period": 1, "periodUnit": "d"}),
        (Dose(repetitions=3, weekdays=(1, 3, 5)), {"dayOfWeek": ["mon", "wed", "fri"]}),
        (Dose(repetitions=3, weekdays=(5, 1)), {"dayOfWeek": ["mon", "fri"]}),
        (
            Dose(duration_minutes=20, weekdays=(1, 2, 3, 4, 5)),
            {"dayOfWeek": ["mon", "tue", "wed", "thu", "fri"], "duration": 20, "durationUnit": "min"},
        ),
    ],
)
def test_prescribed_days(dose, repeat):
    assert timing_of(dose)["repeat"] == repeat


def test_several_times_on_named_days_are_told_in_words_and_in_the_extension():
    dose = Dose(repetitions=3, times_per_day=2, weekdays=(1, 4))
    timing = timing_of(dose)
    assert timing == {
        "repeat": {"dayOfWeek": ["mon", "thu"]},
        "code": {"text": "twice a day, on Monday and Thursday"},
    }
    assert {"url": "timesPerDay", "valuePositiveInt": 2} in dose_extension(SITE, dose)["extension"]


@pytest.mark.parametrize(
    ("dose", "repeat", "words"),
    [
        (
            Dose(repetitions=3, weekdays=(1, 3, 5)),
            {"frequency": 3, "period": 1, "periodUnit": "wk"},
            "once a day, 3 days a week",
        ),
        (
            Dose(repetitions=3, weekdays=(1, 4), times_per_day=2),
            {"frequency": 4, "period": 1, "periodUnit": "wk"},
            "twice a day, 2 days a week",
        ),
        (
            Dose(duration_minutes=20, weekdays=(1, 2, 3, 4, 5)),
            {"frequency": 5, "period": 1, "periodUnit": "wk", "duration": 20, "durationUnit": "min"},
            "once a day, 5 days a week",
        ),
        (
            Dose(repetitions=3, times_per_day=2),
            {"frequency": 2, "period": 1, "periodUnit": "d"},
            "twice a day, every day",
        ),
    ],
)
def test_days_of_the_catalogue_are_counted_not_named(dose, repeat, words):
    assert usual_timing_of(dose) == {"repeat": repeat, "code": {"text": words}}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"sets": "article", "repetitions": "article"}, "article"),
        ({"sets": "article", "repetitions": "default"}, "default"),
        ({"sets": "article", "repetitions": "clinician", "hold_seconds": "default"}, "clinician"),
        ({}, None),
        (None, None),
    ],
)
def test_who_answers_for_the_dose(source, said):
    found = [
        each
        for each in dose_extension(SITE, Dose(repetitions=3), source=source)["extension"]
        if each["url"] == "source"
    ]
    assert found == ([{"url": "source", "valueCode": said}] if said else [])
