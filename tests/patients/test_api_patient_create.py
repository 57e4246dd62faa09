"""POST patients/: what a record takes, what it refuses, and what comes twice."""

import threading
import uuid

import pytest
from django.db import connection

from patients.models import Patient
from tests import factories

URL = "/api/v1/patients/"
VERA = {"name": "Vera Lindqvist", "birth_date": "1957-05-14", "record_number": "P-10482"}


def test_a_clinician_opens_a_record_with_the_clinics_defaults(api, clinic, clinician):
    answer = api(clinician).post(URL, VERA)
    assert answer.status_code == 201
    shown = answer.json()
    assert shown == VERA | {
        "id": shown["id"],
        "clinic": str(clinic.pk),
        "email": "",
        "phone": "",
        "language": "en",
        "time_zone": "Europe/London",
        "conditions": None,
        "conditions_since": {},
        "responsible": {"id": str(clinician.pk), "name": "Anna Marlow"},
        "archived_at": None,
    }
    assert Patient.objects.get().name == "Vera Lindqvist"


def test_every_field_is_stored_as_sent(api, clinic, clinician, colleague):
    sent = VERA | {
        "id": str(uuid.uuid4()),
        "clinic": str(clinic.pk),
        "email": "vera@example.org",
        "phone": "01632 960 001",
        "language": "ru",
        "time_zone": "Asia/Tokyo",
        "conditions": ["vertigo", "hypertension", "vertigo"],
        "responsible": str(colleague.pk),
    }
    shown = api(clinician).post(URL, sent).json()
    assert shown["conditions"] == ["vertigo", "hypertension"]
    assert set(shown["conditions_since"]) == {"vertigo", "hypertension"}
    assert shown["responsible"] == {"id": str(colleague.pk), "name": "Idris Bell"}
    for name in ("id", "clinic", "email", "phone", "language", "time_zone"):
        assert shown[name] == sent[name]


def test_conditions_asked_and_none_is_not_the_same_as_not_asked(api, clinician):
    caller = api(clinician)
    assert caller.post(URL, VERA | {"conditions": []}).json()["conditions"] == []
    assert caller.post(URL, VERA | {"conditions": None, "record_number": "P-2"}).json()["conditions"] is None


@pytest.mark.parametrize("missing", ["name", "birth_date", "record_number"])
def test_a_missing_required_field_is_named(api, clinician, missing):
    answer = api(clinician).post(URL, {name: value for name, value in VERA.items() if name != missing})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [missing])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", 7),
        ("name", None),
        ("name", ["Vera"]),
        ("name", "Vera\x00"),
        ("name", "V" * 1_000_000),
        ("birth_date", "1957-02-30"),
        ("birth_date", "14 May 1957"),
        ("birth_date", "2999-01-01"),
        ("birth_date", "1066-10-14"),
        ("birth_date", 19570514),
        ("birth_date", None),
        ("record_number", ""),
        ("record_number", "P" * 41),
        ("record_number", 10482),
        ("email", "nobody"),
        ("email", "v" * 300 + "@example.org"),
        ("phone", "1" * 41),
        ("language", "de"),
        ("language", None),
        ("time_zone", "Mars/Base"),
        ("time_zone", 3),
        ("conditions", ["cold feet"]),
        ("conditions", [7]),
        ("conditions", "hypertension"),
        ("responsible", "Anna Marlow"),
        ("responsible", None),
        ("responsible", factories.NOBODY),
        ("clinic", factories.NOBODY),
        ("clinic", 1),
        ("id", "one"),
        ("id", 1),
        ("archived_at", "2026-01-01T00:00:00Z"),
        ("conditions_since", {}),
        ("colour", "blue"),
    ],
)
def test_a_bad_value_is_400_and_names_its_field(api, clinician, field, value):
    answer = api(clinician).post(URL, VERA | {field: value})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert next(iter(answer.json()["errors"])).split(".")[0] == field
    assert not Patient.objects.exists()


