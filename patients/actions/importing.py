"""Importing patients from a file: checked first, then written all or not at all, and taken back while untouched."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.clinics import lock_clinic
from accounts.refusals import Refused
from patients.csv_rows import MOST_BYTES, MOST_ERRORS, Sheet, Wrong, read_sheet
from patients.duty import clinicians_of, settle_duty
from patients.models import Import, ImportedRow, Patient

AT_ONCE = 1_000
Status = Import.Status
DIGEST = """md5(concat_ws(chr(31), clinic_id, user_id, name, birth_date, record_number, email, phone, language,
    time_zone, conditions, conditions_since, responsible_id, archived_at))"""
KEEP = f"""INSERT INTO patients_importedrow (source_id, patient_id, digest)
    SELECT %s, id, {DIGEST} FROM patients_patient WHERE id = ANY(%s)"""  # noqa: S608 - no value in the text
TOUCHED = f"""SELECT count(*) FROM patients_importedrow row JOIN patients_patient p ON p.id = row.patient_id
    WHERE row.source_id = %s AND row.digest <> {DIGEST}"""  # noqa: S608


@transaction.atomic
def check_file(*, by, clinic, name, content, responsible, now):
    """Store a file with what is wrong in it; nothing is imported yet. Raises NotYours, ValidationError."""
    locked = lock_clinic(clinic, by=by)
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": _("A file has at most %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}})
    sheet = _read(locked, content, responsible, now)
    return Import.objects.create(
        clinic=locked,
        file_name=name[:200],
        status=Status.WRONG if sheet.wrong else Status.CHECKED,
        count=sheet.count,
        content=b"" if sheet.wrong else content,
        responsible=responsible,
        wrong=[each.as_json() for each in sheet.wrong[:MOST_ERRORS]],
        wrong_count=len(sheet.wrong),
        by=by,
        at=now,
    )


def _read(clinic, content, responsible, now) -> Sheet:
    """The sheet, with the record numbers that are taken in the clinic among what is wrong, in the order of the rows."""
    able = {person.email: person for person in clinicians_of(clinic)}
    if responsible not in able.values():
        raise ValidationError({"responsible": _("Choose an active clinician of this clinic.")})
    today = clinic.today(now)
    sheet = read_sheet(content, clinic=clinic, responsible=responsible, clinicians=able, today=today)
    numbers = {patient.record_number for patient in sheet.patients if "\x00" not in patient.record_number}
    taken = set(
        Patient.objects.filter(clinic=clinic, record_number__in=numbers).values_list("record_number", flat=True)
    )
    words = _("This record number is already used in this clinic.")
    rows = {number: row for row, number in _numbered(sheet)} if taken else {}
    sheet.wrong += [Wrong(rows[number], "record_number", words) for number in taken if number in rows]
    sheet.wrong.sort(key=lambda each: each.row)
    return sheet


def _numbered(sheet):
    """(row, record number) of the patients; rows that were no patient at all are skipped over."""
    broken = {each.row for each in sheet.wrong if each.column == ""}
    rows = (row for row in range(2, sheet.count + 2) if row not in broken)
    return [(row, patient.record_number) for row, patient in zip(rows, sheet.patients, strict=True)]


def import_file(*, by, source, now):
    """Write all patients of a checked file, or none. A generator: yields how many are written, for the page to show.

    Raises NotYours; Refused when the file was imported already, or when what it holds can no longer be taken.
    Whoever stops listening stops the import, and nothing is written.
    """
    with transaction.atomic():
        lock_clinic(source.clinic, by=by)
        source = (
            Import.objects.select_for_update(of=("self",)).select_related("clinic", "responsible").get(pk=source.pk)
        )
        if source.status != Status.CHECKED:
            raise Refused(_("This file is not waiting to be imported."))
        sheet = _read(source.clinic, bytes(source.content), source.responsible, now)
        if sheet.wrong:
            raise Refused(_("Something changed since the file was checked. Check it again."))
        for start in range(0, len(sheet.patients), AT_ONCE):
            _write(source, sheet.patients[start : start + AT_ONCE], now)
            yield min(start + AT_ONCE, len(sheet.patients))
        source.status, source.imported_at, source.content = Status.IMPORTED, now, b""
        source.save(update_fields=["status", "imported_at", "content"])


def _write(source, patients, now):
    for patient in patients:
        patient.created_at = now
    try:
        with transaction.atomic():
            Patient.objects.bulk_create(patients)
            settle_duty()
            with connection.cursor() as cursor:
                cursor.execute(KEEP, [source.pk, [patient.pk for patient in patients]])
    except IntegrityError as error:
        raise Refused(_("Something changed since the file was checked. Check it again.")) from error


def touched_rows(source):
    """How many of the patients of an import somebody has changed, or has begun to care for."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [source.pk])
        changed = cursor.fetchone()[0]
    cared_for = Q(pk=None)
    for relation in Patient._meta.related_objects:
        if relation.related_model is not ImportedRow:
            cared_for |= Q(pk__in=relation.related_model._base_manager.values(relation.field.attname))
    return changed + Patient.objects.filter(cared_for, imported__source=source).count()


@transaction.atomic
def undo_import(*, by, source, now):
    """Take back an import nobody has touched: its patients are deleted. Raises NotYours, Refused."""
    lock_clinic(source.clinic, by=by)
    source = Import.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.status != Status.IMPORTED:
        raise Refused(_("Only what was imported can be taken back."))
    ids = list(source.rows.values_list("patient", flat=True))
    list(Patient.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk", flat=True))
    if touched := touched_rows(source):
        words = _("%(count)s of these records are in use or were changed. Nothing is taken back.")
        raise Refused(words % {"count": touched})
    if len(ids) < source.count:
        raise Refused(_("Some of these records are gone already. Nothing is taken back."))
    source.rows.all().delete()
    Patient.objects.filter(pk__in=ids)._raw_delete(using=Patient.objects.db)
    source.status, source.undone_at, source.undone_by = Status.UNDONE, now, by
    source.save(update_fields=["status", "undone_at", "undone_by"])
    return len(ids)
