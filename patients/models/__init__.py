"""People under care, what was found, and the ways in for them and their helpers."""

from patients.models.records import (
    EPISODE_REGIONS,
    PAIN,
    PAIN_SITES,
    Assessment,
    Episode,
    Patient,
    day_where_patient_lives,
    known,
    treated,
)

__all__ = [
    "EPISODE_REGIONS",
    "PAIN",
    "PAIN_SITES",
    "Assessment",
    "Episode",
    "Patient",
    "day_where_patient_lives",
    "known",
    "treated",
]
