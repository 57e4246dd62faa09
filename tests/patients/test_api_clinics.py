"""GET clinics/."""

from tests import factories

URL = "/api/v1/clinics/"


def test_a_member_reads_their_own_clinics_and_no_other(api, clinic, other_clinic, clinician):
    answer = api(clinician).get(URL)
    assert answer.status_code == 200
    assert answer.json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": str(clinic.pk),
                "name": "Northfield Spine Clinic",
                "phone": "01632 960 147",
                "emergency_number": "112",
                "time_zone": "Europe/London",
                "language": "en",
            }
        ],
    }


def test_a_person_with_two_roles_at_one_clinic_reads_it_once(api, clinic, clinician):
    clinician.memberships.create(clinic=clinic, role="admin")
    assert api(clinician).get(URL).json()["count"] == 1


def test_a_patient_has_no_clinics(api, patient, patient_user):
    assert api(patient_user).get(URL).json()["results"] == []


def test_without_a_token_it_is_401(client):
    answer = client.get(URL)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_the_scope_is_patients_read(api, clinician):
    assert api(clinician, "plans:read").get(URL).status_code == 403
    assert api(clinician, "patients:read").get(URL).status_code == 200


def test_four_clinics_take_as_many_queries_as_one(api, clinician, django_assert_num_queries):
    caller = api(clinician)
    for _more in range(3):
        factories.make_clinic(name="Another").memberships.create(user=clinician, role="clinician")
    with django_assert_num_queries(4):
        assert caller.get(URL).json()["count"] == 4
