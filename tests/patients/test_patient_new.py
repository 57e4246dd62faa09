"""/patients/new/"""

import pytest

from patients.models import Episode, Patient
from tests import factories

URL = "/patients/new/"


@pytest.fixture
def typed(clinician):
    return {
        "name": "Vera Lindqvist",
        "birth_date": "1957-05-14",
        "record_number": "P-10482",
        "region": "lumbar",
        "diagnosis_code": "M42.1",
        "diagnosis_text": "Osteochondrosis",
        "conditions": ["hypertension", "vertigo"],
        "email": "vera@example.org",
        "phone": "01632 960 001",
        "language": "en",
        "time_zone": "Europe/London",
        "responsible": str(clinician.pk),
    }


def test_one_form_opens_the_record_and_the_first_episode(browser_of, clinician, clinic, typed, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    answer = browser_of(clinician).post(URL, typed)
    patient = Patient.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/patients/{patient.pk}/")
    assert (patient.clinic, patient.name, patient.responsible) == (clinic, "Vera Lindqvist", clinician)
    assert patient.conditions_since == {"hypertension": "2026-11-22", "vertigo": "2026-11-22"}
    facts = Episode.objects.values_list("patient", "region", "diagnosis_code", "diagnosis_text").get()
    assert facts == (patient.pk, "lumbar", "M42.1", "Osteochondrosis")


def test_the_form_proposes_the_clinics_language_and_zone_and_the_caller(browser_of, clinician, clinic):
    form = browser_of(clinician).get(URL).context["form"]
    assert {name: form[name].value() for name in ("language", "time_zone", "responsible")} == {
        "language": "en",
        "time_zone": "Europe/London",
        "responsible": clinician.pk,
    }
    assert "clinic" not in form.fields


@pytest.mark.parametrize(("ticked", "stored"), [([], None), (["none"], []), (["vertigo"], ["vertigo"])])
def test_not_asked_none_and_some_are_three_answers(browser_of, clinician, typed, ticked, stored):
    browser_of(clinician).post(URL, typed | {"conditions": ticked})
    assert Patient.objects.get().conditions == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "Vera\x00"),
        ("name", "V" * 1_000_000),
        ("birth_date", "1957-02-30"),
        ("birth_date", "2999-01-01"),
        ("birth_date", "1066-10-14"),
        ("record_number", ""),
        ("record_number", "P" * 41),
        ("region", ""),
        ("region", "general"),
        ("diagnosis_code", "M" * 21),
        ("diagnosis_text", "x" * 501),
        ("conditions", ["cold feet"]),
        ("conditions", ["none", "vertigo"]),
        ("email", "nobody"),
        ("language", "de"),
        ("time_zone", "Mars/Base"),
        ("responsible", "00000000-0000-0000-0000-000000000000"),
        ("responsible", "Anna"),
    ],
)
def test_an_error_is_said_beside_the_field_and_on_top_and_keeps_what_was_typed(
    browser_of, clinician, typed, field, value
):
    answer = browser_of(clinician).post(URL, typed | {field: value})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (400, [field])
    page = answer.content.decode()
    assert f'href="#{form[field].auto_id}"' in page
    kept = "diagnosis_text" if field != "diagnosis_text" else "phone"
    assert typed[kept] in page
    assert not Patient.objects.exists()


def test_a_strangers_clinician_cannot_be_responsible(browser_of, clinician, colleague, stranger, typed):
    browser = browser_of(clinician)
    answer = browser.post(URL, typed | {"responsible": str(stranger.pk)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["responsible"])
    assert browser.post(URL, typed | {"responsible": str(colleague.pk)}).status_code == 302


def test_a_record_number_that_is_taken_is_named(browser_of, clinician, other_patient, typed):
    answer = browser_of(clinician).post(URL, typed | {"record_number": other_patient.record_number})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["record_number"])


@pytest.mark.parametrize(
    ("name", "birth_date"),
    [("Vera Lindqvist", "1957-05-14"), ("Lindkvist, Vera", "1957-05-14"), ("vera  lindqvist", "1999-01-01")],
)
def test_a_likely_duplicate_is_pointed_out_and_let_through_on_request(
    browser_of, clinician, patient, typed, name, birth_date
):
    browser = browser_of(clinician)
    typed |= {"name": name, "birth_date": birth_date}
    answer = browser.post(URL, typed)
    page = answer.content.decode()
    assert (answer.status_code, Patient.objects.count()) == (409, 1)
    assert f'href="/patients/{patient.pk}/"' in page
    assert typed["diagnosis_text"] in page
    assert browser.post(URL, typed | {"another_person": "on"}).status_code == 302
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(("name", "birth_date"), [("Tomas Brandt", "1957-05-14"), ("Vera Lind", "1960-01-01")])
def test_another_name_or_another_birth_date_is_another_person(browser_of, clinician, patient, typed, name, birth_date):
    assert browser_of(clinician).post(URL, typed | {"name": name, "birth_date": birth_date}).status_code == 302


def test_a_namesake_of_another_clinic_is_not_told_of(browser_of, clinician, other_clinic, stranger, typed):
    factories.make_patient(other_clinic, responsible=stranger)
    assert browser_of(clinician).post(URL, typed).status_code == 302


def test_who_treats_at_several_clinics_chooses_one(browser_of, clinician, clinic, other_clinic, typed):
    other_clinic.memberships.create(user=clinician, role="clinician")
    browser = browser_of(clinician)
    answer = browser.post(URL, typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["clinic"])
    browser.post(URL, typed | {"clinic": str(other_clinic.pk)})
    assert Patient.objects.get().clinic == other_clinic


def test_a_clinic_where_one_is_only_an_admin_is_no_choice(browser_of, clinician, clinic, other_clinic, typed):
    other_clinic.memberships.create(user=clinician, role="admin")
    browser_of(clinician).post(URL, typed | {"clinic": str(other_clinic.pk)})
    assert Patient.objects.get().clinic == clinic


def test_who_may_open_it(client, browser_of, admin, patient_user, clinician, typed):
    assert client.get(URL)["Location"] == f"/accounts/login/?next={URL}"
    for user in (admin, patient_user):
        assert browser_of(user).get(URL).status_code == 403
        assert browser_of(user).post(URL, typed).status_code == 403
    assert browser_of(clinician).get(URL).status_code == 200
    assert not Patient.objects.exists()
