"""Patients and episodes as lists and charts show them: stage, plans and alerts, in a fixed number of queries."""

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patients.models import Assessment, Episode, Patient
from prescriptions.models import CURRENT, Alert, Plan, Status

PAPER = ("sheet", "findings", "reasons", "note")
ATTENTION, CALM, NOTHING = "warn", "calm", "none"


def with_current_plan(episodes, *, now):
    """Annotate `stage` and `current_plan`: the id of the issued or held plan that is not past its end, or None."""
    live = Plan.objects.filter(episode=OuterRef("pk")).with_shown_status(now).filter(shown_status__in=CURRENT)
    return episodes.with_stage().annotate(current_plan=Subquery(live.values("pk")[:1]))


def shown_episode(episode, *, now):
    """`episode` read again, annotated."""
    return with_current_plan(Episode.objects.filter(pk=episode.pk), now=now).get()


# --- the list -----------------------------------------------------------------------------------------------


def attention_first(patients, user):
    """Own patients before the colleagues', and among both those with an open alert first; then by name.

    An alert counts only for who treats the patient: the order of the register must not tell of it.
    """
    treated = Patient.objects.treated_by(user)
    alerted = Exists(Alert.objects.filter(patient=OuterRef("pk"), acknowledged_at=None, patient__in=treated))
    return patients.annotate(alerted=alerted, mine=Q(responsible=user), name_key=Lower("name")).order_by(
        "-mine", "-alerted", "name_key", "pk"
    )


def with_care(patients, user, *, now):
    """Fetch what a clinician sees in a row: open episodes with stage, plans and last assessment, and open alerts."""
    newest = Assessment.objects.filter(episode=OuterRef("pk")).newest_first()
    plans = Plan.objects.treated_by(user).with_shown_status(now).current().defer(*PAPER)
    episodes = (
        Episode.objects.treated_by(user)
        .open()
        .with_stage()
        .annotate(assessed_at=Subquery(newest.values("assessed_at")[:1]))
        .prefetch_related(Prefetch("plans", plans, to_attr="live_plans"))
    )
    alerts = Alert.objects.filter(acknowledged_at=None)
    return patients.prefetch_related(
        Prefetch("episodes", episodes, to_attr="open_episodes"), Prefetch("alerts", alerts, to_attr="open_alerts")
    )


def episodes_in(user, *, region, stage):
    """Open episodes `user` treats, of a region and stage unless empty."""
    episodes = Episode.objects.treated_by(user).open()
    if region:
        episodes = episodes.filter(region=region)
    return episodes.with_stage().filter(stage=stage) if stage else episodes


def plan_word(plan, today):
    """What to know of an episode's plan at a glance: how loud it is, and the words."""
    if plan is None:
        return NOTHING, _("No plan yet")
    facts = {"plan": str(plan), "review": _day(plan.review_on), "end": _day(plan.ends_on)}
    status = plan.status_on(today)
    if status == Status.HELD:
        return ATTENTION, _("%(plan)s is on hold") % facts
    if status == Status.ENDED:
        return ATTENTION, _("%(plan)s ended on %(end)s") % facts
    if plan.review_on and plan.review_on <= today:
        return ATTENTION, _("Review due since %(review)s") % facts
    if plan.review_on:
        return CALM, _("%(plan)s, review on %(review)s") % facts
    return CALM, _("%(plan)s, until %(end)s") % facts


def _day(day):
    return date_format(day, "j F") if day else ""


def plans_to_recheck(clinics):
    """How many live plans of `clinics` keep other thresholds than their clinic's of today."""
    return Plan.objects.judged_otherwise(clinics).count()
