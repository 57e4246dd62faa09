"""Inviting somebody, and the page behind the link."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Invitation, Membership, MembershipChange, QueuedMail, User
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/clinic/members/"
NINA = {"name": "Nina Falk", "email": "Nina@Example.org", "roles": ["clinician"]}
PASSWORD = {"name": "Nina Falk", "password": "a-long-and-odd-one-42"}


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


def invited(page, **more):
    """Invite Nina; returns the path of the link that was mailed."""
    assert page.post(LIST, NINA | more).status_code == 302
    mail = QueuedMail.objects.order_by("-queued_at").first()
    return re.search(r"(/invitations/\S+/)", mail.body)[1]


def test_an_invitation_is_mailed_and_stands_on_the_page(page):
    link = invited(page)
    mail = QueuedMail.objects.get()
    assert (mail.to, mail.to_name) == ("nina@example.org", "Nina Falk")
    assert [each.email for each in page.get(LIST).context["invitations"]] == ["nina@example.org"]
    assert Invitation.objects.filter(digest__in=[link.split("/")[2]]).count() == 0, "the link itself is not stored"


def test_somebody_new_chooses_a_password_and_is_in(page, client, admin):
    link = invited(page)
    client.logout()
    assert client.get(link).status_code == 200
    answer = client.post(link, PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    nina = User.objects.get(email="nina@example.org")
    assert (nina.name, nina.check_password(PASSWORD["password"])) == ("Nina Falk", True)
    assert [membership.role for membership in nina.memberships.all()] == ["clinician"]
    assert client.get("/patients/").status_code == 200
    assert list(MembershipChange.objects.order_by("pk").values_list("kind", flat=True)) == ["invited", "joined"]


def test_a_link_works_once(page, client):
    link = invited(page)
    client.logout()
    client.post(link, PASSWORD)
    client.logout()
    assert client.get(link).status_code == 404
    assert client.post(link, PASSWORD).status_code == 404


def test_a_link_works_for_seven_days(page, client):
    link = invited(page)
    client.logout()
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        assert client.get(link).status_code == 404


def test_a_link_taken_back_opens_nothing(page, client):
    link = invited(page)
    assert page.post(f"/clinic/invitations/{Invitation.objects.get().pk}/revoke/").status_code == 302
    client.logout()
    assert client.post(link, PASSWORD).status_code == 404
    assert User.objects.filter(email="nina@example.org").count() == 0


def test_inviting_again_ends_the_earlier_link(page, client):
    first, second = invited(page), invited(page)
    client.logout()
    assert [client.get(link).status_code for link in (first, second)] == [404, 200]


@pytest.mark.parametrize("password", ["", "short", "nina@example.org"])
def test_a_weak_password_is_refused_beside_its_field(page, client, password):
    link = invited(page)
    client.logout()
    answer = client.post(link, PASSWORD | {"password": password})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["password"])
    assert User.objects.filter(email="nina@example.org").count() == 0


def test_who_has_an_account_signs_in_and_joins(page, browser_of, client):
    nina = factories.make_user(email="nina@example.org", name="Nina Falk")
    link = invited(page)
    client.logout()
    assert "Sign in to join" in client.get(link).content.decode()
    assert client.post(link, PASSWORD).status_code == 409
    assert nina.memberships.count() == 0
    assert browser_of(nina).post(link).status_code == 302
    assert nina.memberships.count() == 1


def test_an_invitation_is_for_nobody_else(page, browser_of, stranger):
    link = invited(page)
    assert browser_of(stranger).post(link).status_code == 409
    assert Membership.objects.filter(user=stranger).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"), [({"email": "nobody"}, "email"), ({"name": ""}, "name"), ({"roles": []}, "roles")]
)
def test_a_wrong_invitation_is_refused_beside_its_field(page, wrong, field):
    answer = page.post(LIST, NINA | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert Invitation.objects.count() == 0


def test_who_works_here_is_not_invited(page, colleague):
    answer = page.post(LIST, NINA | {"email": "Colleague@example.org"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["email"])


def test_only_the_clinics_admin_takes_an_invitation_back(page, browser_of, clinician, other_clinic):
    invited(page)
    path = f"/clinic/invitations/{Invitation.objects.get().pk}/revoke/"
    other = factories.make_admin(other_clinic)
    assert browser_of(clinician).post(path).status_code == 403
    assert browser_of(other).post(path).status_code == 404
    assert Invitation.objects.open(timezone.now()).count() == 1
