"""Sessions and pain as rows for a spreadsheet, of one person or, without names, of a clinic; facts for CERT texts."""

import csv
import io
import re
import secrets
import unicodedata
from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Max, Q

from patients.models import Assessment
from prescriptions.adherence import course_of, marks_of, ran_since, with_course
from prescriptions.cert import Facts
from prescriptions.models import CheckIn, CheckInKind, Completion, Outcome, Plan
from prescriptions.schedule import tallies

DAYS = 366
SIGNS = {"=", "+", "-", "−", "@", "|", "%"}
BREAKS = ("\t", "\r", "\n")
SPLITS = re.compile(r"([;\t\r\n])")
PATIENT_HEAD = ("date", "region", "plan", "due", "done", "partly", "pain_before", "pain_during", "pain_after")
PATIENT_HEAD += ("pain_next_day", "symptoms", "notes")
CLINIC_HEAD = ("person", "region", "stage", "day", "due", "done", "partly", "pain_before", "pain_during", "pain_after")
CLINIC_HEAD += ("pain_next_day",)
KINDS = (CheckInKind.BEFORE, CheckInKind.AFTER, CheckInKind.NEXT_DAY)


def safe(cell):
    """`cell` as no spreadsheet takes it for a formula: an apostrophe stands in front of every sign that begins one.

    A sign begins a formula at the start of a cell, after blanks or quotes and in its wide forms too; and behind a
    semicolon, a tab or a line break, where a spreadsheet set to split there would begin a cell.
    """
    if isinstance(cell, int):
        return cell
    text = "".join(f"'{part}" if _opens(part) else part for part in SPLITS.split(str(cell)))
    return f"'{text}" if text.startswith(BREAKS) else text


def _opens(part):
    first = next((sign for sign in part if sign != '"' and unicodedata.category(sign)[0] not in "ZC"), "")
    return unicodedata.normalize("NFKC", first)[:1] in SIGNS


def as_csv(head, rows):
    """A CSV file as text, with the BOM by which spreadsheets know UTF-8; None becomes an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(head)
    writer.writerows([["" if cell is None else safe(cell) for cell in row] for row in rows])
    return "\ufeff" + written.getvalue()


def patient_rows(patient, *, today):
    """One row a day and plan of the last year on which something was due, done or said; oldest first."""
    plans = _issued(Plan.objects.filter(episode__patient=patient), today)
    for plan, tally, said, notes in _days(plans, today):
        pains = [said.get(kind) for kind in KINDS]
        yield (
            *(tally.day.isoformat(), plan.episode.region, plan.version, tally.due, tally.done, tally.partly),
            *(pains[0], notes["during"], pains[1], pains[2], " ".join(sorted(notes["symptoms"]))),
            "; ".join(notes["words"]),
        )


def clinic_rows(clinic, *, today):
    """The same for everybody of `clinic`, without names, dates and words: a number a person, made anew for each file,
    and the day counted from the plan's first."""
    plans = list(_issued(Plan.objects.filter(episode__patient__clinic=clinic), today))
    people = list({plan.episode.patient_id for plan in plans})
    secrets.SystemRandom().shuffle(people)
    number = {person: place for place, person in enumerate(people, start=1)}
    rows = []
    for plan, tally, said, notes in _days(plans, today):
        pains = [said.get(kind) for kind in KINDS]
        rows.append(
            (
                *(number[plan.episode.patient_id], plan.episode.region, plan.stage),
                *((tally.day - plan.starts_on).days + 1, tally.due, tally.done, tally.partly),
                *(pains[0], notes["during"], pains[1], pains[2]),
            )
        )
    return sorted(rows, key=lambda row: (row[0], row[3]))


def _issued(plans, today):
    since = today - timedelta(days=DAYS - 1)
    return with_course(ran_since(plans, since)).select_related("episode__patient").order_by("starts_on", "version")


def _days(plans, today):
    """(plan, Tally, pain by kind of check-in, notes) for each day of each plan that has something to tell."""
    plans, since = list(plans), today - timedelta(days=DAYS - 1)
    marks = marks_of(plans, since=since, until=today)
    said, notes = _said(plans, since), _noted(plans, since)
    for plan in plans:
        course = course_of(plan, plan.episode.patient.time_zone)
        last = min(today, plan.ends_on, course.ended_on or today)
        for tally in tallies([course], marks, since=max(since, plan.starts_on), until=last):
            told, noted = said[plan.pk, tally.day], notes[plan.pk, tally.day]
            if tally.due or told or noted["words"]:
                noted["symptoms"] |= told.pop("symptoms", set())
                noted["words"] += told.pop("words", [])
                yield plan, tally, told, noted


def _said(plans, since):
    said = defaultdict(dict)
    for check_in in CheckIn.objects.filter(plan__in=plans, date__gte=since).order_by("date", "recorded_at"):
        day = said[check_in.plan_id, check_in.date]
        if check_in.pain is not None and check_in.kind in KINDS:
            day[check_in.kind] = max(check_in.pain, day.get(check_in.kind, 0))
        day.setdefault("symptoms", set()).update(check_in.symptoms or ())
        if check_in.comment:
            day.setdefault("words", []).append(check_in.comment)
    return said


def _noted(plans, since):
    """Pain during and reasons by plan and day."""
    notes = defaultdict(lambda: {"during": None, "words": [], "symptoms": set()})
    rows = Completion.objects.filter(item__plan__in=plans, date__gte=since).order_by("date", "item__position")
    for plan, day, pain, reason in rows.values_list("item__plan", "date", "pain_during", "reason"):
        note = notes[plan, day]
        if pain is not None:
            note["during"] = max(pain, note["during"] or 0)
        if reason:
            note["words"].append(reason)
    return notes


def cert_facts(plan, *, today):
    """What a CERT text needs beside the sheet of an issued `plan`."""
    patient, region = plan.episode.patient, plan.episode.region
    course_plan = with_course(Plan.objects.filter(pk=plan.pk)).get()
    course = course_of(course_plan, patient.time_zone)
    marks = marks_of([course_plan], since=plan.starts_on, until=today)
    last = min(today, plan.ends_on, course.ended_on or today)
    days = list(tallies([course], marks, since=plan.starts_on, until=last)) if last >= plan.starts_on else []
    sessions = Assessment.objects.filter(episode__patient=patient, episode__region=region, supervised_session=True)
    return Facts(
        author=str(plan.issued_by),
        due=sum(day.due for day in days),
        done=sum(day.done for day in days),
        partly=sum(day.partly for day in days),
        supervised_sessions=sessions.count(),
        alerts=plan.alerts.count(),
        holds=len(course.holds),
        earlier=_sheet_before(plan),
        **_felt(plan),
    )


def _felt(plan):
    """What was reported during the exercises of `plan`, counted."""
    against = Q(against_advice=True) & ~Q(outcome=Outcome.SKIPPED)
    return Completion.objects.filter(item__plan=plan).aggregate(
        against=Count("pk", filter=against),
        discomfort=Count("pk", filter=Q(discomfort=True)),
        spreading=Count("pk", filter=Q(spreading=True)),
        worst_pain=Max("pain_during"),
    )


def _sheet_before(plan):
    before = Plan.objects.filter(episode=plan.episode_id, version__lt=plan.version).exclude(issued_at=None)
    return before.order_by("-version").values_list("sheet", flat=True).first()
