"""manage.py create_token EMAIL --name NAME [--scope SCOPE …] [--days N]"""

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import ApiToken, Scope
from tests import factories


def created(*arguments):
    out, err = StringIO(), StringIO()
    call_command("create_token", *arguments, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


def test_it_prints_a_token_that_works_and_nothing_else(clinician, client):
    printed = created("doctor@example.org", "--name", "Record system")
    token = ApiToken.objects.get()
    assert printed == printed.strip() + "\n"
    assert (token.user, token.name, token.scopes) == (clinician, "Record system", Scope.values)
    assert token.digest == ApiToken.digest_of(printed.strip())
    answer = client.get("/api/v1/clinics/", headers={"Authorization": f"Bearer {printed.strip()}"})
    assert answer.status_code == 200


def test_the_token_is_stored_nowhere_in_clear(clinician):
    secret = created("doctor@example.org", "--name", "x").strip()
    assert secret not in str(ApiToken.objects.values().get())


def test_scopes_are_named_one_by_one_or_together(clinician):
    created("doctor@example.org", "--name", "a", "--scope", "plans:read", "--scope", "log:write")
    created("DOCTOR@example.org", "--name", "a", "--scope", "plans:read", "log:write", "plans:read")
    assert [token.scopes for token in ApiToken.objects.all()] == [["plans:read", "log:write"]] * 2


def test_it_lives_a_year_or_as_many_days_as_told(clinician):
    created("doctor@example.org", "--name", "a", "--days", "7")
    created("doctor@example.org", "--name", "b")
    lives = {token.name: token.expires_at - token.created_at for token in ApiToken.objects.all()}
    assert lives == {"a": timedelta(days=7), "b": timedelta(days=365)}


def test_an_expired_token_is_refused(clinician, client, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    secret = created("doctor@example.org", "--name", "a", "--days", "1").strip()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/clinics/", headers=headers).status_code == 200
    time_machine.shift(timedelta(days=1, seconds=1))
    assert client.get("/api/v1/clinics/", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody@example.org", "--name", "a"],
        ["doctor@example.org", "--name", " "],
        ["doctor@example.org", "--name", "n" * 101],
        ["doctor@example.org", "--name", "a", "--scope", "everything"],
        ["doctor@example.org", "--name", "a", "--days", "0"],
        ["doctor@example.org", "--name", "a", "--days", "3651"],
        ["doctor@example.org", "--name", "a", "--days", "-1"],
        ["doctor@example.org", "--name", "a", "--days", "soon"],
        ["doctor@example.org", "--name", "a", "--days", "9" * 40],
    ],
)
def test_a_mistake_creates_nothing(clinician, arguments):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("create_token", *arguments, stdout=out)
    assert (out.getvalue(), ApiToken.objects.count()) == ("", 0)
    assert created("doctor@example.org", "--name", "a")


def test_somebody_who_left_gets_no_token(clinic):
    factories.make_clinician(clinic, email="left@example.org", is_active=False)
    with pytest.raises(CommandError, match=r"Nobody active signs in with left@example\.org\."):
        created("left@example.org", "--name", "a")


def test_on_the_command_line_a_mistake_goes_to_stderr_with_exit_code_1():
    """No database is needed to refuse an unknown scope."""
    command = [sys.executable, "manage.py", "create_token", "a@example.org", "--name", "a", "--scope", "everything"]
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("CommandError: Unknown scope: everything.")


def test_tokens_made_now_are_valid_now(clinician):
    created("doctor@example.org", "--name", "a")
    assert ApiToken.objects.valid(timezone.now()).count() == 1
