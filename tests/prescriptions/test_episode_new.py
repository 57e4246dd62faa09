"""/patients/<uuid>/episodes/new/"""

import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from patients.models import Episode
from tests import factories


def url(patient):
    return f"/patients/{getattr(patient, 'pk', patient)}/episodes/new/"


def typed_into(answer):
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_an_episode_opens_and_its_first_assessment_comes_next(browser_of, clinician, patient):
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(patient))) | {"region": "lumbar", "diagnosis_code": "M42.1"}
    answer = browser.post(url(patient), typed)
    episode = Episode.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/episodes/{episode.pk}/assess/")
    assert (episode.region, episode.diagnosis_code) == ("lumbar", "M42.1")
    assert episode.opened_on == patient.today(datetime.now(UTC))


def test_a_second_click_opens_no_second_episode(browser_of, clinician, patient):
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(patient))) | {"region": "lumbar"}
    places = {browser.post(url(patient), typed)["Location"] for _click in range(2)}
    assert (len(places), Episode.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_episode(clinician, patient):
    typed = {"region": "lumbar", "opened_on": "2026-11-01", "id": str(uuid.uuid4())}
    places, start = [], threading.Barrier(3)
    browsers = [Client() for _each in range(3)]
    for browser in browsers:
        browser.force_login(clinician)

    def click(browser):
        start.wait()
        try:
            places.append(browser.post(url(patient), typed)["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[browser]) for browser in browsers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert places == [f"/episodes/{typed['id']}/assess/"] * 3
    assert Episode.objects.count() == 1


def test_an_id_of_another_patients_episode_is_refused(browser_of, clinician, patient, other_patient):
    other = factories.make_episode(other_patient)
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(patient))) | {"region": "lumbar", "id": str(other.pk)}
    answer = browser.post(url(patient), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["id"])
    assert not patient.episodes.exists()


def test_what_is_open_already_is_said(browser_of, clinician, episode):
    page = browser_of(clinician).get(url(episode.patient)).content.decode()
    assert "Already open." in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", ""),
        ("region", "general"),
        ("opened_on", "2999-01-01"),
        ("opened_on", "1900-01-01"),
        ("opened_on", "2026-02-30"),
        ("diagnosis_code", "M" * 21),
        ("diagnosis_text", "a\x00"),
    ],
)
def test_an_error_names_its_field_and_keeps_what_was_typed(browser_of, clinician, patient, field, value):
    browser = browser_of(clinician)
    kept = "diagnosis_code" if field == "diagnosis_text" else "diagnosis_text"
    typed = typed_into(browser.get(url(patient))) | {"region": "lumbar", kept: "Kept", field: value}
    answer = browser.post(url(patient), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert answer.context["form"][kept].value() == "Kept"
    assert not Episode.objects.exists()


def test_an_archived_record_takes_no_episode(browser_of, clinician, patient):
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(patient))) | {"region": "lumbar"}
    patient.archived_at = datetime.now(UTC)
    patient.save()
    assert browser.post(url(patient), typed).status_code == 409
    assert not Episode.objects.exists()


def test_who_may_open_it(client, browser_of, patient, admin, stranger, patient_user):
    assert client.get(url(patient))["Location"] == f"/accounts/login/?next={url(patient)}"
    for user, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert browser_of(user).get(url(patient)).status_code == status
        assert browser_of(user).post(url(patient), {"region": "lumbar"}).status_code == status
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404
    assert not Episode.objects.exists()


@pytest.mark.parametrize("regions", [["cervical"], ["cervical", "thoracic", "lumbar"]])
def test_five_queries(browser_of, clinician, patient, regions, django_assert_num_queries):
    for region in regions:
        factories.make_episode(patient, region=region)
    browser = browser_of(clinician)
    with django_assert_num_queries(5):
        browser.get(url(patient))
