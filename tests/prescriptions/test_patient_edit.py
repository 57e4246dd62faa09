"""/patients/<uuid>/edit/"""

import uuid

import pytest

from patients.models import Patient
from tests import factories


def url(patient):
    return f"/patients/{getattr(patient, 'pk', patient)}/edit/"


def typed_into(answer):
    """What the page would send if nothing were changed."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


@pytest.fixture
def asked(clinic, clinician):
    return factories.make_patient(
        clinic,
        responsible=clinician,
        record_number="P-1",
        conditions=["vertigo"],
        conditions_since={"vertigo": "2026-01-02"},
    )


def test_the_form_holds_the_record(browser_of, clinician, asked):
    typed = typed_into(browser_of(clinician).get(url(asked)))
    seen = typed.pop("seen")
    assert len(seen) == 16
    assert typed | {"birth_date": str(typed["birth_date"])} == {
        "name": "Vera Lindqvist",
        "birth_date": "1957-05-14",
        "record_number": "P-1",
        "conditions": ["vertigo"],
        "email": "",
        "phone": "",
        "language": "en",
        "time_zone": "Europe/London",
        "responsible": clinician.pk,
    }


def test_what_was_changed_is_stored_and_the_rest_stays(browser_of, clinician, colleague, asked, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(asked))) | {"phone": "01632 960 001", "responsible": str(colleague.pk)}
    answer = browser.post(url(asked), typed | {"conditions": ["hypertension", "vertigo"]})
    assert (answer.status_code, answer["Location"]) == (302, f"/patients/{asked.pk}/")
    asked.refresh_from_db()
    assert (asked.phone, asked.responsible, asked.name) == ("01632 960 001", colleague, "Vera Lindqvist")
    assert asked.conditions_since == {"hypertension": "2026-11-22", "vertigo": "2026-01-02"}


@pytest.mark.parametrize(("ticked", "stored"), [(["none"], []), (["osteoporosis"], ["osteoporosis"])])
def test_conditions_can_be_answered_anew(browser_of, clinician, asked, ticked, stored):
    browser = browser_of(clinician)
    browser.post(url(asked), typed_into(browser.get(url(asked))) | {"conditions": ticked})
    asked.refresh_from_db()
    assert asked.conditions == stored


def test_conditions_once_asked_are_not_silently_unasked(browser_of, clinician, asked, patient):
    browser = browser_of(clinician)
    answer = browser.post(url(asked), typed_into(browser.get(url(asked))) | {"conditions": []})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["conditions"])
    patient.conditions = None
    patient.save()
    answer = browser.post(url(patient), typed_into(browser.get(url(patient))) | {"conditions": []})
    assert answer.status_code == 302


def test_a_new_condition_is_judged_against_live_plans(browser_of, clinician, patient):
    exercise = factories.make_exercise(traits=["cx-isometric", "ballistic"], region="lumbar")
    episode = factories.make_episode(patient, region="lumbar")
    plan = factories.make_plan(episode, by=clinician, exercises=[exercise])
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(patient))) | {"conditions": ["spinal-surgery-uncleared"]}
    assert browser.post(url(patient), typed).status_code == 302
    assert [item.paused for item in plan.items.all()] == [True]


def test_somebody_elses_change_in_the_meantime_is_pointed_out(browser_of, clinician, asked):
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(asked))) | {"name": "Vera Lind"}
    Patient.objects.filter(pk=asked.pk).update(phone="changed")
    answer = browser.post(url(asked), typed)
    assert (answer.status_code, answer.context["form"]["name"].value()) == (409, "Vera Lind")
    assert Patient.objects.get().name == "Vera Lindqvist"
    second = typed | {"seen": answer.context["form"]["seen"].value(), "phone": "changed"}
    assert browser.post(url(asked), second).status_code == 302
    assert Patient.objects.values_list("name", "phone").get() == ("Vera Lind", "changed")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("birth_date", "2999-01-01"), ("record_number", "TAKEN"), ("time_zone", "Mars"), ("name", "a\x00")],
)
def test_an_error_names_its_field_and_keeps_what_was_typed(browser_of, clinician, clinic, asked, field, value):
    factories.make_patient(clinic, responsible=clinician, record_number="TAKEN")
    browser = browser_of(clinician)
    answer = browser.post(url(asked), typed_into(browser.get(url(asked))) | {"phone": "Kept", field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert answer.context["form"]["phone"].value() == "Kept"


def test_an_archived_record_whose_clinician_left_comes_back_with_another(browser_of, clinician, colleague, asked):
    browser = browser_of(colleague)
    browser.post(url(asked), {"archive": "yes"})
    clinician.is_active = False
    clinician.save()
    assert browser.post(url(asked), typed_into(browser.get(url(asked))) | {"phone": "1"}).status_code == 302
    answer = browser.post(url(asked), {"archive": "no"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    assert Patient.objects.get().archived_at is not None
    typed = typed_into(browser.get(url(asked))) | {"responsible": str(colleague.pk)}
    assert browser.post(url(asked), typed).status_code == 302
    browser.post(url(asked), {"archive": "no"})
    assert (Patient.objects.get().archived_at, Patient.objects.get().responsible) == (None, colleague)


def test_archiving_ends_plans_and_can_be_taken_back(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    browser = browser_of(clinician)
    browser.post(url(episode.patient), {"archive": "yes"})
    plan.refresh_from_db()
    assert (plan.status, plan.ended_reason) == ("ended", "patient_archived")
    assert Patient.objects.get().archived_at is not None
    browser.post(url(episode.patient), {"archive": "no"})
    assert Patient.objects.get().archived_at is None


def test_who_may_open_it(client, browser_of, patient, colleague, admin, stranger, patient_user):
    assert client.get(url(patient))["Location"] == f"/accounts/login/?next={url(patient)}"
    for user, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert browser_of(user).get(url(patient)).status_code == status
        assert browser_of(user).post(url(patient), {"archive": "yes"}).status_code == status
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404
    assert Patient.objects.get().archived_at is None
    assert browser_of(colleague).get(url(patient)).status_code == 200


def test_five_queries(browser_of, clinician, patient, django_assert_num_queries):
    browser = browser_of(clinician)
    with django_assert_num_queries(5):
        browser.get(url(patient))
