"""C-01 to C-12: signs that stop everything, with S-27 beside them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, rule

HIGH_PRESSURE = "blood-pressure-180-110"
RULES_OF_FLAG = {
    "cauda-equina-signs": ("C-01",),
    "progressive-neurological-deficit": ("C-02",),
    "myelopathy-signs": ("C-03",),
    "fever-or-systemic-infection": ("C-04",),
    "recent-significant-trauma": ("C-05",),
    "suspected-fracture": ("C-05",),
    "unexplained-weight-loss": ("C-06",),
    "cancer-history-new-spinal-pain": ("C-07",),
    "constant-night-pain": ("C-08",),
    "cervical-arterial-signs": ("C-09",),
    "thunderclap-headache": ("C-09",),
    "syncope-or-drop-attack": ("C-10", "S-27"),
    "fainting": ("C-10", "S-27"),
    "chest-pain-or-breathlessness": ("C-11",),
    "unstable-cardiac-disease": ("C-11",),
    "heart-area-pain": ("C-11", "S-27"),
    HIGH_PRESSURE: ("C-12",),
}
STOPPING_FLAGS = frozenset(RULES_OF_FLAG) - {HIGH_PRESSURE}
CLEARED_BY_A_NOTE = gettext_lazy("An assessment that records the sign as excluded or treated, with a note.")
EMERGENCY = gettext_lazy("Stop. Call the emergency number now, then tell the clinic.")
URGENT = gettext_lazy("Stop your exercises and call the clinic today.")
PROMPT = gettext_lazy("Do not exercise for now. Ask the clinic for an appointment in the next days.")
TO_DO = {"emergency": EMERGENCY, "urgent": URGENT, "prompt": PROMPT}

_FLAG_RULES = [
    # code, urgency, source, what stands
    ("C-01", "emergency", "FINUCANE-2020, NICE-NG59", gettext_lazy("Signs of cauda equina compression.")),
    ("C-02", "urgent", "FINUCANE-2020, AHCPR-14", gettext_lazy("Weakness or numbness that is getting worse.")),
    ("C-03", "urgent", "JOSPT-NECK-2017", gettext_lazy("Signs of myelopathy.")),
    ("C-04", "urgent", "FINUCANE-2020, AHCPR-14", gettext_lazy("Fever or signs of infection.")),
    ("C-05", "urgent", "FINUCANE-2020, AHCPR-14", gettext_lazy("An injury or a suspected fracture, not cleared.")),
    ("C-06", "prompt", "FINUCANE-2020", gettext_lazy("Unexplained weight loss.")),
    ("C-07", "prompt", "FINUCANE-2020", gettext_lazy("A history of cancer with new spinal pain.")),
    ("C-08", "prompt", "FINUCANE-2020", gettext_lazy("Constant night pain that no position eases.")),
    ("C-09", "emergency", "IFOMPT-2023", gettext_lazy("Signs of a neck artery problem; all neck exercises are off.")),
    ("C-10", "urgent", "IFOMPT-2023, ACSM-GETP11", gettext_lazy("Fainting or a drop attack.")),
    ("C-11", "emergency", "ACSM-GETP11", gettext_lazy("Signs of unstable heart disease.")),
    ("S-27", "urgent", "L36, consequence inferred", gettext_lazy("Fainting or pain in the heart area.")),
]


def flags_in(symptoms):
    """Those of `symptoms` (None: not asked) that are red flags."""
    return frozenset(symptoms or ()) & set(RULES_OF_FLAG)


def reported_flags(case):
    """The red flags of the check-in under judgement."""
    return flags_in(getattr(case.reported, "symptoms", None))


def _judge_of(code, text):
    def stands(case):
        if any(code in RULES_OF_FLAG[flag] for flag in case.flags):
            yield Word(str(text), alerts=any(code in RULES_OF_FLAG[flag] for flag in reported_flags(case)))

    stands.__name__ = f"flag_{code.lower().replace('-', '_')}"
    stands.__doc__ = "A ticked sign stops every plan of the person until an assessment clears it."
    return stands


for _code, _urgency, _source, _text in _FLAG_RULES:
    rule(
        _code,
        Level.HARD,
        Moment.ACTIVATE,
        Moment.START,
        Moment.REPORT,
        source=_source,
        clears_by=CLEARED_BY_A_NOTE,
        patient_message=TO_DO[_urgency],
        urgency=_urgency,
    )(_judge_of(_code, _text))


@rule(
    "C-12",
    Level.HARD,
    Moment.ACTIVATE,
    Moment.START,
    Moment.REPORT,
    source="AHA-2007, ACSM-GETP11",
    clears_by=gettext_lazy("A lower blood pressure, measured again."),
    patient_message=gettext_lazy("Not today: your blood pressure was too high. Have it measured again first."),
    urgency="prompt",
)
def very_high_blood_pressure(case):
    """Resting pressure of 180 or more over 110 or more: only breathing and resting positions until re-measured."""
    systolic, diastolic = case.blood_pressure or (0, 0)
    if systolic >= 180 or diastolic >= 110 or HIGH_PRESSURE in case.flags:
        for item in case.items:
            if not item.exercise.movement_direction or set(item.exercise.movement_direction) - {
                "breathing",
                "positional-rest",
            }:
                words = _("Blood pressure of 180/110 or more: off until it is measured again.")
                yield Word(words, item, alerts=HIGH_PRESSURE in reported_flags(case))
