"""What follows from a report: plans held, exercises paused, the clinician told. The patient's row is locked already."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from prescriptions.actions.alert import alert_of
from prescriptions.actions.care import judge_again, pause_item
from prescriptions.actions.lapse import lapse_overrides
from prescriptions.models import CURRENT, CheckInKind, Plan, PlanEvent
from prescriptions.safety import RULES, Level, Moment, Told, findings_for
from prescriptions.safety.facts import case_of_plan, done_lately
from prescriptions.safety.red_flags import reported_flags

Kind = PlanEvent.Kind
LOOK_BACK_DAYS = 28
# START rules that close an item or ask again: the clinician is told of them once a plan.
TOLD_ONCE_A_PLAN = ("S-13", "S-14", "C-18", "C-42b", "C-12")


def follow_up(plan, reported, *, by, now):
    """Judge what was just `reported` (a Told or Done) under `plan`, do what the rules ask for.

    Returns (findings, the alert about new symptoms or None). Before a session the START rules speak as well.
    """
    case = _case_of_report(plan, reported, now=now)
    findings = _findings(case)
    if reported_flags(case):
        theirs = Plan.objects.filter(episode__patient=plan.episode.patient)
        lapse_overrides(theirs, because=_("A red flag was recorded."), by=by, now=now)
        judge_again(plan.episode.patient, by=by, now=now, tell=False)
    for finding in findings:
        if finding.pauses:
            _pause(plan, finding, by=by, now=now)
    alert = None
    for finding in _to_be_told(plan, findings, now=now):
        raised = _tell(plan, finding, by=by, now=now, symptoms=getattr(reported, "symptoms", None) or ())
        alert = raised if finding.rule == "S-27b" else alert
    return findings, alert


def _case_of_report(plan, reported, *, now):
    items = list(plan.items.select_related("exercise"))
    case = case_of_plan(plan, items, now=now)
    day = reported.session if isinstance(reported, Told) else reported.on
    issued = Plan.objects.filter(episode=plan.episode, issued_at__isnull=False).aggregate(first=Min("issued_at"))[
        "first"
    ]
    return replace(
        case,
        reported=reported,
        done=done_lately(plan, max(day, case.today), days=LOOK_BACK_DAYS),
        baseline_pain=plan.assessment.pain_now if plan.assessment else None,
        active_since=plan.episode.patient.today(issued),
    )


def _findings(case):
    """What the rules of REPORT say; before a session those of START too, each rule once per item."""
    found = findings_for(case, (Moment.REPORT,))
    if isinstance(case.reported, Told) and case.reported.kind == CheckInKind.BEFORE:
        said = {(finding.rule, finding.item) for finding in found}
        starting = findings_for(replace(case, reported=None, starting=True), (Moment.START,))
        found += [finding for finding in starting if (finding.rule, finding.item) not in said]
    return found


def _pause(plan, finding, *, by, now):
    """Pause the exercise in the plan that is in force, which may have superseded the one reported on."""
    live = Plan.objects.select_for_update(of=("self",)).filter(episode=plan.episode_id, status__in=CURRENT).first()
    if live is None:
        return
    same = {"pk": finding.item} if live.pk == plan.pk else {"exercise_id": finding.exercise}
    for item in live.items.filter(**same, paused_at=None):
        pause_item(live, item, finding, by=by, now=now)


def _to_be_told(plan, findings, *, now):
    """One finding of each rule that a clinician is to be told of now."""
    told = {}
    for finding in findings:
        closes = finding.level in (Level.HARD, Level.WARN) and finding.rule in TOLD_ONCE_A_PLAN
        if (finding.alerts or closes) and finding.rule not in told and not _was_told(plan, finding, now=now):
            told[finding.rule] = finding
    return list(told.values())


def _was_told(plan, finding, *, now):
    """True while the clinician was told of this rule lately; once a plan for what only closes an item."""
    about = PlanEvent.objects.filter(plan=plan, kind=Kind.TOLD, about__rule=finding.rule)
    if finding.rule in TOLD_ONCE_A_PLAN and not finding.alerts:
        return about.exists()
    quiet = RULES[finding.rule].quiet_days
    return bool(quiet) and about.filter(at__gt=now - timedelta(days=quiet)).exists()


def _tell(plan, finding, *, by, now, symptoms):
    """Raise the alert; what is not told again for a while is remembered in the plan's events."""
    if RULES[finding.rule].quiet_days or finding.rule in TOLD_ONCE_A_PLAN:
        about = {"rule": finding.rule}
        PlanEvent.objects.create(plan=plan, kind=Kind.TOLD, by=by, at=now, why=finding.message, about=about)
    return alert_of(finding, patient=plan.episode.patient, plan=plan, now=now, symptoms=symptoms)
