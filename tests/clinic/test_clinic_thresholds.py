"""/clinic/thresholds/: an admin changes the numbers, within bounds, with a reason that stands for good."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from accounts import clinics
from accounts.clinics import change_thresholds
from accounts.models import Clinic
from accounts.refusals import NotYours, Stale
from accounts.thresholds import NAMES, NUMBERS, ThresholdChange
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/clinic/thresholds/"
WHY = "Agreed in the team meeting."


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


def form_of(page, path=PATH):
    """What a browser would send back: every field as the page shows it."""
    form = page.get(path).context["form"]
    fields = {name: form[name].value() for name in (*NUMBERS, "shown")}
    return (
        fields
        | {"why": WHY}
        | ({"norbekov_lumbar_gate_warns": "on"} if form["norbekov_lumbar_gate_warns"].value() else {})
    )


def history():
    return list(ThresholdChange.objects.order_by("pk").values_list("name", "was", "became", "why"))


def test_a_changed_number_is_stored_with_its_history(page, clinic, admin):
    answer = page.post(PATH, form_of(page) | {"pain_during_limit": 4, "norbekov_lumbar_gate_warns": "on"})
    assert answer.status_code == 302
    clinic.refresh_from_db()
    assert (clinic.pain_during_limit, clinic.norbekov_lumbar_gate_warns) == (4, True)
    assert history() == [("pain_during_limit", 5, 4, WHY), ("norbekov_lumbar_gate_warns", False, True, WHY)]
    change = ThresholdChange.objects.get(name="pain_during_limit")
    assert (change.by, change.loosens) == (admin, False)
    assert ThresholdChange.objects.get(name="norbekov_lumbar_gate_warns").loosens
    shown = page.get(PATH)
    assert [row.name for row in shown.context["history"]] == ["norbekov_lumbar_gate_warns", "pain_during_limit"]
    assert WHY in shown.content.decode()


def test_saving_without_a_change_leaves_no_history(page):
    assert page.post(PATH, form_of(page)).status_code == 302
    assert history() == []


@pytest.mark.parametrize("wrong", ["", "6", "1", "-1", "abc", "4.5", "99999999999"])
def test_a_number_outside_its_bounds_is_refused_beside_its_field_and_kept(page, clinic, wrong):
    answer = page.post(PATH, form_of(page) | {"pain_during_limit": wrong})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["pain_during_limit"]
    assert answer.context["form"]["pain_during_limit"].value() == wrong
    clinic.refresh_from_db()
    assert (clinic.pain_during_limit, history()) == (5, [])


@pytest.mark.parametrize("why", ["", "too short", "x" * 501])
def test_a_change_needs_its_reason(page, why):
    answer = page.post(PATH, form_of(page) | {"pain_during_limit": 4, "why": why})
    assert (answer.status_code, list(answer.context["form"].errors), history()) == (400, ["why"], [])


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(page, clinic, admin):
    typed = form_of(page)
    Clinic.objects.update(high_pain=6)
    answer = page.post(PATH, typed | {"pain_during_limit": 4})
    assert (answer.status_code, history()) == (409, [])
    assert answer.context["form"]["pain_during_limit"].value() == "4"
    again = {name: answer.context["form"][name].value() for name in (*NUMBERS, "shown")} | {"why": WHY}
    assert page.post(PATH, again).status_code == 302
    assert {row[:3] for row in history()} == {("pain_during_limit", 5, 4), ("high_pain", 6, 7)}


@pytest.mark.parametrize("shown", ["", "tampered", "eyJ9:abc"])
def test_a_page_that_was_not_ours_is_refused(page, shown):
    assert page.post(PATH, form_of(page) | {"shown": shown, "high_pain": 5}).status_code == 400
    assert history() == []


def test_only_an_admin_of_the_clinic_may(browser_of, clinician, stranger, patient_user, admin, other_clinic):
    for person in (clinician, stranger, patient_user):
        assert browser_of(person).get(PATH).status_code == 403
        assert browser_of(person).post(PATH, {}).status_code == 403
    assert browser_of(admin).get(f"{PATH}?clinic={other_clinic.pk}").status_code == 404
    assert browser_of(admin).get(f"{PATH}?clinic=nonsense").status_code == 404
    assert browser_of(admin).get(PATH).status_code == 200


def test_an_admin_of_two_clinics_changes_the_one_that_is_named(page, admin, other_clinic, clinic):
    other_clinic.memberships.create(user=admin, role="admin")
    path = f"{PATH}?clinic={other_clinic.pk}"
    assert page.post(path, form_of(page, path) | {"high_pain": 5}).status_code == 302
    assert [Clinic.objects.get(pk=pk).high_pain for pk in (clinic.pk, other_clinic.pk)] == [7, 5]


def test_the_action_refuses_a_clinician_and_an_unknown_name(clinic, clinician, admin):
    facts = {"clinic": clinic, "shown": {}, "why": WHY, "now": timezone.now()}
    with pytest.raises(NotYours):
        change_thresholds(by=clinician, values={"high_pain": 5}, **facts)
    with pytest.raises(TypeError):
        change_thresholds(by=admin, values={"name": "Other"}, **facts)
    assert history() == []


def test_the_history_is_never_rewritten(clinic, admin):
    facts = {"clinic": clinic, "shown": {}, "why": WHY, "now": timezone.now()}
    change_thresholds(by=admin, values={"high_pain": 5}, **facts)
    for change in (lambda rows: rows.update(why="Other words."), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(ThresholdChange.objects.all())
    assert history() == [("high_pain", 7, 5, WHY)]


def test_every_setting_stands_on_the_page(page):
    names = set(page.get(PATH).context["form"].fields)
    assert names == {*NAMES, "why", "shown"}


def test_the_page_asks_the_same_number_of_queries_for_one_change_and_for_three(
    page, clinic, admin, django_assert_num_queries
):
    facts = {"clinic": clinic, "shown": {}, "why": WHY, "now": timezone.now()}
    change_thresholds(by=admin, values={"high_pain": 5}, **facts)
    with django_assert_num_queries(6):
        page.get(PATH)
    change_thresholds(by=admin, values={"high_pain": 6, "high_pain_days": 2}, **facts)
    with django_assert_num_queries(6):
        page.get(PATH)


# --- two admins at once -------------------------------------------------------------------------------------


def save_at_once(clinic, admins):
    gate = threading.Barrier(len(admins))

    def save(admin):
        try:
            gate.wait(timeout=10)
            facts = {"clinic": clinic, "shown": {"high_pain": 7}, "why": WHY, "now": timezone.now()}
            change_thresholds(by=admin, values={"high_pain": 5}, **facts)
            return "saved"
        except Stale:
            return "stale"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(admins)) as pool:
        return sorted(pool.map(save, admins))


@pytest.mark.django_db(transaction=True)
def test_of_four_who_save_at_once_one_wins_and_the_others_are_told(clinic):
    admins = [factories.make_admin(clinic) for _each in range(4)]
    assert save_at_once(clinic, admins) == ["saved", "stale", "stale", "stale"]
    assert history() == [("high_pain", 7, 5, WHY)]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_change_would_be_told_twice(clinic, monkeypatch):
    read = threading.Barrier(4)

    def unlocked(clinic, *, by):
        found = Clinic.objects.get(pk=clinic.pk)
        read.wait(timeout=10)
        return found

    monkeypatch.setattr(clinics, "lock_clinic", unlocked)
    admins = [factories.make_admin(clinic) for _each in range(4)]
    assert save_at_once(clinic, admins) == ["saved"] * 4
    assert len(history()) == 4
