"""GET and POST patients/."""

import pytest

from tests import factories

URL = "/api/v1/patients/"
VERA = {"name": "Vera Lindqvist", "birth_date": "1957-05-14", "record_number": "P-10482"}


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


# --- reading


def test_a_clinician_reads_all_fields(api, clinic, clinician):
    patient = factories.make_patient(
        clinic,
        responsible=clinician,
        record_number="P-1",
        email="vera@example.org",
        conditions=["hypertension"],
        conditions_since={"hypertension": "2026-01-02"},
    )
    assert api(clinician).get(URL).json()["results"] == [
        {
            "id": str(patient.pk),
            "clinic": str(clinic.pk),
            "name": "Vera Lindqvist",
            "birth_date": "1957-05-14",
            "record_number": "P-1",
            "email": "vera@example.org",
            "phone": "",
            "language": "en",
            "time_zone": "Europe/London",
            "conditions": ["hypertension"],
            "conditions_since": {"hypertension": "2026-01-02"},
            "responsible": {"id": str(clinician.pk), "name": "Anna Marlow"},
            "archived_at": None,
        }
    ]


def test_an_admin_who_is_no_clinician_reads_the_register_alone(api, clinic, clinician, admin):
    patient = factories.make_patient(
        clinic, responsible=clinician, record_number="P-1", email="vera@example.org", conditions=["hypertension"]
    )
    assert api(admin).get(URL).json()["results"] == [
        {
            "id": str(patient.pk),
            "clinic": str(clinic.pk),
            "name": "Vera Lindqvist",
            "birth_date": "1957-05-14",
            "record_number": "P-1",
            "email": "",
            "phone": "",
            "language": None,
            "time_zone": None,
            "conditions": None,
            "conditions_since": {},
            "responsible": {"id": str(clinician.pk), "name": "Anna Marlow"},
            "archived_at": None,
        }
    ]


def test_a_stranger_reads_nobody_and_a_patient_themselves(api, patient, other_patient, stranger, patient_user):
    assert names(api(stranger).get(URL)) == []
    assert names(api(patient_user).get(URL)) == ["Vera Lindqvist"]


def test_search_finds_part_of_a_name_or_number_in_any_script_and_case(api, clinic, clinician):
    factories.make_patient(clinic, responsible=clinician, name="Вера Линдквист", record_number="A-77")
    factories.make_patient(clinic, responsible=clinician, name="Tomas Brandt", record_number="B-12")
    caller = api(clinician)
    assert names(caller.get(URL, {"q": "вера"})) == ["Вера Линдквист"]
    assert names(caller.get(URL, {"q": "b-1"})) == ["Tomas Brandt"]
    assert names(caller.get(URL, {"q": "%"})) == []


def test_record_number_is_exact(api, clinic, clinician):
    factories.make_patient(clinic, responsible=clinician, record_number="P-1")
    factories.make_patient(clinic, responsible=clinician, record_number="P-11")
    answer = api(clinician).get(URL, {"record_number": "P-1"})
    assert [row["record_number"] for row in answer.json()["results"]] == ["P-1"]


@pytest.mark.parametrize("size", ["0", "201", "-1", "many", "1e9"])
def test_a_page_size_out_of_range_is_400(api, clinician, size):
    answer = api(clinician).get(URL, {"page_size": size})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["page_size"])


def test_ten_patients_take_as_many_queries_as_one(api, clinic, clinician, django_assert_num_queries):
    caller = api(clinician)
    caller.get(URL)
    for number in (1, 9):
        for _each in range(number):
            colleague = factories.make_clinician(clinic)
            factories.make_patient(clinic, responsible=colleague, user=colleague)
        with django_assert_num_queries(5):
            caller.get(URL)
    assert caller.get(URL).json()["count"] == 10
