"""The resources that are served."""

from prescriptions.fhir.care_plan import CARE_PLAN
from prescriptions.fhir.catalogue import ACTIVITY_DEFINITION, PLAN_DEFINITION
from prescriptions.fhir.condition import CONDITION
from prescriptions.fhir.observation import OBSERVATION
from prescriptions.fhir.patient import PATIENT
from prescriptions.fhir.practitioner import PRACTITIONER
from prescriptions.fhir.procedure import PROCEDURE
from prescriptions.fhir.service_request import SERVICE_REQUEST

KINDS = (
    PATIENT,
    CONDITION,
    CARE_PLAN,
    SERVICE_REQUEST,
    PROCEDURE,
    OBSERVATION,
    ACTIVITY_DEFINITION,
    PLAN_DEFINITION,
    PRACTITIONER,
)
