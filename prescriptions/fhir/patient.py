"""Patient: a record. Who keeps the register alone reads name, birth date, number and responsible clinician."""

from django.utils.translation import gettext as _

from accounts.models import Scope
from patients.models import Patient
from prescriptions.fhir import parameters
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.parameters import ALL, NONE, BadValue, Parameter, token_of
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import finished


def patients(rows, reader):
    """The Patients of `rows` (clinic and responsible clinician fetched)."""
    return [_patient(row, reader) for row in rows]


def _patient(row, reader):
    open_to_reader = reader.treats(row) or row.user_id == reader.user.pk
    return finished(
        {
            "resourceType": "Patient",
            "id": str(row.pk),
            "identifier": [
                {"use": "official", "system": reader.site.record_numbers(row.clinic_id), "value": row.record_number}
            ],
            "active": row.archived_at is None,
            "name": [{"use": "official", "text": row.name}],
            "telecom": _telecom(row) if open_to_reader else [],
            "birthDate": row.birth_date.isoformat(),
            "communication": [
                {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": row.language}]}, "preferred": True}
            ]
            if open_to_reader
            else [],
            "generalPractitioner": [reference("Practitioner", row.responsible_id, str(row.responsible))],
            "managingOrganization": {"display": row.clinic.name},
        }
    )


def _telecom(row):
    told = (("phone", row.phone), ("email", row.email))
    return [{"system": system, "value": value} for system, value in told if value]


def _numbered(text, reader):
    """A record number, alone or with the naming system of its clinic."""
    system, number = token_of(text)
    if not number:
        raise BadValue(_("Write the record number, after its system and a bar if you know it."))
    prefix = reader.site.record_numbers("")
    if system is None:
        return parameters.Q(record_number=number)
    if not system.startswith(prefix):
        return NONE
    return parameters.Q(record_number=number, clinic=parameters.key(system.removeprefix(prefix)))


def _active(reader):
    present = parameters.Q(archived_at=None)
    return {"true": present, "false": ALL & ~present}


PATIENT = Kind(
    name="Patient",
    scope=Scope.PATIENTS_READ,
    rows=lambda user: Patient.objects.visible_to(user).select_related("clinic", "responsible"),
    visible=lambda user: Patient.objects.visible_to(user),
    shape=patients,
    parameters={
        "_id": parameters.ids(),
        "identifier": Parameter("token", _numbered),
        "active": parameters.words(_active, known=("true", "false")),
        "birthdate": parameters.days("birth_date"),
        "name": Parameter("string", lambda text, reader: parameters.Q(name__istartswith=text)),
    },
)
