"""/clinic/import/: a file of patients is checked, written all or not at all, and taken back while untouched."""

import csv
import io
from collections import Counter
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Refused
from patients.actions.importing import check_file, import_file, undo_import
from patients.csv_rows import date_of
from patients.models import Import, ImportedRow, Patient
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/clinic/import/"
HEAD = "name,birth_date,record_number"
VERA = "Vera Lindqvist,1957-05-14,A-1"
TWO = f"{HEAD}\n{VERA}\nTomas Brandt,03.08.1964,A-2\n"


@pytest.fixture
def page(browser_of, admin):
    return browser_of(admin)


def sent(page, content, responsible, path=LIST):
    content = content.encode() if isinstance(content, str) else content
    return page.post(path, {"file": SimpleUploadedFile("people.csv", content), "responsible": responsible.pk})


@pytest.fixture
def checked(clinic, admin, clinician):
    def check(content):
        content = content.encode() if isinstance(content, str) else content
        facts = {"clinic": clinic, "name": "people.csv", "responsible": clinician, "now": timezone.now()}
        return check_file(by=admin, content=content, **facts)

    return check


def wrong(source):
    return [(each["row"], each["column"]) for each in source.wrong]


def imported(source, admin):
    return list(import_file(by=admin, source=source, now=timezone.now()))


# --- what a file may look like ------------------------------------------------------------------------------


def test_a_good_file_is_checked_and_nothing_is_stored_yet(page, clinician):
    answer = sent(page, TWO, clinician)
    source = Import.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{source.pk}/")
    assert (source.status, source.count, source.wrong, Patient.objects.count()) == ("checked", 2, [], 0)


def test_all_columns_reach_the_record(checked, admin, clinic, colleague):
    head = f"{HEAD},email,phone,language,time_zone,responsible"
    row = f"{VERA},vera@example.org,+44 1632 960 212,ru,Asia/Almaty,{colleague.email}"
    imported(checked(f"{head}\n{row}\n"), admin)
    patient = Patient.objects.get()
    assert (patient.clinic, patient.name, patient.birth_date.isoformat()) == (clinic, "Vera Lindqvist", "1957-05-14")
    assert (patient.email, patient.phone) == ("vera@example.org", "+44 1632 960 212")
    assert (patient.language, patient.time_zone, patient.responsible) == ("ru", "Asia/Almaty", colleague)
    assert patient.conditions is None, "nobody has asked yet"


def test_what_a_row_leaves_open_comes_from_the_clinic(checked, admin, clinic, clinician):
    imported(checked(TWO), admin)
    patient = Patient.objects.get(record_number="A-2")
    assert (patient.language, patient.time_zone, patient.responsible) == (clinic.language, clinic.time_zone, clinician)
    assert patient.birth_date.isoformat() == "1964-08-03"


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode("utf-8-sig"),
        TWO.encode("utf-16"),
        TWO.replace(",", ";").encode(),
        TWO.replace(",", "\t").encode(),
        TWO.replace("\n", "\r\n").encode(),
        (TWO + "\n,,\n").encode(),
        TWO.replace(HEAD, "Record number,NAME, Birth date ")
        .replace(VERA, "A-1,Vera Lindqvist,1957-05-14")
        .replace("Tomas Brandt,03.08.1964,A-2", '"A-2","Tomas\nBrandt",03.08.1964')
        .encode(),
    ],
    ids=["BOM", "UTF-16", "semicolons", "tabs", "CRLF", "empty rows at the end", "other order, quoted line break"],
)
def test_files_as_spreadsheets_write_them(checked, admin, content):
    source = checked(content)
    assert source.wrong == []
    imported(source, admin)
    assert sorted(Patient.objects.values_list("record_number", flat=True)) == ["A-1", "A-2"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [(1, "")]),
        (HEAD, [(1, "")]),
        ("name,birth_date\nVera,1957-05-14", [(1, "record_number")]),
        (f"{HEAD},diagnosis\n{VERA},M42", [(1, "diagnosis")]),
        (f"{HEAD},name\n{VERA},Vera", [(1, "name")]),
        (f"{HEAD}\n{VERA}\nTomas Br", [(3, "")]),
        (f'{HEAD}\n{VERA}\n"Tomas Br', [(3, "")]),
        (f"{HEAD}\n{VERA},more", [(2, "")]),
        (f"{HEAD}\nVera,31.02.1980,A-1", [(2, "birth_date")]),
        (f"{HEAD}\nVera,05/14/1957,A-1", [(2, "birth_date")]),
        (f"{HEAD}\nVera,2999-01-01,A-1", [(2, "birth_date")]),
        (f"{HEAD}\nVera,1850-01-01,A-1", [(2, "birth_date")]),
        (f"{HEAD}\nVera,,A-1", [(2, "birth_date")]),
        (f"{HEAD}\n,1957-05-14,A-1", [(2, "name")]),
        (f"{HEAD}\nVera,1957-05-14,", [(2, "record_number")]),
        (f"{HEAD}\n{VERA}\nTomas,1964-08-03,A-1", [(3, "record_number")]),
        (f"{HEAD}\nVera,1957-05-14,{'9' * 41}", [(2, "record_number")]),
        (f"{HEAD}\nVe\x00ra,1957-05-14,A-1", [(2, "name")]),
        (f"{HEAD}\nVera,1957\x00,A-1", [(2, "birth_date")]),
        (f"{HEAD}\nVera,1957-05-14,A\x00", [(2, "record_number")]),
        (f"{HEAD},n\x00\n{VERA},1", [(1, "n\ufffd")]),
        (f"{HEAD},email\n{VERA},nobody", [(2, "email")]),
        (f"{HEAD},language\n{VERA},xx", [(2, "language")]),
        (f"{HEAD},time_zone\n{VERA},Mars/Base", [(2, "time_zone")]),
        (f"{HEAD},responsible\n{VERA},stranger@example.org", [(2, "responsible")]),
        (f"{HEAD}\n{VERA}\nTomas,never,\n", [(3, "birth_date"), (3, "record_number")]),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(checked, stranger, content, expected):
    source = checked(content)
    assert sorted(wrong(source)) == expected
    assert (source.status, bytes(source.content)) == ("wrong", b"")


