"""/episodes/<uuid>/measures/<key>/: filled in with the clinician or by the patient, and shown on the chart."""

import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.people import choose_language
from patients.actions.measuring import record_measurement
from patients.measures import MEASURES
from patients.models import Measurement
from tests import factories

pytestmark = pytest.mark.django_db


def of(episode, key):
    return f"/episodes/{getattr(episode, 'pk', episode)}/measures/{key}/"


def typed(**answers):
    return {"id": str(uuid.uuid4())} | answers


ACTIVITIES = {
    "name_1": "Lifting",
    "value_1": "4",
    "name_2": "Sitting",
    "value_2": "5",
    "name_3": "Stairs",
    "value_3": "6",
}


@pytest.fixture
def lumbar(patient):
    return factories.make_episode(patient, region="lumbar")


def test_the_patient_fills_it_in(browser_of, patient_user, patient, lumbar):
    type(patient_user).objects.filter(pk=patient_user.pk).update(agreed_at="2026-01-01T00:00Z")
    patient_user.refresh_from_db()
    page = browser_of(patient_user)
    assert page.get(of(lumbar, "roland-morris")).status_code == 200
    answer = page.post(of(lumbar, "roland-morris"), typed(ticked=["1", "5", "24"], read="on"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/measures/")
    stored = Measurement.objects.get()
    assert (stored.score, stored.answers, stored.mode) == (3, {"ticked": [1, 5, 24]}, "by_patient")
    assert (stored.version, stored.language, stored.recorded_by) == ("RDQ-24, English, 1983", "en", patient_user)


def test_the_clinician_fills_it_in_with_the_patient(browser_of, clinician, episode):
    answer = browser_of(clinician).post(of(episode, "psfs"), typed(**ACTIVITIES))
    assert answer.status_code == 302
    stored = Measurement.objects.get()
    assert (stored.score, stored.mode) == (Decimal("5.00"), "with_clinician")
    assert stored.answers["activities"][0] == {"name": "Lifting", "value": 4}


def test_the_same_activities_stand_there_the_next_time(browser_of, clinician, episode):
    page = browser_of(clinician)
    page.post(of(episode, "psfs"), typed(**ACTIVITIES))
    form = page.get(of(episode, "psfs")).context["form"]
    assert [name.value() for name, _value in form.pairs()] == ["Lifting", "Sitting", "Stairs", "", ""]
    assert [value.value() for _name, value in form.pairs()] == [None] * 5


@pytest.mark.parametrize(
    ("key", "wrong", "fields"),
    [
        ("psfs", ACTIVITIES | {"value_2": ""}, ["value_2"]),
        ("psfs", ACTIVITIES | {"name_2": ""}, ["name_2"]),
        ("psfs", ACTIVITIES | {"value_2": "11"}, ["value_2"]),
        ("psfs", {"name_1": "Lifting", "value_1": "4"}, ["__all__"]),
        ("roland-morris", {"ticked": ["1"]}, ["read"]),
        ("roland-morris", {"ticked": ["25"], "read": "on"}, ["ticked"]),
        ("pain", {}, ["value"]),
        ("pain", {"value": "11"}, ["value"]),
        ("global", {"value": "-6"}, ["value"]),
        ("odi", {"value": "101"}, ["value"]),
    ],
)
def test_half_an_answer_is_refused_beside_its_field_and_nothing_is_stored(
    browser_of, clinician, lumbar, key, wrong, fields
):
    answer = browser_of(clinician).post(of(lumbar, key), typed(**wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, fields)
    assert Measurement.objects.count() == 0


def test_a_second_click_stores_nothing_more(browser_of, clinician, episode):
    same = typed(value="4")
    for _twice in "12":
        assert browser_of(clinician).post(of(episode, "pain"), same).status_code == 302
    assert Measurement.objects.count() == 1


def test_a_closed_episode_and_an_archived_record_are_refused(browser_of, clinician, episode, patient):
    type(episode).objects.update(closed_on=episode.opened_on)
    assert browser_of(clinician).post(of(episode, "pain"), typed(value="4")).status_code == 409
    assert Measurement.objects.count() == 0


def test_what_was_filled_in_is_never_rewritten(browser_of, clinician, episode):
    browser_of(clinician).post(of(episode, "pain"), typed(value="4"))
    for change in (lambda rows: rows.update(score=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Measurement.objects.all())


def test_the_chart_shows_first_last_and_whether_it_matters(browser_of, clinician, patient, lumbar):
    page = browser_of(clinician)
    for value in ("7", "4"):
        page.post(of(lumbar, "pain"), typed(value=value))
    shown = page.get(f"/patients/{patient.pk}/")
    ((episode, courses),) = shown.context["outcomes"]
    pain = next(course for course in courses if course.measure.key == "pain")
    assert (episode, pain.first.score, pain.last.score, pain.change) == (lumbar, 7, 4, (3, "improved"))
    text = shown.content.decode()
    for words in ("Patient-specific", "Roland-Morris", "CERT text", "Next step"):
        assert words in text


def test_a_chart_without_an_episode_names_the_measures_too(browser_of, clinician, patient):
    text = browser_of(clinician).get(f"/patients/{patient.pk}/").content.decode()
    for words in ("Patient-specific", "Roland-Morris", "CERT text", "Next step"):
        assert words in text


def test_who_may(browser_of, episode, stranger, admin, other_patient, clinician):
    for person in (stranger, admin, other_patient.user):
        type(person).objects.filter(pk=person.pk).update(agreed_at="2026-01-01T00:00Z")
        person.refresh_from_db()
        assert browser_of(person).get(of(episode, "pain")).status_code == 404
    assert browser_of(clinician).get(of(episode, "nonsense")).status_code == 404
    assert browser_of(clinician).get(of(episode, "roland-morris")).status_code == 404, "this is a neck"
    assert browser_of(clinician).get(of(uuid.uuid4(), "pain")).status_code == 404


def test_a_total_is_typed_by_clinicians_only(browser_of, lumbar, patient_user, clinician):
    type(patient_user).objects.filter(pk=patient_user.pk).update(agreed_at="2026-01-01T00:00Z")
    patient_user.refresh_from_db()
    assert browser_of(patient_user).get(of(lumbar, "odi")).status_code == 404
    assert browser_of(clinician).post(of(lumbar, "odi"), typed(value="42")).status_code == 302


def test_the_patients_menu_leads_to_what_can_be_filled_in(browser_of, patient_user, episode, lumbar, other_patient):
    factories.make_episode(other_patient)
    type(patient_user).objects.filter(pk=patient_user.pk).update(agreed_at="2026-01-01T00:00Z")
    patient_user.refresh_from_db()
    page = browser_of(patient_user)
    found = {
        row.pk: [each.measure.key for each in courses] for row, courses in page.get("/me/measures/").context["found"]
    }
    assert found == {
        episode.pk: ["pain", "psfs", "global"],
        lumbar.pk: ["pain", "psfs", "global", "roland-morris"],
    }
    assert "/me/measures/" in page.get("/today/").content.decode()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((6, 4), "4 of 10</b>. That is better than at the start."),
        ((4, 6), "6 of 10</b>. That is worse than at the start. Tell your clinician."),
        ((4, 5), "5 of 10</b>. That is about the same as at the start."),
    ],
)
def test_the_patient_is_told_the_last_answer_and_whether_it_matters(
    browser_of, patient_user, patient, episode, answers, told
):
    for number in answers:
        facts = {"by": patient_user, "episode": episode, "measure": MEASURES["pain"], "now": timezone.now()}
        record_measurement(answers={"value": number}, **facts)
    shown = " ".join(browser_of(patient_user).get("/me/measures/").content.decode().split())
    assert told in shown
    assert shown.count("Not answered yet.") == 2, "the two other measures of the neck"


def test_patients_read_plain_titles_and_clinicians_the_names(browser_of, patient_user, clinician, patient, lumbar):
    path = of(lumbar, "roland-morris")
    assert '<h1 class="mb-3">Your back today</h1>' in browser_of(patient_user).get(path).content.decode()
    assert '<h1 class="mb-3">Roland-Morris</h1>' in browser_of(clinician).get(path).content.decode()


def test_who_reads_another_language_is_told_that_the_sentences_are_english(browser_of, patient_user, patient, lumbar):
    page, path = browser_of(patient_user), of(lumbar, "roland-morris")
    assert "words of their authors" not in page.get(path).content.decode()
    choose_language(by=patient_user, language="ru")
    shown = browser_of(patient_user).get(path).content.decode()
    assert "My back is painful almost all the time." in shown
    assert "только словами их авторов" in shown
