"""A CSV file of patients, read without guessing: every row is right or says what is wrong with it. No writes."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Language, time_zones
from patients.models import Patient

REQUIRED = ("name", "birth_date", "record_number")
OPTIONAL = ("email", "phone", "language", "time_zone", "responsible")
MOST_ROWS = 20_000
MOST_BYTES = 10 * 1024 * 1024
MOST_ERRORS = 200
OLDEST_PERSON_YEARS = 130
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Wrong:
    """What is wrong: the row as a spreadsheet counts it (the headings are row 1), its column, and why."""

    row: int
    column: str
    message: str

    def as_json(self):
        """The database stores no NUL, wherever in the file it stood."""
        column, message = (str(words).replace("\x00", "\ufffd") for words in (self.column, self.message))
        return {"row": self.row, "column": column, "message": message}


@dataclass
class Sheet:
    """What a file holds: patients ready to be written, or what is wrong. `count`: the rows under the headings."""

    patients: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    count: int = 0


def text_of(content):
    """The text of a file's bytes: UTF-8 with or without BOM, or UTF-16 with one. Raises UnicodeDecodeError."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def read_sheet(content, *, clinic, responsible, clinicians, today):
    """The Sheet of the bytes `content` for `clinic`.

    `responsible` is the clinician of rows that name none; `clinicians` maps e-mails to those who may be named; `today`
    is the clinic's date. Whether a record number is taken in the clinic is not asked here.
    """
    try:
        text = text_of(content)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        words = _("This is not UTF-8 text. Save the file as “CSV UTF-8” and choose it again.")
        return Sheet(wrong=[Wrong(row, "", words)])
    rows, wrong = _rows_of(text)
    if wrong:
        return Sheet(wrong=wrong)
    head, *body = rows
    columns = _columns(head)
    if problems := list(_head_problems(columns, body)):
        return Sheet(wrong=problems, count=len(body))
    return _sheet(columns, body, clinic=clinic, responsible=responsible, clinicians=clinicians, today=today)


def _rows_of(text):
    """All rows that are not empty at the end, and what the CSV itself has wrong."""
    rows = []
    try:
        for row in _reader(text):
            rows.append(row)
            if len(rows) > MOST_ROWS + 1:
                return rows, [Wrong(len(rows), "", _("A file has at most %(most)s rows.") % {"most": MOST_ROWS})]
    except csv.Error:
        return rows, [Wrong(len(rows) + 1, "", _("This row cannot be read: a quote is not closed, or it was cut off."))]
    while rows and not _is_filled(rows[-1]):
        rows.pop()
    return (rows, []) if rows else (rows, [Wrong(1, "", _("The file is empty."))])


def _is_filled(cells):
    """False for the empty rows that spreadsheets leave at the end."""
    return any(cell.strip() for cell in cells)


def _reader(text):
    """A reader of the rows; the delimiter is the one the headings hold most of."""
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def first_people(content, *, most=3):
    """(name, birth date, record number) of the first rows of a file without faults, as they were understood."""
    head, *body = islice(_reader(text_of(content)), most + 1)
    columns = _columns(head)
    for cells in filter(_is_filled, body):
        facts = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        yield facts["name"], date_of(facts["birth_date"]), facts["record_number"]


def _columns(head):
    return [name.strip().lower().replace(" ", "_") for name in head]


def _head_problems(columns, body):
    for name in REQUIRED:
        if name not in columns:
            yield Wrong(1, name, _("This column is missing."))
    for name, count in Counter(columns).items():
        if name not in (*REQUIRED, *OPTIONAL):
            yield Wrong(1, name, _("This column is not known."))
        elif count > 1:
            yield Wrong(1, name, _("This column stands there twice."))
    if not body:
        yield Wrong(1, "", _("There is no row under the headings."))


def _sheet(columns, body, *, clinic, responsible, clinicians, today):
    sheet, seen = Sheet(count=len(body)), {}
    for number, cells in enumerate(body, start=2):
        if len(cells) != len(columns):
            words = _("%(found)s cells where the headings have %(wanted)s.")
            sheet.wrong.append(Wrong(number, "", words % {"found": len(cells), "wanted": len(columns)}))
            continue
        facts = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        patient = Patient(clinic=clinic, language=clinic.language, time_zone=clinic.time_zone, responsible=responsible)
        problems = dict(_fill(patient, facts, clinicians, today))
        earlier = seen.setdefault(patient.record_number, number)
        if earlier != number:
            words = _("Row %(row)s has the same record number.") % {"row": earlier}
            problems.setdefault("record_number", words)
        sheet.wrong += [Wrong(number, name, words) for name, words in problems.items()]
        sheet.patients.append(patient)
    return sheet


def _fill(patient, facts, clinicians, today):
    """Put `facts` on the patient; yields (column, message) for what cannot be taken."""
    for name in ("name", "record_number", "email", "phone"):
        setattr(patient, name, facts.get(name, ""))
    yield from _birth(patient, facts["birth_date"], today)
    if language := facts.get("language", "").lower():
        patient.language = language
        if language not in Language.values:
            yield "language", _("Write one of: %(words)s.") % {"words": ", ".join(Language.values)}
    if zone := facts.get("time_zone"):
        patient.time_zone = zone
        if zone not in time_zones():
            yield "time_zone", _("“%(name)s” is not a time zone.") % {"name": zone}
    if email := facts.get("responsible", "").lower():
        if email not in clinicians:
            yield "responsible", _("No active clinician of this clinic has this e-mail.")
        patient.responsible = clinicians.get(email, patient.responsible)
    yield from _of_fields(patient)


def _birth(patient, text, today):
    birth = date_of(text)
    if birth is None:
        yield "birth_date", _("“%(text)s” is not a date. Write it like 1957-05-14.") % {"text": text[:40]}
        return
    patient.birth_date = birth
    if birth > today:
        yield "birth_date", _("The birth date lies in the future.")
    elif today.year - birth.year > OLDEST_PERSON_YEARS:
        yield "birth_date", _("The birth date lies more than %(years)s years back.") % {"years": OLDEST_PERSON_YEARS}


def date_of(text):
    """The date of `1957-05-14` or `14.05.1957`, or None. Slashes are refused: they mean two things."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a birth date has no zone
        except ValueError:
            continue
    return None


TEXTS = ("name", "record_number", "email", "phone")


def _of_fields(patient):
    for name in TEXTS:
        model_field = Patient._meta.get_field(name)
        value = getattr(patient, name)
        if "\x00" in value:
            yield name, _("This cell holds a character that cannot be stored.")
            continue
        try:
            if value or not model_field.blank:
                model_field.clean(value, patient)
        except ValidationError as error:
            yield name, " ".join(error.messages)
