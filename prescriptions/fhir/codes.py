"""Terms of others, as the Physical Activity guide and the base standard have them. No release of SNOMED is shipped."""

from django.utils.translation import gettext_lazy as _

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
UCUM = "http://unitsofmeasure.org"
PHYSICAL_ACTIVITY = (
    "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes",
    "PhysicalActivity",
    "Physical Activity",
)
ASSESS_PLAN = (
    "http://hl7.org/fhir/us/core/CodeSystem/careplan-category",
    "assess-plan",
    "Assessment and Plan of Treatment",
)
EXERCISE_THERAPY = (SNOMED, "229065009", "Exercise therapy")
PAIN_SCORE = (LOINC, "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
SURVEY = ("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")
PROBLEM = ("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item", "Problem List Item")
ORDER_SET = ("http://terminology.hl7.org/CodeSystem/plan-definition-type", "order-set", "Order Set")
CLINICAL_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"
SPINE = {
    "cervical": (SNOMED, "122494005", "Cervical spine structure"),
    "thoracic": (SNOMED, "122495006", "Thoracic spine structure"),
    "lumbar": (SNOMED, "122496007", "Lumbar spine structure"),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What a patient may say beside the outcome of an exercise.
COMPLAINTS = {"discomfort": _("Discomfort during the exercise"), "spreading": _("Pain that spread")}
