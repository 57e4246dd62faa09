"""CERT texts and CSV files: complete, without names where none belong, and never a formula."""

import csv
import io
import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from prescriptions import actions
from prescriptions.export import CLINIC_HEAD, PATIENT_HEAD, as_csv, safe
from prescriptions.models import CheckIn, Completion
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()
# Slade and others 2016, table 1
ITEMS = ["1", "2", "3", "4", "5", "6", "7a", "7b", "8", "9", "10", "11", "12", "13", "14a", "14b", "15", "16a", "16b"]


@pytest.fixture
def plan(library, patient, clinician, episode):
    factories.make_assessment(episode, by=clinician, at=NOW - timedelta(days=3), pain_now=2)
    draft = actions.create_draft(by=clinician, episode=episode, now=NOW - timedelta(days=2))
    return actions.issue_plan(by=clinician, plan=draft, now=NOW - timedelta(days=2))


def recorded(plan, patient, clinician, **facts):
    yesterday = patient.today(NOW) - timedelta(days=1)
    return Completion.objects.create(
        item=plan.items.first(), date=yesterday, recorded_by=clinician, outcome="done", **facts
    )


# --- CERT ---------------------------------------------------------------------------------------------------


def test_a_plan_is_told_in_the_sixteen_items(browser_of, clinician, plan, patient):
    recorded(plan, patient, clinician, discomfort=True)
    entries = browser_of(clinician).get(f"/plans/{plan.pk}/cert/").context["entries"]
    assert [entry.number for entry in entries] == ITEMS
    told = {entry.number: entry.text for entry in entries}
    assert all(text.strip() for text in told.values())
    for line in plan.sheet["items"]:
        assert line["title"] in told["8"]
        assert all(step in told["8"] for step in line["steps"])
        assert line["title"] in told["13"]
    assert clinician.name in told["2"]
    assert told["7b"] == "The first plan of the episode: nothing was progressed yet."
    assert "Reports of discomfort: 1." in told["11"]
    assert plan.episode.patient.clinic.name in told["12"]
    assert "of" in told["16b"]


def test_the_text_names_no_patient(browser_of, clinician, plan, patient):
    answer = browser_of(clinician).get(f"/plans/{plan.pk}/cert.txt")
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="cert-plan-{plan.version}.txt"'
    assert [line.split(".")[0] for line in text.split("\n\n")[1:]] == ITEMS
    assert patient.name not in text


def test_a_draft_has_no_cert_text(browser_of, clinician, plan):
    draft, _new = actions.revise_plan(by=clinician, plan=plan, now=NOW)
    assert browser_of(clinician).get(f"/plans/{draft.pk}/cert/").status_code == 404


# --- CSV ----------------------------------------------------------------------------------------------------


def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    return tuple(head), [dict(zip(head, row, strict=True)) for row in rows]


def test_one_persons_sessions_and_pain(browser_of, clinician, plan, patient):
    yesterday = patient.today(NOW) - timedelta(days=1)
    recorded(plan, patient, clinician, pain_during=3, reason="=HYPERLINK(1)")
    said = {"plan": plan, "date": yesterday, "recorded_by": clinician}
    CheckIn.objects.create(kind="before", pain=4, symptoms=["numbness"], **said)
    CheckIn.objects.create(kind="next_day", pain=2, comment="Slept well.", **said)
    head, rows = rows_of(browser_of(clinician).get(f"/patients/{patient.pk}/record.csv"))
    assert head == PATIENT_HEAD
    row = next(row for row in rows if row["date"] == yesterday.isoformat())
    assert (row["done"], row["pain_before"], row["pain_during"], row["pain_after"]) == ("1", "4", "3", "")
    assert (row["pain_next_day"], row["symptoms"]) == ("2", "numbness")
    assert row["notes"] == "'=HYPERLINK(1); Slept well."


def test_a_clinics_file_holds_no_name_no_date_and_no_words(browser_of, clinician, plan, patient, clinic):
    recorded(plan, patient, clinician, reason="Vera was tired.")
    head, rows = rows_of(browser_of(clinician).get("/clinic/record.csv"))
    assert head == CLINIC_HEAD
    assert {row["person"] for row in rows} == {"1"}
    assert {row["day"] for row in rows} <= {"1", "2", "3"}
    text = str(rows)
    for secret in (patient.name, patient.record_number, str(patient.pk), "tired", str(patient.today(NOW).year)):
        assert secret not in text


