"""Condition: what an episode of care is for, with the stage the newest assessment found."""

import re

from accounts.models import Scope
from exercises.vocabulary import Stage
from patients.models import Episode
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import CLINICAL_STATUS, ICD_10, PROBLEM, SPINE
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.parameters import Parameter, Q
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import concept, finished

# Codes are kept as entered, and other national systems are welcome: only what looks like ICD-10 is called so.
LIKE_ICD_10 = re.compile(r"[A-Z][0-9][0-9](\.[0-9]{1,2})?")
WORDS = ("active", "recurrence", "relapse", "inactive", "remission", "resolved")


def conditions(episodes, reader):
    """The Conditions of `episodes` (with_stage, patient fetched)."""
    return [_condition(episode, reader) for episode in episodes]


def _condition(episode, reader):
    # The end of care is not the end of a disease: neither "resolved" nor a date of abatement.
    status = "inactive" if episode.closed_on else "active"
    stage = Stage(episode.stage) if episode.stage else None
    return finished(
        {
            "resourceType": "Condition",
            "id": str(episode.pk),
            "clinicalStatus": {"coding": [{"system": CLINICAL_STATUS, "code": status}]},
            "category": [concept(PROBLEM)],
            "code": _code(episode),
            "bodySite": [concept(SPINE[episode.region])],
            "subject": reference("Patient", episode.patient_id, episode.patient.name),
            "recordedDate": episode.opened_on.isoformat(),
            "stage": [{"summary": concept((reader.site.system("stage"), stage.value, stage.label), text=stage.label)}]
            if stage
            else [],
        }
    )


def _code(episode):
    code = " ".join(episode.diagnosis_code.split())
    system = ICD_10 if LIKE_ICD_10.fullmatch(code) else None
    coding = [{"system": system, "code": code}] if code else []
    return {"coding": coding, "text": episode.named_cause or episode.get_region_display()}


def _coded(text, reader):
    """A diagnosis code with or without its system; spaces before and after do not count."""
    system, code = parameters.token_of(text)
    like_icd_10 = Q(diagnosis_code__regex=rf"^\s*{LIKE_ICD_10.pattern}\s*$")
    within = {None: parameters.ALL, ICD_10: like_icd_10, "": ~like_icd_10}.get(system, parameters.NONE)
    return within & Q(diagnosis_code__regex=rf"^\s*{re.escape(code)}\s*$" if code else r"\S")


def _statuses(reader):
    return {"active": Q(closed_on=None), "inactive": Q(closed_on__isnull=False)}


CONDITION = Kind(
    name="Condition",
    scope=Scope.PATIENTS_READ,
    rows=lambda user: Episode.objects.readable_by(user).with_stage().select_related("patient"),
    visible=lambda user: Episode.objects.visible_to(user),
    shape=conditions,
    parameters={
        "_id": parameters.ids(),
        "patient": parameters.reference("Patient", "patient"),
        "subject": parameters.reference("Patient", "patient"),
        "clinical-status": parameters.words(_statuses, known=WORDS),
        "category": parameters.fixed(PROBLEM),
        "code": Parameter("token", _coded),
        "recorded-date": parameters.days("opened_on"),
    },
)
