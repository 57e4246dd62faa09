"""manage.py create_admin EMAIL --clinic ID|NAME --name NAME [--clinician] [--password-stdin] [--add-role]"""

import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.management.commands import create_admin
from accounts.models import Membership, User
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "granite-teapot-87"
NO_NAME = "--name is missing: the person's name, as patients and colleagues see it."
NOBODYS_ID = "6f1b3c1e-0000-4000-8000-000000000000"
TOO_SHORT = "This password is too short. It must contain at least 12 characters."
NEW = ["olga@example.org", "--name", "Olga Renn", "--clinic", "Northfield Spine Clinic"]


@pytest.fixture
def typed(monkeypatch):
    """`typed(text)` puts it on the standard input, which is no terminal."""
    return lambda text: monkeypatch.setattr(sys, "stdin", StringIO(text))


@pytest.fixture
def at_the_terminal(monkeypatch):
    """`at_the_terminal(first, second)` answers the two questions for the password."""

    def answers(*passwords):
        waiting = iter(passwords)
        monkeypatch.setattr(sys, "stdin", terminal := StringIO())
        terminal.isatty = lambda: True
        monkeypatch.setattr(create_admin.getpass, "getpass", lambda prompt: next(waiting))

    return answers


def created(*arguments):
    out = StringIO()
    call_command("create_admin", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments):
    with pytest.raises(CommandError) as refused:
        created(*arguments)
    return str(refused.value)


def roles_of(email):
    return sorted(Membership.objects.filter(user__email=email).values_list("role", flat=True))


def signs_in(client, email, password=PASSWORD):
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    return answer.status_code == 302


def test_the_first_admin_can_sign_in(clinic, client, typed):
    typed(f"{PASSWORD}\n")
    assert created(*NEW, "--password-stdin") == (
        "Olga Renn can sign in with olga@example.org, as admin of Northfield Spine Clinic.\n"
    )
    assert roles_of("olga@example.org") == ["admin"]
    assert signs_in(client, "olga@example.org")


def test_the_password_is_the_line_as_it_stands(clinic, client, typed):
    typed(f"  {PASSWORD} \r\nnot this\n")
    created(*NEW, "--password-stdin")
    assert not signs_in(client, "olga@example.org")
    assert signs_in(client, "olga@example.org", f"  {PASSWORD} ")


def test_a_clinician_admin_is_both(clinic, typed):
    typed(PASSWORD)
    assert created(*NEW, "--password-stdin", "--clinician").endswith(
        "as admin and clinician of Northfield Spine Clinic.\n"
    )
    assert roles_of("olga@example.org") == ["admin", "clinician"]


@pytest.mark.parametrize("written", ["id", "NORTHFIELD spine clinic "])
def test_the_clinic_is_named_by_id_or_by_name(clinic, other_clinic, typed, written):
    typed(PASSWORD)
    named = str(clinic.pk) if written == "id" else written
    created("a@example.org", "--name", "A", "--password-stdin", "--clinic", named)
    assert Membership.objects.get().clinic == clinic


def test_the_e_mail_is_kept_in_lower_case(clinic, typed):
    typed(PASSWORD)
    created("  Olga@Example.ORG ", *NEW[1:], "--password-stdin")
    assert User.objects.get().email == "olga@example.org"


def test_at_the_terminal_the_password_is_asked_for_twice(clinic, client, at_the_terminal):
    at_the_terminal(PASSWORD, PASSWORD)
    created(*NEW)
    assert signs_in(client, "olga@example.org")


def test_two_different_passwords_are_refused(clinic, at_the_terminal):
    at_the_terminal(PASSWORD, PASSWORD + "x")
    assert (refusal(*NEW), User.objects.count()) == ("The two passwords differ.", 0)


def test_without_a_terminal_it_says_how_to_give_the_password(clinic, typed):
    typed("")
    assert refusal(*NEW) == "There is no terminal to ask for the password at: add --password-stdin."


@pytest.mark.parametrize(
    ("arguments", "password", "told"),
    [
        (["no-address", *NEW[1:]], PASSWORD, "email: Enter a valid email address."),
        (["a@example.org", "--clinic", "Northfield Spine Clinic"], PASSWORD, NO_NAME),
        ([*NEW[:2], " ", *NEW[3:]], PASSWORD, NO_NAME),
        ([*NEW[:2], "n" * 201, *NEW[3:]], PASSWORD, "name: Ensure this value has at most 200 characters (it has 201)."),
        ([*NEW[:-1], "Southfield"], PASSWORD, "There is no clinic Southfield. Create it with create_clinic."),
        ([*NEW[:-1], NOBODYS_ID], PASSWORD, f"There is no clinic {NOBODYS_ID}. Create it with create_clinic."),
        ([*NEW[:-1], "\udcff"], PASSWORD, "What was typed is not UTF-8 text."),
        (NEW, "", TOO_SHORT),
        (NEW, "short", TOO_SHORT),
        (NEW, "olga@example.org", "The password is too similar to the e-mail."),
        (NEW, "password1234", "This password is too common."),
    ],
)
def test_a_mistake_is_named_and_creates_nobody(clinic, typed, arguments, password, told):
    typed(f"{password}\n")
    assert refusal(*arguments, "--password-stdin") == told
    assert (User.objects.count(), Membership.objects.count()) == (0, 0)
    typed(PASSWORD)
    created(*NEW, "--password-stdin")
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)


def test_a_name_that_two_clinics_bear_is_refused(clinic, typed):
    factories.make_clinic()
    typed(PASSWORD)
    told = "More than one clinic is named Northfield Spine Clinic. Give its id."
    assert refusal(*NEW, "--password-stdin") == told


def test_a_known_e_mail_is_refused_with_what_to_do(clinic, clinician, client, typed):
    typed(PASSWORD)
    assert refusal("Doctor@example.org", *NEW[1:], "--password-stdin") == (
        "doctor@example.org signs in already. Add --add-role to give that person the roles."
    )
    assert roles_of("doctor@example.org") == ["clinician"]


def test_a_person_who_exists_is_given_the_role_and_changed_in_nothing_else(clinic, clinician):
    before = (clinician.name, clinician.password)
    assert created("DOCTOR@example.org", "--clinic", str(clinic.pk), "--add-role") == (
        "Anna Marlow is now admin of Northfield Spine Clinic.\n"
    )
    clinician.refresh_from_db()
    assert (clinician.name, clinician.password) == before
    assert roles_of("doctor@example.org") == ["admin", "clinician"]


def test_giving_a_role_twice_changes_nothing(clinic, admin):
    assert created("admin@example.org", "--clinic", str(clinic.pk), "--add-role") == (
        "Olga Renn was already admin of Northfield Spine Clinic.\n"
    )
    assert roles_of("admin@example.org") == ["admin"]


def test_nobody_is_given_a_role(clinic):
    assert refusal("nobody@example.org", "--clinic", str(clinic.pk), "--add-role") == (
        "Nobody signs in with nobody@example.org. Leave out --add-role to create the person."
    )
