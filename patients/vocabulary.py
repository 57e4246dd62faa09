"""The words of a record, closed as the contract says: conditions, red flags, symptoms and where it hurts.

The words and their plain meaning stand in the library's vocabulary; here are the short names pages use.
"""

from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

from exercises.vocabulary import words

CONDITIONS = {
    "cervical-arterial-disease": _("Neck artery disease"),
    "cervical-instability": _("Neck instability"),
    "cervical-radiculopathy": _("Nerve root signs in the arm"),
    "lumbar-radiculopathy": _("Nerve root signs in the leg"),
    "acute-disc-herniation": _("Disc herniation, under 6 weeks"),
    "lumbar-stenosis": _("Lumbar stenosis"),
    "spondylolisthesis": _("Spondylolisthesis"),
    "osteoporosis": _("Osteoporosis"),
    "vertebral-fracture": _("Vertebral fracture"),
    "spinal-surgery-recent": _("Recent spinal operation, cleared"),
    "spinal-fusion": _("Spinal fusion"),
    "pregnancy-1": _("Pregnancy, first trimester"),
    "pregnancy-2-3": _("Pregnancy, second or third trimester"),
    "hypertension": _("High blood pressure"),
    "cardiac-stable": _("Stable heart disease"),
    "eye-pressure-risk": _("Eye pressure risk"),
    "abdominal-hernia": _("Abdominal hernia"),
    "hypermobility": _("Joint hypermobility"),
    "vertigo": _("Vertigo"),
    "balance-impairment": _("Unsafe balance"),
    "shoulder-disorder": _("Shoulder problem"),
    "wrist-disorder": _("Wrist or hand problem"),
    "knee-disorder": _("Knee problem"),
    "hip-replacement-recent": _("Hip replacement, under 12 weeks"),
    "inflammatory-flare": _("Inflammatory joint flare"),
    "open-wound-infection": _("Open wound or skin infection"),
    "seizures-uncontrolled": _("Uncontrolled seizures"),
    "ear-condition": _("Ear condition"),
    "spinal-surgery-uncleared": _("Recent spinal operation, not cleared"),
    "pregnancy-warning-signs": _("Pregnancy with warning signs"),
}
RED_FLAGS = {
    "cauda-equina-signs": _("Signs of cauda equina compression"),
    "progressive-neurological-deficit": _("Weakness or numbness getting worse"),
    "myelopathy-signs": _("Signs of myelopathy"),
    "fever-or-systemic-infection": _("Fever or systemic infection"),
    "recent-significant-trauma": _("Recent significant trauma"),
    "suspected-fracture": _("Suspected fracture"),
    "unexplained-weight-loss": _("Unexplained weight loss"),
    "cancer-history-new-spinal-pain": _("History of cancer and new spinal pain"),
    "constant-night-pain": _("Constant night pain"),
    "cervical-arterial-signs": _("Signs of a neck artery problem"),
    "syncope-or-drop-attack": _("Fainting or drop attack"),
    "chest-pain-or-breathlessness": _("Chest pain or breathlessness"),
    "thunderclap-headache": _("Thunderclap headache"),
    "blood-pressure-180-110": _("Blood pressure of 180/110 or more"),
    "unstable-cardiac-disease": _("Unstable heart disease"),
}
# Symptoms beside the red flags. The first two stop every plan as a flag does (S-27).
STOPPING_SYMPTOMS = {"fainting": _("Fainting"), "heart-area-pain": _("Pain in the heart area")}
SYMPTOMS = STOPPING_SYMPTOMS | {
    "numbness": _("Numbness"),
    "muscle-tension": _("Muscle tension"),
    "headache": _("Headache"),
    "vomiting": _("Vomiting"),
    "tinnitus": _("Ringing in the ears"),
}
SAYS_AS_MUCH = 0.75
OUTCOMES = {"excluded": _("excluded"), "treated": _("treated, exercise allowed")}


def condition_words():
    return list(words("patient_conditions"))


def red_flag_words():
    return list(words("red_flags"))


def symptom_words():
    """What a check-in or an assessment may name as a symptom: red flags among them."""
    return [*words("red_flags"), *SYMPTOMS]


def clearable_words():
    """What an assessment may record as excluded or treated."""
    return [*words("red_flags"), *STOPPING_SYMPTOMS]


def name_of(word):
    """The short name of a condition, flag or symptom; a word the library gained later is shown as it stands."""
    known = CONDITIONS.get(word) or RED_FLAGS.get(word) or SYMPTOMS.get(word)
    return known or word.replace("-", " ").capitalize()


def meaning_of(word):
    """The plain meaning of a condition or flag, or nothing where the short name says as much."""
    meaning = words("patient_conditions").get(word) or words("red_flags").get(word) or ""
    alike = SequenceMatcher(None, str(name_of(word)).casefold(), meaning.casefold()).ratio()
    return "" if alike > SAYS_AS_MUCH else meaning