@pytest.mark.parametrize("encoding", ["cp1251", "latin-1"])
def test_another_encoding_is_refused_with_its_row_and_never_guessed(checked, encoding):
    name = "Вера" if encoding == "cp1251" else "Zoë"
    source = checked(f"{HEAD}\n{VERA}\n{name},1957-05-14,A-2\n".encode(encoding))
    assert wrong(source) == [(3, "")]
    assert "UTF-8" in source.wrong[0]["message"]


def test_a_number_that_is_taken_is_named_with_its_row_archived_records_too(checked, clinic, clinician):
    factories.make_patient(clinic, responsible=clinician, record_number="A-2", archived_at=timezone.now())
    assert wrong(checked(TWO)) == [(3, "record_number")]


def test_the_same_number_in_another_clinic_is_no_matter(checked, other_clinic, stranger):
    factories.make_patient(other_clinic, responsible=stranger, record_number="A-2")
    assert checked(TWO).wrong == []


@pytest.mark.parametrize("text", ["1957-05-14", "14.05.1957"])
def test_dates_are_read_in_two_ways_only(text):
    assert date_of(text).isoformat() == "1957-05-14"
    assert date_of(text.replace("-", "/").replace(".", "/")) is None


@pytest.mark.parametrize(
    "content", [TWO, TWO.replace(",", ";").encode("utf-8-sig"), TWO.encode("utf-16"), f"{TWO}  \n,,\n"]
)
def test_the_first_rows_are_shown_as_they_were_read(page, checked, content):
    source = checked(content)
    people = page.get(f"{LIST}{source.pk}/").context["people"]
    assert people == [("Vera Lindqvist", date(1957, 5, 14), "A-1"), ("Tomas Brandt", date(1964, 8, 3), "A-2")]


# --- all or nothing, and back -------------------------------------------------------------------------------


def test_the_page_shows_progress_and_the_outcome(page, clinician):
    sent(page, TWO, clinician)
    source = Import.objects.get()
    shown = b"".join(page.post(f"{LIST}{source.pk}/run/").streaming_content).decode()
    assert shown.count("2 patients written") == 1
    assert "All are imported." in shown
    assert shown.rstrip().endswith("</html>")
    source.refresh_from_db()
    assert (source.status, Patient.objects.count(), bytes(source.content)) == ("imported", 2, b"")
    again = b"".join(page.post(f"{LIST}{source.pk}/run/").streaming_content).decode()
    assert "not waiting" in again
    assert Patient.objects.count() == 2


def test_whoever_closes_the_page_stops_the_import(checked, admin, monkeypatch):
    monkeypatch.setattr("patients.actions.importing.AT_ONCE", 1)
    running = import_file(by=admin, source=checked(TWO), now=timezone.now())
    assert next(running) == 1
    running.close()
    assert (Patient.objects.count(), Import.objects.get().status) == (0, "checked")


