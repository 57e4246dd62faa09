"""Patients and episodes as lists and charts show them: stage, plans and alerts, in a fixed number of queries."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, Case, OuterRef, Subquery, When
from django.db.models.functions import JSONObject

from patients.models import Assessment, Episode, Patient
from prescriptions.adherence import course_of, marks_of, ran_since, strip_start, with_course
from prescriptions.models import CURRENT, Alert, CheckIn, CheckInKind, Plan
from prescriptions.safety import Level

PAPER = ("sheet", "findings", "reasons", "note")
PAIN_DAYS = 49


def with_current_plan(episodes, *, now):
    """Annotate `stage` and `current_plan`: the id of the issued or held plan that is not past its end, or None."""
    live = Plan.objects.filter(episode=OuterRef("pk")).with_shown_status(now).filter(shown_status__in=CURRENT)
    return episodes.with_stage().annotate(current_plan=Subquery(live.values("pk")[:1]))


def shown_episode(episode, *, now):
    """`episode` read again, annotated."""
    return with_current_plan(Episode.objects.filter(pk=episode.pk), now=now).get()


# --- the list -----------------------------------------------------------------------------------------------


def shown_patients(keys, *, now):
    """The patients with these `keys`, in their order, with what a row tells: `open_alerts` (the gravest first), `care`
    (open episodes with stage) and `pains` ([date, pain] of seven weeks, no order). One query."""
    since = now - timedelta(days=PAIN_DAYS + 1)
    rows = Patient.objects.filter(pk__in=keys).select_related("responsible", "clinic")
    found = rows.annotate(
        open_alerts=ArraySubquery(open_alerts()), care=ArraySubquery(_care()), said=_said(since), found=_found(since)
    ).in_bulk()
    return [found[UUID(str(key))] for key in keys]


def open_alerts():
    """Open alerts of the outer patient for an ArraySubquery, the gravest first."""
    hard_first = Case(When(level=Level.HARD.value, then=0), default=1)
    alerts = Alert.objects.open().filter(patient=OuterRef("pk")).order_by(hard_first, "-last_raised_at")
    return alerts.values(each=JSONObject(pk="pk", level="level", message="message", rule="rule", at="last_raised_at"))


def _care():
    episodes = Episode.objects.open().filter(patient=OuterRef("pk")).with_stage()
    return episodes.values(each=JSONObject(pk="pk", region="region", stage="stage"))


def _said(since):
    """Pain before the exercises, the mean of each day."""
    said = CheckIn.objects.filter(
        plan__episode__patient=OuterRef("pk"), kind=CheckInKind.BEFORE, date__gte=since.date()
    )
    return ArraySubquery(
        said.order_by().values("date").annotate(mean=Avg("pain")).values(each=JSONObject(on="date", pain="mean"))
    )


def _found(since):
    """Pain at the assessments."""
    visits = Assessment.objects.filter(episode__patient=OuterRef("pk"), assessed_at__gte=since, pain_now__isnull=False)
    return ArraySubquery(visits.order_by().values(each=JSONObject(on="assessed_at", pain="pain_now")))


def pains_of(patient):
    """(date, pain 0 to 10) of a patient from `shown_patients`, oldest first: what was said before the exercises, and
    at an assessment where nothing was said on that day."""
    pains = {patient.today(datetime.fromisoformat(each["on"])): each["pain"] for each in patient.found}
    pains |= {date.fromisoformat(each["on"]): each["pain"] for each in patient.said}
    return sorted((day, float(pain)) for day, pain in pains.items())


def courses_of(patients, *, now, marks=None):
    """Per patient's key: the Courses that ran in the last four weeks, and the marks of all. Two queries; one with their
    `marks` since `marks_since`."""
    zones = {patient.pk: patient.time_zone for patient in patients}
    since = marks_since(now)
    plans = ran_since(Plan.objects.filter(episode__patient__in=zones), since).defer(*PAPER)
    plans = list(with_course(plans.select_related("episode")))
    courses = defaultdict(list)
    for plan in plans:
        courses[plan.episode.patient_id].append(course_of(plan, zones[plan.episode.patient_id]))
    if marks is None:
        marks = marks_of(plans, since=since, until=(now + timedelta(days=1)).date())
    return courses, marks


def marks_since(now):
    """The first day of the four weeks, wherever a patient lives."""
    return strip_start(now.date()) - timedelta(days=1)


def episodes_in(user, *, region, stage):
    """Open episodes `user` treats, of a region and stage unless empty."""
    episodes = Episode.objects.treated_by(user).open()
    if region:
        episodes = episodes.filter(region=region)
    return episodes.with_stage().filter(stage=stage) if stage else episodes
