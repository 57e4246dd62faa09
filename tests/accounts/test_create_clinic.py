"""manage.py create_clinic NAME --phone PHONE [--emergency-number N] [--time-zone ZONE] [--language en|ru]"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Clinic
from tests.infra.cluster import manage

pytestmark = pytest.mark.django_db
NO_ZONE = "time zone: “Mars/Base” is not a time zone. Write it like Europe/London."


def created(*arguments):
    out = StringIO()
    call_command("create_clinic", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_the_id_and_nothing_else():
    printed = created("Northfield", "--phone", "01632 960 147")
    clinic = Clinic.objects.get()
    assert printed == f"{clinic.pk}\n"
    assert (clinic.name, clinic.phone, clinic.emergency_number, clinic.time_zone, clinic.language) == (
        ("Northfield", "01632 960 147", "112", "UTC", "en")
    )


def test_what_is_told_is_kept():
    told = ["--emergency-number", "103", "--time-zone", "Europe/Moscow", "--language", "ru"]
    created("  Клиника  ", "--phone", " +7 495 ", *told)
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.phone, clinic.emergency_number, clinic.time_zone, clinic.language) == (
        ("Клиника", "+7 495", "103", "Europe/Moscow", "ru")
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["", "--phone", "1"], "name: This field cannot be blank."),
        (["A", "--phone", " "], "phone: This field cannot be blank."),
        (["A", "--phone", "1" * 41], "phone: Ensure this value has at most 40 characters (it has 41)."),
        (["A", "--phone", "1", "--time-zone", "Mars/Base"], NO_ZONE),
        (["A", "--phone", "1", "--language", "de"], "language: Value 'de' is not a valid choice."),
        (["A", "--phone", "1", "--emergency-number", ""], "emergency number: This field cannot be blank."),
        (["A\udcff", "--phone", "1"], "What was typed is not UTF-8 text."),
    ],
)
def test_a_mistake_is_named_and_creates_nothing(arguments, told):
    with pytest.raises(CommandError) as refused:
        created(*arguments)
    assert (str(refused.value), Clinic.objects.count()) == (told, 0)
    created("A", "--phone", "1")
    assert Clinic.objects.count() == 1


def test_a_second_run_does_not_make_a_second_clinic():
    first = created("Northfield", "--phone", "1").strip()
    with pytest.raises(CommandError, match=f"^name: There is a clinic named Northfield already: {first}\\.$"):
        created("northfield ", "--phone", "1")
    assert Clinic.objects.count() == 1


def test_on_the_command_line_a_mistake_is_one_line_on_stderr_with_exit_code_1():
    ended = manage("create_clinic", "A", "--phone", "1", "--language", "de")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "CommandError: language: Value 'de' is not a valid choice.\n"
