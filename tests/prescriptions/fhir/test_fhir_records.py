"""Patient and Condition: the record and what care is for."""

from datetime import UTC, date, datetime

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_patient_is_the_record(read, clinician, patient, clinic):
    shown = read(clinician, "Patient", patient.pk)
    assert shown["identifier"] == [
        {
            "use": "official",
            "system": f"http://testserver/fhir/R4/NamingSystem/record-number-{clinic.pk}",
            "value": patient.record_number,
        }
    ]
    assert (shown["active"], shown["birthDate"]) == (True, "1957-05-14")
    assert shown["name"] == [{"use": "official", "text": "Vera Lindqvist"}]
    assert shown["generalPractitioner"] == [{"reference": f"Practitioner/{clinician.pk}", "display": "Anna Marlow"}]
    assert shown["managingOrganization"] == {"display": "Northfield Spine Clinic"}
    assert shown["communication"][0]["language"]["coding"][0]["code"] == "en"


def test_a_patient_is_found_by_number_name_and_birth_date(read, clinician, patient, other_patient, clinic):
    system = f"http://testserver/fhir/R4/NamingSystem/record-number-{clinic.pk}"

    def names(**asked):
        return [each["name"][0]["text"] for each in read(clinician, "Patient", **asked)]

    number = other_patient.record_number
    assert names(identifier=number) == names(identifier=f"{system}|{number}") == ["Tomas Brandt"]
    assert names(identifier=f"https://other.example/numbers|{number}") == names(identifier=f"{number}x") == []
    assert names(name="ver") == ["Vera Lindqvist"]
    assert names(birthdate="lt1950") == []
    assert names(birthdate="1957") == ["Tomas Brandt", "Vera Lindqvist"]


def test_a_record_number_with_a_comma_is_one_value(read, clinician, clinic):
    factories.make_patient(clinic, responsible=clinician, name="Comma", record_number="A,1|2")
    assert [each["name"][0]["text"] for each in read(clinician, "Patient", identifier=r"|A\,1\|2")] == []
    found = read(clinician, "Patient", identifier=r"A\,1")
    assert found == []
    factories.make_patient(clinic, responsible=clinician, name="Plain comma", record_number="B,1")
    assert [each["name"][0]["text"] for each in read(clinician, "Patient", identifier=r"B\,1")] == ["Plain comma"]


def test_an_archived_record_is_not_active(read, clinician, patient):
    patient.archived_at = datetime(2026, 11, 1, tzinfo=UTC)
    patient.save()
    assert read(clinician, "Patient", patient.pk)["active"] is False
    assert len(read(clinician, "Patient", active="false")) == 1
    assert read(clinician, "Patient", active="true") == []


def test_a_condition_is_what_the_episode_is_for(read, clinician, patient):
    episode = factories.make_episode(
        patient,
        region="lumbar",
        diagnosis_code="M42.16",
        diagnosis_text="Lumbar osteochondrosis",
        opened_on=date(2026, 3, 2),
    )
    factories.make_assessment(episode, by=clinician, stage="acute", at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    factories.make_assessment(episode, by=clinician, stage="recovery", at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    shown = read(clinician, "Condition", episode.pk)
    assert shown["code"] == {
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "M42.16"}],
        "text": "Lumbar osteochondrosis",
    }
    assert shown["clinicalStatus"]["coding"][0]["code"] == "active"
    assert shown["bodySite"][0]["coding"][0] == {
        "system": "http://snomed.info/sct",
        "code": "122496007",
        "display": "Lumbar spine structure",
    }
    assert shown["stage"][0]["summary"]["coding"][0]["code"] == "recovery"
    assert shown["recordedDate"] == "2026-03-02"


@pytest.mark.parametrize(
    ("entered", "coding"),
    [
        ("M51.1", [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "M51.1"}]),
        (" M54 ", [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "M54"}]),
        ("L86.02 local", [{"code": "L86.02 local"}]),
        ("", None),
    ],
)
def test_a_code_is_kept_as_entered_and_called_icd_10_if_it_looks_like_it(read, clinician, patient, entered, coding):
    episode = factories.make_episode(patient, diagnosis_code=entered, diagnosis_text="")
    code = read(clinician, "Condition", episode.pk)["code"]
    assert code.get("coding") == coding
    assert code["text"] == (entered.strip() or "Neck")


def test_the_end_of_care_is_inactive_not_resolved(read, clinician, patient):
    episode = factories.make_episode(patient, closed_on=datetime.now(UTC).date())
    shown = read(clinician, "Condition", episode.pk)
    assert shown["clinicalStatus"]["coding"][0]["code"] == "inactive"
    assert not [name for name in shown if name.startswith("abatement")]
    assert "stage" not in shown
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    for word, count in (("active", 0), ("inactive", 1), (f"{system}|inactive", 1), ("resolved", 0)):
        assert len(read(clinician, "Condition", clinical_status=word)) == count


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("M42.16", {"M42.16"}),
        ("http://hl7.org/fhir/sid/icd-10|M42.16", {"M42.16"}),
        ("http://hl7.org/fhir/sid/icd-10|", {"M42.16"}),
        ("|local+1", {"local+1"}),
        ("local+1,M42.16", {"M42.16", "local+1"}),
        ("|M42.16", set()),
        ("M42", set()),
        ("http://snomed.info/sct|M42.16", set()),
    ],
)
def test_conditions_are_found_by_code(read, clinician, patient, code, found):
    for entered in ("M42.16", "local+1", ""):
        factories.make_episode(patient, diagnosis_code=entered)
    shown = read(clinician, "Condition", code=code)
    assert {each["code"]["coding"][0]["code"] for each in shown} == found


def test_conditions_are_found_by_patient_and_category(read, clinician, patient, other_patient, episode):
    factories.make_episode(other_patient)
    mine = [str(episode.pk)]
    for asked in (f"Patient/{patient.pk}", str(patient.pk), f"http://testserver/fhir/R4/Patient/{patient.pk}"):
        assert [each["id"] for each in read(clinician, "Condition", patient=asked)] == mine
    assert len(read(clinician, "Condition", category="problem-list-item")) == 2
    assert read(clinician, "Condition", category="encounter-diagnosis") == []
    assert read(clinician, "Condition", patient="https://other.example/fhir/Patient/1") == []


def test_characters_that_fhir_forbids_are_left_out(read, clinician, patient):
    patient.name = "Vera\x07 Lind\x0bqvist "
    patient.save()
    assert read(clinician, "Patient", patient.pk)["name"] == [{"use": "official", "text": "Vera Lindqvist"}]
