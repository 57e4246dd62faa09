"""The people of the other clinic: nobody of Northfield may see them."""

from datetime import date

from prescriptions.demonstration.northfield import LOWER_BACK, NECK, UPPER_BACK
from prescriptions.demonstration.steps import Assess, Hold, Prescribe, Stop
from prescriptions.demonstration.telling import Story

SOUTHGATE = (
    Story(
        "Jorun Mikkelsen",
        date(1961, 11, 2),
        "S-2041",
        "030 23125 204",
        "thoracic",
        UPPER_BACK,
        clinician="Per",
        steps=(Assess(20, "recovery", 4, 4), Prescribe(20), Hold(3, "Chest infection; seen again when it is over.")),
    ),
    Story(
        "Dagmar Ehlen",
        date(1986, 2, 18),
        "S-2055",
        "030 23125 255",
        "cervical",
        NECK,
        clinician="Per",
        diligence=0.7,
        steps=(Assess(18, "recovery", 3, 4), Prescribe(18), Assess(4, "recovery", 2, 2)),
    ),
    Story(
        "Lorenz Abt",
        date(1955, 7, 7),
        "S-1987",
        "030 23125 187",
        "lumbar",
        LOWER_BACK,
        clinician="Per",
        conditions=("knee-disorder",),
        steps=(Assess(30, "recovery", 5, 5), Prescribe(30), Stop(9, "Moves to another town; the plan goes with him.")),
    ),
    Story(
        "Yusra Temel",
        date(1978, 9, 12),
        "S-2060",
        "030 23125 260",
        "lumbar",
        LOWER_BACK,
        clinician="Per",
        steps=(Assess(48, "maintenance", 1, 2), Prescribe(48), Assess(20, "maintenance", 1, 1)),
    ),
)
