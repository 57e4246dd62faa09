"""/today/<date>/<item>/<occurrence>/: whose exercise it is, and what else is turned away."""

import uuid
from http import HTTPStatus

from django.test import Client

from prescriptions import actions
from prescriptions.models import Completion, PlanItem
from tests.prescriptions.today_pages.pages import (
    NOW,
    mark_url,
    press,
    text_of,
)

FACTS = ("outcome", "reason", "discomfort", "date", "occurrence", "against_advice")


def recorded(*fields):
    return list(Completion.objects.order_by("item__position", "occurrence").values_list(*fields or FACTS))


# --- whose exercise


def test_an_exercise_of_someone_else_is_404(plan, item, browser_of, other_patient, clinician, colleague, stranger):
    for person in (other_patient.user, clinician, colleague, stranger):
        assert press(browser_of(person), item).status_code == 404
    assert recorded() == []


def test_an_exercise_that_does_not_exist_is_404(phone, item):
    assert press(phone, PlanItem(pk=uuid.uuid4())).status_code == 404


def test_an_exercise_of_a_draft_is_404(phone, episode, plan, clinician):
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=NOW)
    assert press(phone, draft.items.all()[0]).status_code == 404


def test_who_has_to_sign_in_first_is_told_that_nothing_was_saved(client, item, browser_of, patient_user):
    answer = press(client, item)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/today/")
    answer = browser_of(patient_user).get(mark_url(item))
    assert answer["Location"] == "/today/#next"
    assert "This was not saved. Please press it once more." in text_of(client.get("/today/"))
    assert recorded() == []


def test_other_methods_are_not_allowed(phone, item):
    assert phone.put(mark_url(item)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_form_without_its_token_is_turned_away(patient_user, item):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(patient_user)
    assert press(strict, item).status_code == 403
    assert recorded() == []
