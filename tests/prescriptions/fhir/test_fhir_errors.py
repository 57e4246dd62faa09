"""Every error of the FHIR API is an OperationOutcome, also where no view is reached."""

import pytest
from django.test import Client
from rest_framework.throttling import BaseThrottle

from accounts.api.throttling import PerToken
from tests.prescriptions.fhir.conftest import BASE, valid

pytestmark = pytest.mark.django_db


def outcome(answer):
    assert answer.headers["Content-Type"] == "application/fhir+json"
    return [(issue["severity"], issue["code"]) for issue in valid(answer.json())["issue"]]


@pytest.mark.parametrize("path", ["Nothing", "Nothing/1", "Patient/1/_history", "", "Patient/", "metadata/x"])
def test_an_address_that_leads_nowhere(client, path):
    answer = client.get(f"{BASE}/{path}")
    assert (answer.status_code, outcome(answer)) == (404, [("error", "not-found")])


def test_what_is_absent_and_what_leads_nowhere_say_the_same(api, clinician):
    absent = api(clinician).get(f"{BASE}/Patient/00000000-0000-4000-8000-000000000000")
    nowhere = api(clinician).get(f"{BASE}/Nothing/1")
    assert absent.json() == nowhere.json()


def test_characters_that_cannot_be_used(api, clinician):
    answer = api(clinician).get(f"{BASE}/Patient?name=a%00b")
    assert (answer.status_code, outcome(answer)) == (400, [("error", "invalid")])
    assert answer.json()["issue"][0]["expression"] == ["name"]


def test_a_body_without_a_length(api, clinician):
    answer = api(clinician).post(f"{BASE}/Patient", {}, headers={"Transfer-Encoding": "chunked"})
    assert (answer.status_code, outcome(answer)) == (411, [("error", "processing")])


def test_thousands_of_parameters(api, clinician):
    answer = api(clinician).get(f"{BASE}/Patient?" + "&".join(f"a{number}=1" for number in range(3000)))
    assert (answer.status_code, {code for _severity, code in outcome(answer)}) == (400, {"invalid"})


def test_too_many_calls(api, clinician, monkeypatch):
    monkeypatch.setattr(PerToken, "allow_request", lambda self, request, view: False)
    answer = api(clinician).get(f"{BASE}/Patient")
    assert (answer.status_code, outcome(answer)) == (429, [("error", "throttled")])
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert issubclass(PerToken, BaseThrottle)


def test_a_bug_says_nothing_about_itself(api, clinician, monkeypatch):
    def break_down(*args, **options):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("prescriptions.fhir.views.bundle", break_down)
    caller = api(clinician)
    caller.raise_request_exception = False
    answer = caller.get(f"{BASE}/Patient")
    assert (answer.status_code, outcome(answer)) == (500, [("error", "exception")])
    assert "secret" not in answer.content.decode()


def test_a_host_that_is_not_ours():
    answer = Client().get(f"{BASE}/Patient", headers={"Host": "evil.example"})
    assert (answer.status_code, outcome(answer)) == (400, [("error", "invalid")])


def test_each_wrong_field_is_an_issue_of_its_own(api, clinician):
    issues = api(clinician).get(f"{BASE}/Patient", {"one": "1", "two": "2"}).json()["issue"]
    assert [issue["expression"] for issue in issues] == [["one"], ["two"]]
