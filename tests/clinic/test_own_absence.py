"""/absence/: a clinician names a deputy and comes back, without an admin; everything said before stands there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Membership, MembershipChange, QueuedMail
from patients.duty import answering_clinician
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/absence/"


@pytest.fixture
def page(browser_of, clinician):
    return browser_of(clinician)


@pytest.fixture
def today(clinic):
    return clinic.today(timezone.now())


def away(clinic, until, deputy, **more):
    return {"clinic": clinic.pk, "about": "away", "until": until, "deputy": deputy.pk} | more


def stored(clinician, clinic):
    membership = Membership.objects.get(user=clinician, clinic=clinic)
    return membership.away_until, membership.deputy


def test_the_deputy_answers_until_the_clinician_is_back(page, clinic, clinician, colleague, patient, today):
    until = today + timedelta(days=9)
    assert page.post(PATH, away(clinic, until, colleague)).headers["Location"] == PATH
    assert (stored(clinician, clinic), answering_clinician(patient, today)) == ((until, colleague), colleague)
    shown = page.get(PATH)
    assert shown.context["places"][0].stands
    assert f"{colleague} answers." in shown.content.decode()
    assert page.post(PATH, {"clinic": clinic.pk, "about": "back"}).status_code == 302
    assert (stored(clinician, clinic), answering_clinician(patient, today)) == ((None, None), clinician)


def test_what_was_said_before_stands_there_newest_first(page, browser_of, admin, clinic, clinician, colleague, today):
    page.post(PATH, away(clinic, today, colleague))
    page.post(PATH, {"clinic": clinic.pk, "about": "back"})
    by_admin = {"about": "away", "until": today, "deputy": colleague.pk}
    browser_of(admin).post(f"/clinic/members/{clinician.pk}/", by_admin)
    told = [(each.by, each.until, each.deputy) for each in browser_of(clinician).get(PATH).context["places"][0].history]
    assert told == [(admin, today, colleague), (clinician, None, None), (clinician, today, colleague)]
    seen = browser_of(admin).get(f"/clinic/members/{clinician.pk}/").context["absences"]
    assert [(each.by, each.until, each.deputy) for each in seen] == told


def test_an_absence_that_is_over_is_not_offered_again(page, browser_of, admin, clinic, clinician, colleague, today):
    yesterday = today - timedelta(days=1)
    Membership.objects.filter(user=clinician).update(away_from=yesterday, away_until=yesterday, deputy=colleague)
    place = page.get(PATH).context["places"][0]
    assert (place.stands, place.form.initial) == (False, {"start": today})
    theirs = browser_of(admin).get(f"/clinic/members/{clinician.pk}/").context
    assert (theirs["stands"], theirs["away"].initial) == (None, {"start": today})


@pytest.mark.parametrize(
    ("days", "deputy", "field"),
    [
        (-1, "colleague", "until"),
        (367, "colleague", "until"),
        (3, "stranger", "deputy"),
        (3, "clinician", "deputy"),
        (3, "admin", "deputy"),
    ],
)
def test_a_wrong_absence_is_refused_beside_its_field_and_stays_typed(
    page, clinic, request, clinician, colleague, today, days, deputy, field
):
    until = today + timedelta(days=days)
    answer = page.post(PATH, away(clinic, until, request.getfixturevalue(deputy)))
    form = answer.context["places"][0].form
    assert (answer.status_code, list(form.errors), form["until"].value()) == (400, [field], until.isoformat())
    assert stored(clinician, clinic) == (None, None)
    assert not MembershipChange.objects.exists()


def test_a_deputy_who_left_is_refused(page, clinic, clinician, colleague, today):
    colleague.is_active = False
    colleague.save()
    answer = page.post(PATH, away(clinic, today, colleague))
    assert (answer.status_code, list(answer.context["places"][0].form.errors)) == (400, ["deputy"])


def test_two_who_are_away_do_not_stand_in_for_each_other(page, browser_of, clinic, clinician, colleague, today):
    """Nobody would be there: the alerts of both would go round in a circle."""
    third = factories.make_clinician(clinic, name="Nina Falk")
    page.post(PATH, away(clinic, today, colleague))
    answer = browser_of(colleague).post(PATH, away(clinic, today, clinician))
    assert (answer.status_code, list(answer.context["places"][0].form.errors)) == (400, ["deputy"])
    assert stored(colleague, clinic) == (None, None)
    assert browser_of(colleague).post(PATH, away(clinic, today, third)).status_code == 302


def test_the_deputy_is_told_by_mail_and_nothing_clinical_is_in_it(page, clinic, clinician, colleague, patient, today):
    page.post(PATH, away(clinic, today, colleague))
    mail = QueuedMail.objects.get()
    assert (mail.to, mail.subject) == (colleague.email, f"You stand in for Anna Marlow until {date_format(today)}")
    assert patient.name not in mail.body


def test_who_works_at_two_clinics_is_away_from_the_one_they_name(
    page, clinic, other_clinic, clinician, stranger, today
):
    Membership.objects.create(user=clinician, clinic=other_clinic, role="clinician")
    assert page.post(PATH, away(other_clinic, today, stranger)).status_code == 302
    assert (stored(clinician, clinic), stored(clinician, other_clinic)) == ((None, None), (today, stranger))
    assert [each.clinic for each in page.get(PATH).context["places"]] == [clinic, other_clinic]


def test_who_may(browser_of, clinic, other_clinic, clinician, admin, patient_user, stranger, colleague, today):
    for person in (admin, patient_user):
        assert browser_of(person).get(PATH).status_code == 403
        assert browser_of(person).post(PATH, away(clinic, today, colleague)).status_code == 403
    assert browser_of(stranger).post(PATH, away(clinic, today, colleague)).status_code == 404
    assert browser_of(clinician).post(PATH, away(other_clinic, today, stranger)).status_code == 404
    assert browser_of(clinician).post(PATH, {"clinic": "nonsense", "about": "away"}).status_code == 404
    assert Membership.objects.exclude(away_until=None).count() == 0
    assert browser_of(clinician).get(PATH).status_code == 200


def test_a_long_history_costs_the_same_queries(page, clinic, colleague, today, django_assert_num_queries):
    factories.make_clinician(clinic)
    page.post(PATH, away(clinic, today, colleague))
    page.get(PATH)
    with django_assert_num_queries(7):
        page.get(PATH)
    for days in (1, 2):
        page.post(PATH, away(clinic, today + timedelta(days=days), colleague))
    page.get(PATH)
    with django_assert_num_queries(7):
        assert len(page.get(PATH).context["places"][0].history) == 3


def test_menu_and_alerts_lead_there(page):
    assert page.get("/alerts/").content.decode().count(f'href="{PATH}"') == 2
