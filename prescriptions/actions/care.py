"""Changes of facts about a person that live plans depend on: stored and judged in one transaction."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from patients import actions as records
from patients.models import Assessment
from prescriptions.actions.alert import alert_of
from prescriptions.actions.hold import end_plan
from prescriptions.actions.lapse import lapse_overrides
from prescriptions.actions.steps import lock_patient, put_on_hold, require_clinician, save_with_event
from prescriptions.models import CURRENT, EndedReason, Plan, PlanEvent, Status
from prescriptions.safety import Level, Moment, findings_for
from prescriptions.safety.facts import cases_for

Kind = PlanEvent.Kind
# Section 0: these close an item while the value stands and never pause it ...
NEVER_PAUSE = frozenset({"S-13", "S-14", "C-12", "C-18"})


@transaction.atomic
def record_assessment(*, by, episode, facts, now):
    """Store an assessment and judge every live plan of the person again. Raises NotYours, Refused, ValidationError."""
    patient = lock_patient(episode.patient_id)
    require_clinician(by, patient)
    former = Assessment.objects.filter(episode=episode).newest_first().first()
    assessment = records.store_assessment(by=by, episode=episode, facts=facts, now=now)
    theirs = Plan.objects.filter(episode__patient=patient)
    if former and former.stage != assessment.stage:
        lapse_overrides(theirs.filter(episode=episode), because=_("The stage changed."), by=by, now=now)
    if assessment.red_flags:
        lapse_overrides(theirs, because=_("A red flag was recorded."), by=by, now=now)
    judge_again(patient, by=by, now=now)
    return assessment


@transaction.atomic
def record_supervised_session(*, by, episode, now):
    """Record that today's visit held the first supervised session (S-15): today's assessment, said again with it.

    Raises Refused when the newest assessment is not of today: old values must not be dated anew.
    """
    patient = lock_patient(episode.patient_id)
    require_clinician(by, patient)
    newest = Assessment.objects.filter(episode=episode).newest_first().first()
    if newest is None or patient.today(newest.assessed_at) != patient.today(now):
        raise Refused(_("Record today's assessment first, with the supervised session in it."))
    kept = ("stage", "pain_now", "pain_on_movement", "inflammation_settled", "symptoms", "pain_sites", "red_flags")
    kept += ("red_flags_screened", "red_flags_cleared", "collar", "collar_reason", "collar_until")
    kept += ("systolic", "diastolic", "posture_deviation", "note")
    facts = {name: getattr(newest, name) for name in kept} | {"supervised_session": True}
    return record_assessment(by=by, episode=episode, facts=facts, now=now)


@transaction.atomic
def change_patient(*, by, patient, changes, now):
    """Change a record; what rules look at is judged against live plans again, archiving ends them."""
    locked = lock_patient(patient.pk)
    require_clinician(by, locked)
    known = set(locked.conditions or ())
    changed = records.change_record(by=by, patient=locked, changes=changes, now=now)
    if set(changed.conditions or ()) - known:
        theirs = Plan.objects.filter(episode__patient=changed)
        lapse_overrides(theirs, because=_("A new condition was recorded."), by=by, now=now)
    if changes.get("archived_at"):
        _end_all(changed, EndedReason.PATIENT_ARCHIVED, Kind.ENDED_WITH_RECORD, by=by, now=now)
    elif {"conditions", "birth_date"} & set(changes):
        judge_again(changed, by=by, now=now)
    return changed


@transaction.atomic
def change_episode(*, by, episode, changes, now):
    """Change an episode; closing it ends its plan in the same transaction."""
    patient = lock_patient(episode.patient_id)
    require_clinician(by, patient)
    changed = records.change_episode(by=by, episode=episode, changes=changes, now=now)
    if changed.closed_on is not None:
        _end_all(patient, EndedReason.EPISODE_CLOSED, Kind.ENDED_WITH_EPISODE, by=by, now=now, episode=changed)
    return changed


def _end_all(patient, reason, kind, *, by, now, episode=None):
    plans = Plan.objects.select_for_update().filter(episode__patient=patient, status__in=CURRENT)
    for plan in plans.filter(episode=episode) if episode else plans:
        end_plan(plan, reason, kind, by=by, now=now)


def judge_again(patient, *, by, now, tell=True):
    """Judge every live plan of `patient`: hold it for a red flag, pause items that are now HARD, keep the findings.

    `tell` False: the clinician is told by the caller.
    """
    plans = (
        Plan.objects.filter(episode__patient=patient, status__in=CURRENT)
        .select_for_update(of=("self",))
        .for_reading()
        .with_items()
    )
    cases = cases_for(plans, now=now)
    for plan in plans:
        findings = findings_for(cases[plan.pk], (Moment.SAVE, Moment.ACTIVATE))
        plan.findings = [finding.as_json() for finding in findings]
        plan.updated_at = now
        plan.save(update_fields=["findings", "updated_at"])
        hard = [finding for finding in findings if finding.level == Level.HARD]
        _hold_for_flags(plan, hard, by=by, now=now, tell=tell)
        _pause_items(plan, hard, by=by, now=now)


def _hold_for_flags(plan, hard, *, by, now, tell):
    flags = [finding for finding in hard if finding.item is None and finding.urgency != "none"]
    if not flags:
        return
    gravest = min(flags, key=lambda finding: ("emergency", "urgent", "prompt").index(finding.urgency))
    if plan.status == Status.ISSUED:
        put_on_hold(plan, gravest.message, by=by, now=now, about={"rules": [finding.rule for finding in flags]})
    if tell:
        alert_of(gravest, patient=plan.episode.patient, plan=plan, now=now)


def _pause_items(plan, hard, *, by, now):
    closing = {finding.item: finding for finding in hard if finding.item and finding.rule not in NEVER_PAUSE}
    for item in plan.items.all():
        finding = closing.get(str(item.pk))
        if finding is not None and not item.paused:
            pause_item(plan, item, finding, by=by, now=now)
            alert_of(finding, patient=plan.episode.patient, plan=plan, now=now)


def pause_item(plan, item, finding, *, by, now):
    """Pause one exercise of a locked plan for what `finding` says, until a clinician resumes it."""
    item.paused_at, item.paused_because = now, finding.message
    item.save(update_fields=["paused_at", "paused_because"])
    about = {"item": str(item.pk), "rule": finding.rule}
    save_with_event(plan, Kind.ITEM_PAUSED, by=by, now=now, why=finding.message, about=about)
