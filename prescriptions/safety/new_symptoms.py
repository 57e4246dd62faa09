"""S-27b: symptoms that the patient did not have before are asked about before the next session."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prescriptions.safety.case import Told
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, rule

START, REPORT = Moment.START, Moment.REPORT
ASKED_FIRST = frozenset({"numbness", "headache", "vomiting", "tinnitus"})


@rule(
    "S-27b",
    Level.WARN,
    REPORT,
    START,
    source="L36, inferred",
    clears_by=gettext_lazy("A clinician answers the alert."),
    patient_message=gettext_lazy("Wait with the exercises until the clinic has called you, or call the clinic."),
    urgency="prompt",
)
def new_symptom_to_ask_about(case):
    """Newly numbness, headache, vomiting or ringing in the ears: no session until a clinician has answered."""
    new = _new_symptoms(case) if case.reported else _waiting_symptoms(case)
    if new:
        words = ", ".join(str(_NAMES[symptom]) for symptom in sorted(new))
        yield Word(_("New: %(symptoms)s.") % {"symptoms": words}, alerts=True)


_NAMES = {
    "numbness": gettext_lazy("numbness"),
    "headache": gettext_lazy("headache"),
    "vomiting": gettext_lazy("vomiting"),
    "tinnitus": gettext_lazy("ringing in the ears"),
}


def _known_symptoms(case):
    """What is not new: the newest assessment's symptoms, and those of alerts answered since."""
    if case.visit is None:
        return frozenset()
    answered = (told.symptoms or frozenset() for told in case.told if told.known and told.at >= case.visit.at)
    return case.visit.symptoms.union(*answered)


def _new_symptoms(case):
    told = case.reported.symptoms if isinstance(case.reported, Told) else None
    return ((told or frozenset()) & ASKED_FIRST) - _known_symptoms(case)


def _waiting_symptoms(case):
    waiting = (told.symptoms or frozenset() for told in case.told if told.waiting)
    return frozenset().union(*waiting) & ASKED_FIRST - _known_symptoms(case)
