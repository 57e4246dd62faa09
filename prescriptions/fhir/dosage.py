"""A dose in FHIR: `Timing` says when, one extension says how much. Repetitions are never `Timing.repeat.count`."""

from django.utils.text import capfirst

from exercises.dosage import EVERY_DAY, Dose
from exercises.wording import days_a_week, dose_words, frequency_words, times_a_day
from prescriptions.fhir.codes import DAYS
from prescriptions.fhir.values import quantity

DOSE = "exercise-dose"


def dose_of(written):
    """The dose that a sheet holds as JSON."""
    return Dose(**written | {"weekdays": tuple(written["weekdays"])})


def in_words(line):
    """The dose of a sheet's line in words: "3 times each side · hold 5 seconds. Twice a day, every day."."""
    dose = dose_of(line["dose"])
    amount = dose_words(dose, laterality=line["laterality"], side=line["side"] or "")
    return f"{capfirst(amount)}. {capfirst(frequency_words(dose))}."


def timing_of(dose, *, start=None, end=None):
    """The Timing of a prescribed `dose` from `start` to `end` (ISO dates).

    R4 forbids frequency beside dayOfWeek: where a dose names days and is due several times on each, the structure says
    the days, and the text and the extension's timesPerDay say how often.
    """
    days = sorted(set(dose.weekdays))
    if tuple(days) == EVERY_DAY:
        rhythm = {"frequency": dose.times_per_day, "period": 1, "periodUnit": "d"}
    else:
        rhythm = {"dayOfWeek": [DAYS[day - 1] for day in days]}
    bounds = {"boundsPeriod": {"start": start, "end": end}} if start else {}
    return {"repeat": bounds | _bout(dose) | rhythm, "code": {"text": frequency_words(dose)}}


def usual_timing_of(dose):
    """The Timing of a dose in the catalogue, which counts the days of a week and leaves open which."""
    days = len(set(dose.weekdays))
    daily = days == len(EVERY_DAY)
    often = dose.times_per_day if daily else dose.times_per_day * days
    rhythm = {"frequency": often, "period": 1, "periodUnit": "d" if daily else "wk"}
    words = f"{times_a_day(dose.times_per_day)}, {days_a_week(dose.weekdays)}"
    return {"repeat": _bout(dose) | rhythm, "code": {"text": words}}


def _bout(dose):
    return {"duration": dose.duration_minutes, "durationUnit": "min"} if dose.duration_minutes else {}


def dose_extension(site, dose, *, laterality="", source=None):
    """The extension exercise-dose; `source` says of each number where it comes from (catalogue and sheet)."""
    parts = [
        ("repetitions", "valuePositiveInt", dose.repetitions),
        ("sets", "valuePositiveInt", dose.sets),
        ("holdDuration", "valueDuration", quantity(dose.hold_seconds, "s")),
        ("relaxDuration", "valueDuration", quantity(dose.relax_seconds, "s")),
        ("restDuration", "valueDuration", quantity(dose.rest_seconds, "s")),
        ("perSide", "valueBoolean", dose.per_side),
        ("laterality", "valueCode", laterality or None),
        ("intensityPercent", "valueDecimal", dose.intensity_percent),
        ("timesPerDay", "valuePositiveInt", dose.times_per_day),
        ("source", "valueCode", _source_of(source)),
    ]
    told = [{"url": url, kind: value} for url, kind, value in parts if value is not None]
    return {"url": site.definition(DOSE), "extension": told}


def _source_of(source):
    """Who answers for the dose as a whole: the clinician who changed a number, else the article if all are its own."""
    origins = set((source or {}).values())
    if "clinician" in origins:
        return "clinician"
    if origins:
        return "article" if origins == {"article"} else "default"
    return None
