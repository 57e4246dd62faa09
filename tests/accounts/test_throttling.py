"""600 calls a minute a token, counted exactly; then 429 with Retry-After."""

import pytest
import time_machine

from accounts.models import CallCount

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/"


@pytest.fixture
def near_the_limit(clinician):
    """`near_the_limit(calls)` makes it look as if the clinician's only token had made so many calls this minute."""

    def counted(calls):
        token = clinician.api_tokens.get()
        CallCount.objects.filter(caller=token.pk).update(calls=calls)

    return counted


@time_machine.travel("2026-11-23T10:00:20Z", tick=False)
def test_the_call_after_six_hundred_waits_for_the_next_minute(api, clinician, near_the_limit):
    client = api(clinician)
    client.get(PATH)
    near_the_limit(599)
    assert client.get(PATH).status_code == 200
    refused = client.get(PATH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.headers["Content-Type"] == "application/problem+json"
    with time_machine.travel("2026-11-23T10:01:00Z", tick=False):
        assert client.get(PATH).status_code == 200


@time_machine.travel("2026-11-23T10:00:20Z", tick=False)
def test_one_token_does_not_use_up_anothers_calls(api, clinician, colleague, near_the_limit):
    client = api(clinician)
    client.get(PATH)
    near_the_limit(600)
    assert (client.get(PATH).status_code, api(colleague).get(PATH).status_code) == (429, 200)


def test_each_call_is_counted_once(api, clinician):
    client = api(clinician)
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        for _call in range(5):
            client.get(PATH)
    assert CallCount.objects.get().calls == 5


def test_a_call_without_a_token_is_not_counted(client):
    assert client.get(PATH).status_code == 401
    assert CallCount.objects.count() == 0