def test_half_a_surrogate_pair_is_400_and_names_the_field(api, clinician):
    body = r'{"name": "Vera\ud800", "birth_date": "1957-05-14", "record_number": "P-1"}'
    answer = api(clinician).post(URL, body, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["name"])


@pytest.mark.parametrize("body", [[], "Vera", 7, None])
def test_a_body_that_is_no_object_is_400(api, clinician, body):
    assert api(clinician).post(URL, body, format="json").status_code == 400


def test_the_responsible_clinician_works_at_this_clinic_and_is_active(api, clinician, colleague, stranger, admin):
    caller = api(clinician)
    for other in (stranger, admin):
        answer = caller.post(URL, VERA | {"responsible": str(other.pk)})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["responsible"])
    colleague.is_active = False
    colleague.save()
    assert caller.post(URL, VERA | {"responsible": str(colleague.pk)}).status_code == 400
    assert caller.post(URL, VERA | {"responsible": str(clinician.pk)}).status_code == 201


def test_the_clinic_is_required_from_those_who_treat_at_several(api, clinic, other_clinic, clinician):
    other_clinic.memberships.create(user=clinician, role="clinician")
    caller = api(clinician)
    answer = caller.post(URL, VERA)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["clinic"])
    assert caller.post(URL, VERA | {"clinic": str(other_clinic.pk)}).json()["clinic"] == str(other_clinic.pk)


def test_where_one_is_only_an_admin_one_opens_no_record(api, other_clinic, clinician):
    other_clinic.memberships.create(user=clinician, role="admin")
    answer = api(clinician).post(URL, VERA | {"clinic": str(other_clinic.pk)})
    assert answer.status_code == 403
    assert not Patient.objects.exists()


def test_neither_admin_nor_patient_opens_a_record(api, admin, patient_user):
    for caller in (admin, patient_user):
        assert api(caller).post(URL, {}).status_code == 403
    assert not Patient.objects.exists()


def test_writing_needs_the_scope(api, clinician):
    assert api(clinician, "patients:read").post(URL, VERA).status_code == 403
    assert api(clinician, "patients:write").post(URL, VERA).status_code == 201


# --- duplicates, repeats and races


def test_a_record_number_is_used_once_in_a_clinic_and_again_in_another(api, clinician, stranger):
    assert api(clinician).post(URL, VERA).status_code == 201
    second = api(clinician).post(URL, VERA | {"name": "Tomas Brandt"})
    assert (second.status_code, list(second.json()["errors"])) == (400, ["record_number"])
    assert api(stranger).post(URL, VERA).status_code == 201


def test_the_same_id_and_body_gives_the_first_answer_again(api, clinician):
    body = VERA | {"id": str(uuid.uuid4())}
    first, second = api(clinician).post(URL, body), api(clinician).post(URL, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Patient.objects.count() == 1


def test_the_same_id_with_another_body_is_422(api, clinician, colleague):
    body = VERA | {"id": str(uuid.uuid4())}
    assert api(clinician).post(URL, body).status_code == 201
    other = body | {"name": "Tomas Brandt", "record_number": "P-2"}
    assert api(clinician).post(URL, other).status_code == 422
    assert api(colleague).post(URL, other).status_code == 422
    assert Patient.objects.get().name == "Vera Lindqvist"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_record_number_one_is_400_and_none_breaks(api, clinician):
    callers, start, statuses = [api(clinician) for _each in range(4)], threading.Barrier(4), []

    def post(caller):
        start.wait()
        try:
            statuses.append(caller.post(URL, VERA).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=[caller]) for caller in callers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(statuses) == [201, 400, 400, 400]
    assert Patient.objects.count() == 1


def test_the_day_of_a_condition_is_the_patients_own(api, clinician, time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z", tick=False)
    for zone, day in (("Asia/Tokyo", "2026-11-23"), ("America/Lima", "2026-11-22")):
        body = VERA | {"conditions": ["vertigo"], "time_zone": zone, "record_number": zone}
        assert api(clinician).post(URL, body).json()["conditions_since"] == {"vertigo": day}
