"""People under care, what was found, and the ways in for them and their helpers."""

from patients.models.imports import Import, ImportedRow
from patients.models.measurements import Measurement
from patients.models.records import (
    EPISODE_REGIONS,
    PAIN,
    PAIN_SITES,
    Assessment,
    Episode,
    Patient,
    day_where_patient_lives,
    followed,
    known,
    treated,
)
from patients.models.transfers import Transfer
from patients.models.ways import ALPHABET, CODE_LENGTH, Helper, Opening, TryCount, WayIn

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "EPISODE_REGIONS",
    "PAIN",
    "PAIN_SITES",
    "Assessment",
    "Episode",
    "Helper",
    "Import",
    "ImportedRow",
    "Measurement",
    "Opening",
    "Patient",
    "Transfer",
    "TryCount",
    "WayIn",
    "day_where_patient_lives",
    "followed",
    "known",
    "treated",
]
