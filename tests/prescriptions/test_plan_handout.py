"""Who gets the paper, on which paper, and through which door."""

import re
from datetime import UTC, datetime

import pytest

from accounts.models import Scope
from prescriptions import actions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clinician, episode):
    return factories.make_plan(episode, by=clinician)


@pytest.fixture
def draft(clinician, plan):
    return actions.revise_plan(by=clinician, plan=plan, now=datetime.now(UTC))[0]


def address(plan):
    return f"/plans/{plan.pk}/handout.pdf"


def is_paper(answer):
    return (answer.status_code, answer.headers["Content-Type"], answer.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )


def test_a_clinician_of_the_clinic_and_the_patient_get_it(browser_of, plan, clinician, colleague, patient_user):
    for user in (clinician, colleague, patient_user):
        answer = browser_of(user).get(address(plan))
        assert is_paper(answer)
        assert answer.headers["Content-Disposition"] == 'inline; filename="plan-1.pdf"'
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_strangers_get_nothing_and_the_register_no_content(browser_of, plan, stranger, admin, other_patient):
    answers = {user: browser_of(user).get(address(plan)).status_code for user in (stranger, admin, other_patient.user)}
    assert answers == {stranger: 404, admin: 403, other_patient.user: 404}


def test_a_visitor_is_sent_to_the_door(client, plan):
    answer = client.get(f"{address(plan)}?paper=letter")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/accounts/login/?next={address(plan)}%3Fpaper%3Dletter",
    )


def test_letter_paper_is_had_for_the_asking(browser_of, plan, clinician):
    browser = browser_of(clinician)
    a4, letter = (browser.get(address(plan) + query).content for query in ("", "?paper=letter"))
    assert (b"612" in letter, a4 != letter) == (True, True)


def test_other_paper_is_a_kind_refusal(browser_of, plan, clinician):
    answer = browser_of(clinician).get(f"{address(plan)}?paper=a3")
    assert answer.status_code == 400
    assert "Paper is one of: a4, letter." in answer.text
    assert f'href="{address(plan)}"' in answer.text


def test_a_draft_is_not_printed(browser_of, draft, clinician, patient_user):
    answer = browser_of(clinician).get(address(draft))
    assert answer.status_code == 409
    assert "A draft is not printed. Issue the plan first." in answer.text
    assert browser_of(patient_user).get(address(draft)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(browser_of, plan, clinician, method):
    assert getattr(browser_of(clinician), method)(address(plan)).status_code == 405


def test_head_is_answered(browser_of, plan, clinician):
    assert browser_of(clinician).head(address(plan)).status_code == 200


# --- by token


def test_the_address_in_the_api_leads_to_it_with_a_token(api, client, plan, clinician):
    shown = api(clinician).get(f"/api/v1/plans/{plan.pk}/").json()["handout_url"]
    assert shown == address(plan)
    secret = factories.make_token(clinician, Scope.PLANS_READ)
    answer = client.get(shown, headers={"Authorization": f"Bearer {secret}"})
    assert is_paper(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_draft_has_no_address(api, draft, clinician):
    assert api(clinician).get(f"/api/v1/plans/{draft.pk}/").json()["handout_url"] is None


@pytest.mark.parametrize(
    ("scope", "paper", "status"),
    [(Scope.PLANS_READ, "letter", 200), (Scope.PLANS_WRITE, "a4", 403), (Scope.PLANS_READ, "a3", 400)],
)
def test_a_token_needs_its_scope_and_paper_we_have(client, plan, clinician, scope, paper, status):
    headers = {"Authorization": f"Bearer {factories.make_token(clinician, scope)}"}
    answer = client.get(address(plan), {"paper": paper}, headers=headers)
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"] == {"paper": ["Paper is one of: a4, letter."]}


def test_an_unknown_token_is_refused_even_beside_a_session(browser_of, plan, clinician):
    answer = browser_of(clinician).get(address(plan), headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["status"] == 401


def test_a_strangers_token_finds_nothing(client, plan, draft, stranger, admin, clinician):
    def answer(user, of):
        return client.get(address(of), headers={"Authorization": f"Bearer {factories.make_token(user)}"}).status_code

    assert (answer(stranger, plan), answer(admin, plan), answer(clinician, draft)) == (404, 403, 409)


# --- the ways to it


def test_the_pages_lead_to_it(browser_of, plan, clinician, patient_user):
    assert f'href="{address(plan)}"' in browser_of(clinician).get(f"/plans/{plan.pk}/").text
    today = browser_of(patient_user).get("/today/").text
    assert (today.count(f'href="{address(plan)}"'), "Print my plan" in today) == (1, True)


def test_the_patient_chooses_the_paper_once(browser_of, plan, patient_user):
    """Letter stands beside it; once it was chosen it comes first, and A4 stands beside it."""
    own = browser_of(patient_user)

    def links():
        return re.findall(rf'href="{address(plan)}([^"]*)"', own.get("/today/").text)

    assert links() == ["", "?paper=letter"]
    assert b"612" in own.get(f"{address(plan)}?paper=letter").content
    assert links() == ["?paper=letter", "?paper=a4"]
    assert own.get(f"{address(plan)}?paper=a3").status_code == 400
    assert links() == ["?paper=letter", "?paper=a4"]
    own.get(f"{address(plan)}?paper=a4")
    assert links() == ["", "?paper=letter"]


def test_the_page_of_a_draft_does_not(browser_of, draft, clinician):
    assert "handout.pdf" not in browser_of(clinician).get(f"/plans/{draft.pk}/").text


def test_it_takes_few_queries_however_many_exercises(
    browser_of, clinician, episode, library, django_assert_num_queries
):
    browser = browser_of(clinician)
    for count in (1, 3):
        plan = factories.make_plan(
            episode, by=clinician, exercises=[factories.make_exercise() for _one in range(count)]
        )
        with django_assert_num_queries(4):  # session, user, plan, items
            browser.get(address(plan))