def test_one_patient_and_three_cost_the_same_queries(
    browser_of, clinician, clinic, plan, patient, django_assert_num_queries
):
    page = browser_of(clinician)
    with django_assert_num_queries(7):
        page.get("/clinic/record.csv")
    for name in ("Ada", "Bo"):
        other = factories.make_patient(clinic, responsible=clinician, name=name)
        factories.make_plan(factories.make_episode(other), by=clinician, now=NOW - timedelta(days=1))
    with django_assert_num_queries(7):
        _head, rows = rows_of(page.get("/clinic/record.csv"))
    assert {row["person"] for row in rows} == {"1", "2", "3"}


def opened(text, delimiter=","):
    """The cells of a CSV file as a spreadsheet holds them after opening, written and read by openpyxl."""
    book = Workbook()
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter):
        book.active.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return [cell for row in load_workbook(io.BytesIO(file.getvalue())).active.iter_rows() for cell in row]


def formulas(text):
    """Cells that are formulas, or would be one in a spreadsheet that drops blanks or knows wide signs."""
    cells = [cell for delimiter in ",;\t" for cell in opened(text, delimiter) if cell.value]
    begun = [unicodedata.normalize("NFKC", "".join(filter(str.isprintable, cell.value)).strip())[:1] for cell in cells]
    return [cell.value for cell, sign in zip(cells, begun, strict=True) if cell.data_type == "f" or sign in set("=+-@")]


ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u2003=1", "\u200b=1"]
ATTACKS += [
    "＝1",
    "＋1",
    "－1",
    "＠A",
    "﹦1",
    "Tired;=1",
    "Tired\n=1",
    "Tired; +1",
    "Tired\t@A",
    'Tired;"=1"',
    "=",
    "−1",
    "|x",
    "%x",
]


def test_the_spreadsheet_library_would_see_a_formula():
    """The control: what is written without care is a formula when it is read back."""
    assert [cell.data_type for cell in opened("=1+1,plain,5\r\n")] == ["f", "s", "s"]
    assert formulas("plain,＝1\r\n") == ["＝1"]
    assert formulas("Tired;=1\r\n") == ["=1"]


def test_no_attack_is_a_formula_in_a_spreadsheet():
    assert formulas(as_csv(("note", "next"), [(attack, "kept") for attack in ATTACKS])) == []


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30), min_size=1, max_size=3))
def test_no_cell_is_a_formula_and_no_word_is_lost(words):
    written = as_csv(("a",) * len(words), [words])
    assert formulas(written) == []
    (_head, *rows) = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert [cell.replace("'", "") for row in rows for cell in row] == [word.replace("'", "") for word in words]


def test_what_the_pages_hand_out_holds_no_formula_for_one_patient_and_no_name_for_the_clinic(
    browser_of, clinician, plan, patient
):
    patient.name = "=Vera"
    patient.save()
    yesterday = patient.today(NOW) - timedelta(days=1)
    recorded(plan, patient, clinician, pain_during=3, reason="=HYPERLINK(1);=2")
    said = {"plan": plan, "date": yesterday, "recorded_by": clinician}
    CheckIn.objects.create(kind="next_day", pain=2, comment="＝cmd|' /C calc'!A0\n@SUM(1)", **said)
    page = browser_of(clinician)
    one = page.get(f"/patients/{patient.pk}/record.csv").content.decode()
    everybody = page.get("/clinic/record.csv").content.decode()
    assert "HYPERLINK" in one
    assert "calc" in one
    assert (formulas(one), formulas(everybody)) == ([], [])
    held = [cell.value for cell in opened(everybody)]
    assert not [value for value in held if value and ("Vera" in value or "HYPERLINK" in value or "calc" in value)]


def test_numbers_stay_numbers():
    assert [safe(cell) for cell in (5, -5, "-5", "5", " =1", "plain")] == [5, -5, "'-5", "5", "' =1", "plain"]


def test_who_may(browser_of, clinician, plan, patient, stranger, admin, patient_user):
    paths = [f"/plans/{plan.pk}/cert/", f"/plans/{plan.pk}/cert.txt", f"/patients/{patient.pk}/record.csv"]
    for path in paths:
        assert browser_of(stranger).get(path).status_code == 404
        for person in (admin, patient_user):
            assert browser_of(person).get(path).status_code == 403
        assert browser_of(clinician).get(path).status_code == 200
    assert browser_of(admin).get("/clinic/record.csv").status_code == 403
    assert browser_of(clinician).get("/clinic/record.csv?clinic=x").status_code == 404
