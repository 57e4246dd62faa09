"""/episodes/<uuid>/edit/"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from patients.models import Episode
from tests import factories


def url(episode):
    return f"/episodes/{getattr(episode, 'pk', episode)}/edit/"


def typed_into(answer):
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_a_diagnosis_is_named_later(browser_of, clinician, episode):
    browser = browser_of(clinician)
    answer = browser.post(url(episode), typed_into(browser.get(url(episode))) | {"diagnosis_code": "M42.1"})
    assert (answer.status_code, answer["Location"]) == (302, f"/patients/{episode.patient_id}/")
    facts = Episode.objects.values_list("diagnosis_code", "diagnosis_text", "opened_on", "closed_on").get()
    assert facts == ("M42.1", "Osteochondrosis", episode.opened_on, None)


def test_closing_ends_the_plan_and_an_empty_day_opens_again(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    browser = browser_of(clinician)
    today = episode.patient.today(datetime.now(UTC)).isoformat()
    browser.post(url(episode), typed_into(browser.get(url(episode))) | {"closed_on": today})
    plan.refresh_from_db()
    assert (plan.status, plan.ended_reason) == ("ended", "episode_closed")
    browser.post(url(episode), typed_into(browser.get(url(episode))) | {"closed_on": ""})
    assert Episode.objects.get().closed_on is None


def test_the_region_is_fixed_by_the_first_assessment(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician)
    browser = browser_of(clinician)
    typed = typed_into(browser.get(url(episode)))
    answer = browser.post(url(episode), typed | {"region": "lumbar"})
    assert (answer.status_code, Episode.objects.get().region) == (409, "cervical")
    assert "The region cannot change any more" in answer.content.decode()
    assert browser.post(url(episode), typed).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [("region", "knee"), ("opened_on", ""), ("opened_on", "2999-01-01"), ("diagnosis_text", "x" * 501)],
)
def test_an_error_names_its_field(browser_of, clinician, episode, field, value):
    browser = browser_of(clinician)
    answer = browser.post(url(episode), typed_into(browser.get(url(episode))) | {field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


@pytest.mark.parametrize("days", [-400, 400])
def test_an_episode_closes_between_its_opening_and_today(browser_of, clinician, episode, days):
    browser = browser_of(clinician)
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    answer = browser.post(url(episode), typed_into(browser.get(url(episode))) | {"closed_on": day})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["closed_on"])
    assert Episode.objects.get().closed_on is None


def test_who_may_open_it(client, browser_of, episode, admin, stranger, patient_user):
    assert client.get(url(episode))["Location"] == f"/accounts/login/?next={url(episode)}"
    for user, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert browser_of(user).get(url(episode)).status_code == status
        assert browser_of(user).post(url(episode), {"region": "lumbar"}).status_code == status
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404
    assert Episode.objects.get().region == "cervical"


def test_four_queries(browser_of, clinician, episode, django_assert_num_queries):
    browser = browser_of(clinician)
    with django_assert_num_queries(4):
        browser.get(url(episode))