def test_a_number_taken_after_the_check_stops_it_and_nothing_is_written(checked, admin, clinic, clinician):
    source = checked(TWO)
    factories.make_patient(clinic, responsible=clinician, record_number="A-2")
    with pytest.raises(Refused):
        imported(source, admin)
    assert Patient.objects.count() == 1


def test_the_named_clinician_who_left_after_the_check_stops_it(checked, admin, colleague):
    source = checked(f"{HEAD},responsible\n{VERA},{colleague.email}\n")
    colleague.memberships.all().delete()
    with pytest.raises(Refused):
        imported(source, admin)
    assert Patient.objects.count() == 0


def test_an_untouched_import_is_taken_back(page, checked, admin):
    source = checked(TWO)
    imported(source, admin)
    assert page.get(f"{LIST}{source.pk}/").context["touched"] == 0
    assert page.post(f"{LIST}{source.pk}/undo/").status_code == 302
    source.refresh_from_db()
    assert (source.status, source.undone_by) == ("undone", admin)
    assert (Patient.objects.count(), ImportedRow.objects.count()) == (0, 0)
    with pytest.raises(Refused):
        undo_import(by=admin, source=source, now=timezone.now())


def touches():
    return {
        "renamed": lambda patient, by: Patient.objects.filter(pk=patient.pk).update(name="Vera L."),
        "asked": lambda patient, by: Patient.objects.filter(pk=patient.pk).update(conditions=[]),
        "archived": lambda patient, by: Patient.objects.filter(pk=patient.pk).update(archived_at=timezone.now()),
        "an episode": lambda patient, by: factories.make_episode(patient),
        "an alert": lambda patient, by: patient.alerts.create(cause="red_flag", level="hard", message="Look."),
        "gone": lambda patient, by: patient.delete(),
    }


@pytest.mark.parametrize("touch", list(touches()))
def test_what_somebody_touched_is_not_taken_back(checked, admin, clinician, touch):
    source = checked(TWO)
    imported(source, admin)
    touches()[touch](Patient.objects.get(record_number="A-1"), clinician)
    before = Patient.objects.count()
    with pytest.raises(Refused):
        undo_import(by=admin, source=source, now=timezone.now())
    assert (Patient.objects.count(), Import.objects.get().status) == (before, "imported")


CELLS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
DATES = st.dates(date(1930, 1, 1), date(2020, 1, 1)).map(str)
GOOD = st.tuples(st.sampled_from(["Vera", "Том", "O'Neil, Ann", '"Q"; R']), DATES)
BAD = st.one_of(
    st.lists(CELLS, max_size=5).map(tuple),
    st.tuples(st.just("Vera"), st.sampled_from(["31.02.1980", "", "2999-01-01", "1957/05/14"]), st.just("B-1")),
    st.tuples(st.just(""), DATES, st.just("B-2")),
    st.tuples(st.just("Twice"), DATES, st.just("A-0")),
)
MIXES = st.tuples(st.lists(GOOD, min_size=1, max_size=12), st.lists(BAD, max_size=2))
OUTCOMES = Counter()


def written(good, bad, order, delimiter):
    rows = [(*row, f"A-{number}") for number, row in enumerate(good)] + bad
    order.shuffle(rows)
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([HEAD.split(","), *rows])
    return file.getvalue().encode()


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mix=MIXES, order=st.randoms(use_true_random=False), cut=st.integers(0, 3), delimiter=st.sampled_from(",;\t"))
def any_mix_is_imported_whole_or_not_at_all(checked, admin, mix, order, cut, delimiter):
    good, bad = mix
    content = written(good, bad, order, delimiter)
    source = checked(content[: len(content) - cut])
    OUTCOMES[source.status, bool(bad)] += 1
    if source.status == "checked":
        assert imported(source, admin)[-1] == source.count
        assert Patient.objects.count() == source.count == ImportedRow.objects.count()
        undo_import(by=admin, source=source, now=timezone.now())
    else:
        assert source.wrong
        assert all(1 <= each["row"] <= content.count(b"\n") + 2 for each in source.wrong)
        with pytest.raises(Refused):
            imported(source, admin)
    assert Patient.objects.count() == 0
    if not bad and cut <= 2:  # what is cut off then is the end of the last line
        assert source.status == "checked"


def test_any_mix_of_good_and_bad_rows_is_imported_whole_or_not_at_all(checked, admin):
    """And both outcomes were met: a search that only ever refuses would prove nothing."""
    OUTCOMES.clear()
    any_mix_is_imported_whole_or_not_at_all(checked, admin)
    assert OUTCOMES["checked", False] >= 10
    assert OUTCOMES["wrong", True] >= 10
