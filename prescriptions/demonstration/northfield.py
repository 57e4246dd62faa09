"""The people of Northfield Spine Clinic: every region and stage, and most of what can become of a plan."""

from datetime import date

from prescriptions.demonstration.steps import NORBEKOV, Assess, Change, CloseEpisode, Prescribe, Revise
from prescriptions.demonstration.telling import Story

NECK = ("M42.12", "Osteochondrosis of the cervical spine")
UPPER_BACK = ("M42.14", "Osteochondrosis of the thoracic spine")
LOWER_BACK = ("M42.16", "Osteochondrosis of the lumbar spine")
EVERY_DAY = {"weekdays": [1, 2, 3, 4, 5, 6, 7]}
COLLAR = {"collar": True, "pain_sites": ["neck"]}
BACK = {"pain_sites": ["back"], "systolic": 138, "diastolic": 84}
SHOWN_HERE = {"supervised_session": True}

VERA = Story(
    "Vera Lindqvist",
    date(1957, 5, 14),
    "P-10482",
    "01632 960 212",
    "lumbar",
    LOWER_BACK,
    email="patient@example.org",
    conditions=("hypertension",),
    diligence=0.93,
    steps=(
        Assess(43, "acute", 7, 8, BACK),
        Prescribe(43, note="Little and often. Lie down in between."),
        Assess(29, "recovery", 5, 6, BACK),
        Prescribe(
            29,
            doses={"walking-programme": EVERY_DAY, "sit-to-stand": {"sets": 1}, "glute-bridge": {"sets": 1}},
            notes={"sit-to-stand": "Use the kitchen chair with arms, against the wall."},
            review=2,
            note="Keep the walk easy: you should be able to talk all the way.",
        ),
        Assess(14, "recovery", 4, 5, BACK | SHOWN_HERE),
        Revise(14, more=("bird-dog-leg",), notes={"bird-dog-leg": "Two cushions under the knees."}, review=5),
        Assess(5, "recovery", 3, 4, BACK),
    ),
)
TOMAS = Story(
    "Tomas Brandt",
    date(1964, 8, 3),
    "P-09117",
    "01632 960 118",
    "cervical",
    NECK,
    diligence=0.8,
    steps=(
        Assess(10, "acute", 7, 8, COLLAR),
        Prescribe(10),
        Assess(
            0, "acute", 6, 7, COLLAR | {"symptoms": ["fainting"], "note": "Fainted at breakfast; sent to the GP today."}
        ),
    ),
)
MIRELA = Story(
    "Mirela Kovan",
    date(1971, 1, 21),
    "P-10230",
    "01632 960 134",
    "cervical",
    NECK,
    clinician="Idris",
    diligence=0.6,
    silent_days=7,
    steps=(
        Assess(30, "recovery", 5, 5),
        Prescribe(30, more=("chin-tuck-sitting",)),
        Assess(8, "recovery", 4, 4),
    ),
)
JONAS = Story(
    "Jonas Feld",
    date(1949, 11, 9),
    "P-08864",
    "01632 960 171",
    "thoracic",
    UPPER_BACK,
    steps=(Assess(35, "maintenance", 2, 2), Prescribe(28, review=0), Assess(6, "maintenance", 1, 1)),
)
AMARA = Story(
    "Amara Odun",
    date(1988, 3, 30),
    "P-10511",
    "01632 960 199",
    "cervical",
    NECK,
    clinician="Idris",
    diligence=0.95,
    steps=(
        Assess(10, "acute", 6, 7, COLLAR),
        Prescribe(10, ends=3, review=2, note="The collar only for walking, and only this week."),
        Assess(4, "acute", 4, 5, COLLAR),
    ),
)
STEFAN = Story(
    "Stefan Alber",
    date(1979, 7, 17),
    "P-10077",
    "01632 960 103",
    "lumbar",
    LOWER_BACK,
    diligence=0.9,
    steps=(
        Assess(47, "acute", 6, 7, BACK),
        Prescribe(47),
        Assess(38, "recovery", 3, 4, BACK | SHOWN_HERE),
        Prescribe(38, doses={"walking-programme": EVERY_DAY}),
        Assess(16, "recovery", 0, 0, BACK | SHOWN_HERE),
        Assess(6, "maintenance", 0, 0, BACK | SHOWN_HERE),
        Prescribe(6, note="The lower-back set as we did it here three times."),
    ),
)
LUCIA = Story(
    "Lucia Moreth",
    date(1960, 2, 2),
    "P-09950",
    "01632 960 156",
    "cervical",
    NECK,
    conditions=("hypertension", "eye-pressure-risk"),
    steps=(Assess(40, "maintenance", 2, 2), Prescribe(26), Assess(5, "maintenance", 1, 1)),
)
HENRIK = Story(
    "Henrik Osterby-Vandermeulen",
    date(1953, 9, 26),
    "P-10398",
    "01632 960 187",
    "thoracic",
    UPPER_BACK,
    conditions=("osteoporosis",),
    diligence=0.92,
    steps=(
        Assess(33, "recovery", 4, 4),
        Prescribe(26, notes={"thoracic-chair-backbend": "The chair from the hall, not the one with wheels."}),
        Assess(5, "recovery", 3, 3),
    ),
)
MARINA = Story(
    "Марина Ельникова",
    date(1966, 12, 8),
    "P-10266",
    "01632 960 145",
    "lumbar",
    LOWER_BACK,
    email="patient-ru@example.org",
    language="ru",
    time_zone="Asia/Almaty",
    diligence=0.88,
    steps=(
        Assess(42, "recovery", 2, 2, SHOWN_HERE),
        Assess(21, "maintenance", 0, 0, SHOWN_HERE),
        Prescribe(
            21,
            doses={"lumbar-pelvic-raise": EVERY_DAY},
            notes={"lumbar-side-lying-knee-to-belly": "Под голову положите маленькую подушку."},
            note="Делайте всё медленно. После занятия полежите пять минут.",
        ),
        Assess(4, "maintenance", 0, 0),
    ),
)
ROSALIND = Story(
    "Rosalind Tarn",
    date(1992, 6, 19),
    "P-10530",
    "01632 960 223",
    "lumbar",
    LOWER_BACK,
    clinician="Idris",
    conditions=None,
    steps=(Assess(6, "acute", 7, 8, BACK), Prescribe(6)),
)
ELIF = Story(
    "Elif Sarrant",
    date(1983, 10, 4),
    "P-10544",
    "01632 960 164",
    "cervical",
    NECK,
    conditions=("cervical-radiculopathy",),
    steps=(Assess(0, "acute", 6, 8, {"pain_sites": ["neck", "hand"], "symptoms": ["numbness"]}),),
)
OTTOKAR = Story(
    "Ottokar Weil",
    date(1947, 4, 27),
    "P-10537",
    "01632 960 209",
    "thoracic",
    UPPER_BACK,
    conditions=("balance-impairment", "shoulder-disorder"),
    steps=(Assess(1, "acute", 5, 6), Prescribe(1, issue=False)),
)
NOOR = Story(
    "Noor Halvik",
    date(1975, 8, 30),
    "P-09871",
    "01632 960 176",
    "lumbar",
    LOWER_BACK,
    clinician="Idris",
    steps=(Assess(45, "recovery", 3, 3), Prescribe(45), Assess(20, "maintenance", 0, 0), CloseEpisode(12)),
)
IVO = Story(
    "Ivo Castellane",
    date(1969, 3, 11),
    "P-10411",
    "01632 960 192",
    "cervical",
    NECK,
    conditions=("ear-condition",),
    steps=(Assess(24, "recovery", 3, 3), Prescribe(24, method=NORBEKOV), Assess(3, "recovery", 2, 2)),
)
SAMUEL = Story(
    "Samuel Okoro-Lind",
    date(1958, 1, 15),
    "P-10322",
    "01632 960 131",
    "lumbar",
    LOWER_BACK,
    steps=(
        Assess(25, "recovery", 4, 5, BACK | SHOWN_HERE),
        Prescribe(25, more=("aquatic-walking",), doses={"walking-programme": EVERY_DAY}),
        Assess(6, "recovery", 3, 3, BACK),
        Change(2, {"conditions": ["open-wound-infection"]}),
    ),
)
BEATRIZ = Story(
    "Beatriz Amsel",
    date(1995, 5, 23),
    "P-10526",
    "01632 960 181",
    "thoracic",
    UPPER_BACK,
    diligence=0.75,
    steps=(Assess(8, "acute", 5, 6), Prescribe(8), Assess(2, "acute", 4, 4)),
)

NORTHFIELD = (
    VERA, TOMAS, MIRELA, JONAS, AMARA, STEFAN, LUCIA, HENRIK,
    MARINA, ROSALIND, ELIF, OTTOKAR, NOOR, IVO, SAMUEL, BEATRIZ,
)  # fmt: skip
