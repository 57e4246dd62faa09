"""/clinic/import/: who may, how much a file may hold, and what 20,000 rows cost."""

import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from patients.actions.importing import check_file, import_file, undo_import
from patients.models import Import, Patient
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/clinic/import/"
HEAD = "name,birth_date,record_number"
TWO = f"{HEAD}\nVera Lindqvist,1957-05-14,A-1\nTomas Brandt,03.08.1964,A-2\n"


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


def sent(page, content, responsible):
    return page.post(LIST, {"file": SimpleUploadedFile("people.csv", content.encode()), "responsible": responsible.pk})


@pytest.fixture
def checked(clinic, admin, clinician):
    def check(content):
        facts = {"clinic": clinic, "name": "people.csv", "responsible": clinician, "now": timezone.now()}
        return check_file(by=admin, content=content.encode(), **facts)

    return check


def test_who_may(browser_of, page, clinician, stranger, other_clinic, admin):
    sent(page, TWO, clinician)
    path = f"{LIST}{Import.objects.get().pk}/"
    other = factories.make_admin(other_clinic)
    for address in (LIST, path):
        assert browser_of(clinician).get(address).status_code == 403
    for address in (f"{path}run/", f"{path}undo/"):
        assert browser_of(clinician).post(address).status_code == 403
        assert browser_of(other).post(address).status_code == 404
        assert browser_of(other).get(address).status_code == 405
    assert browser_of(other).get(path).status_code == 404
    assert browser_of(admin).get(path).status_code == 200


def test_a_clinician_of_another_clinic_is_not_made_responsible(page, stranger):
    assert sent(page, TWO, stranger).status_code == 400
    assert Import.objects.count() == 0


def test_no_file_and_too_large_a_file_are_refused_beside_the_field(page, clinician, monkeypatch):
    answer = page.post(LIST, {"responsible": clinician.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["file"])
    monkeypatch.setattr("patients.actions.importing.MOST_BYTES", 10)
    answer = sent(page, TWO, clinician)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["file"])


def test_too_many_rows_are_refused(checked, monkeypatch):
    monkeypatch.setattr("patients.csv_rows.MOST_ROWS", 2)
    assert checked(TWO).wrong == []
    assert [each["row"] for each in checked(f"{TWO}Ada,1980-01-01,A-3\n").wrong] == [4]


@pytest.mark.parametrize("number", [2_000, pytest.param(20_000, marks=pytest.mark.long)])
def test_twenty_thousand_rows_keep_to_time_and_memory(checked, admin, page, number):
    rows = "".join(f"Person {n},1957-05-14,N-{n},person{n}@example.org\n" for n in range(number))
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    source = checked(f"{HEAD},email\n{rows}")
    checking, start = time.monotonic() - start, time.monotonic()
    assert source.wrong == []
    steps = list(import_file(by=admin, source=source, now=timezone.now()))
    importing = time.monotonic() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    print(f"\n{number} rows: checked in {checking:.1f} s, imported in {importing:.1f} s, memory +{grown:.0f} MB")
    assert (steps[-1], len(steps), Patient.objects.count()) == (number, number // 1_000, number)
    assert (checking < 20, importing < 60, grown < 100) == (True, True, True)
    assert page.get("/clinic/members/").status_code == 200
    assert undo_import(by=admin, source=source, now=timezone.now()) == number
