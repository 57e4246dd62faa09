"""GET and PATCH patients/{id}/."""

import uuid

import pytest

from patients.models import Patient
from tests import factories


def url(patient):
    return f"/api/v1/patients/{getattr(patient, 'pk', patient)}/"


def test_a_clinician_and_the_patient_read_the_whole_record(api, patient, clinician, colleague, patient_user):
    shown = api(clinician).get(url(patient)).json()
    assert (shown["name"], shown["conditions"], shown["time_zone"]) == ("Vera Lindqvist", [], "Europe/London")
    assert api(colleague).get(url(patient)).json() == shown
    assert api(patient_user).get(url(patient)).json() == shown


def test_an_admin_reads_the_register_alone(api, patient, admin):
    shown = api(admin).get(url(patient)).json()
    assert (shown["name"], shown["birth_date"]) == ("Vera Lindqvist", "1957-05-14")
    assert (shown["conditions"], shown["time_zone"], shown["email"]) == (None, None, "")


def test_a_strangers_record_and_none_answer_alike(api, patient, stranger, clinician):
    foreign, absent = api(stranger).get(url(patient)), api(stranger).get(url(uuid.uuid4()))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content
    assert api(clinician).get(url(patient)).status_code == 200


def test_strangers_get_404_and_colleagues_without_the_right_403_for_a_change(
    api, patient, other_patient, stranger, admin, patient_user
):
    assert api(stranger).patch(url(patient), {"name": "X"}).status_code == 404
    assert api(patient_user).patch(url(other_patient), {"name": "X"}).status_code == 404
    assert api(admin).patch(url(patient), {"name": "X"}).status_code == 403
    assert api(patient_user).patch(url(patient), {"name": "X"}).status_code == 403
    assert Patient.objects.get(pk=patient.pk).name == "Vera Lindqvist"


def test_a_change_touches_what_was_sent_and_no_more(api, patient, clinician):
    before = api(clinician).get(url(patient)).json()
    answer = api(clinician).patch(url(patient), {"phone": "01632 960 001"})
    assert answer.status_code == 200
    assert answer.json() == before | {"phone": "01632 960 001"}
    assert api(clinician).patch(url(patient), {}).json() == answer.json()


def test_a_condition_keeps_the_date_it_was_first_recorded(api, patient, clinician, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    caller = api(clinician)
    caller.patch(url(patient), {"conditions": ["vertigo"]})
    time_machine.shift(86_400)
    caller = api(clinician)
    shown = caller.patch(url(patient), {"conditions": ["hypertension", "vertigo"]}).json()
    assert shown["conditions_since"] == {"hypertension": "2026-11-23", "vertigo": "2026-11-22"}
    shown = caller.patch(url(patient), {"conditions": ["hypertension"]}).json()
    assert shown["conditions_since"] == {"hypertension": "2026-11-23"}


def test_archiving_and_bringing_back(api, patient, clinician):
    caller = api(clinician)
    shown = caller.patch(url(patient), {"archived_at": "2026-01-02T03:04:05Z"}).json()
    assert shown["archived_at"] == "2026-01-02T03:04:05Z"
    assert caller.patch(url(patient), {"archived_at": None}).json()["archived_at"] is None


def test_a_deactivated_clinician_does_not_become_responsible_again(api, patient, clinician, colleague):
    assert api(colleague).patch(url(patient), {"responsible": str(colleague.pk)}).status_code == 200
    clinician.is_active = False
    clinician.save()
    assert api(colleague).patch(url(patient), {"phone": "1"}).status_code == 200
    assert api(colleague).patch(url(patient), {"responsible": str(clinician.pk)}).status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", ""),
        ("birth_date", "2999-01-01"),
        ("record_number", None),
        ("conditions", ["unknown"]),
        ("archived_at", "2999-01-01T00:00:00Z"),
        ("archived_at", "2026-01-01T00:00:00"),
        ("archived_at", True),
        ("responsible", factories.NOBODY),
        ("clinic", factories.NOBODY),
        ("id", factories.NOBODY),
        ("conditions_since", {}),
        ("user", factories.NOBODY),
    ],
)
def test_a_bad_value_is_400_and_names_its_field(api, patient, clinician, field, value):
    before = Patient.objects.values().get()
    answer = api(clinician).patch(url(patient), {field: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Patient.objects.values().get() == before


def test_a_record_number_that_is_taken_is_400(api, patient, other_patient, clinician):
    answer = api(clinician).patch(url(patient), {"record_number": other_patient.record_number})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["record_number"])


def test_an_unchanged_record_answers_304_and_a_stale_change_412(api, patient, clinician):
    caller = api(clinician)
    seen = caller.get(url(patient))["ETag"]
    assert caller.get(url(patient), HTTP_IF_NONE_MATCH=seen).status_code == 304
    assert caller.patch(url(patient), {"phone": "1"}, HTTP_IF_MATCH=seen).status_code == 200
    assert caller.patch(url(patient), {"phone": "2"}, HTTP_IF_MATCH=seen).status_code == 412
    assert caller.get(url(patient)).json()["phone"] == "1"


def test_scopes(api, patient, clinician):
    assert api(clinician, "patients:write").get(url(patient)).status_code == 403
    assert api(clinician, "patients:read").patch(url(patient), {}).status_code == 403


def test_reading_takes_four_queries(api, patient, clinician, django_assert_num_queries):
    caller = api(clinician)
    caller.get(url(patient))
    with django_assert_num_queries(4):
        caller.get(url(patient))


def test_other_clinics_do_not_matter_to_the_roles_here(api, patient, clinic, stranger, other_clinic):
    """Clinician there and admin here: the register, no more."""
    clinic.memberships.create(user=stranger, role="admin")
    shown = api(stranger).get(url(patient)).json()
    assert (shown["name"], shown["conditions"]) == ("Vera Lindqvist", None)
    assert factories.make_patient(other_clinic, responsible=stranger)
