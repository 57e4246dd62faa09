"""Issuing: the one step that refuses. HARD cannot be passed; a WARN needs a written reason."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from prescriptions.actions.draft import require_draft
from prescriptions.actions.steps import lock_plan, require_clinician, require_open, save_with_event
from prescriptions.changes import told_to_patient
from prescriptions.models import CURRENT, EndedReason, Override, Plan, PlanEvent, Status
from prescriptions.safety import RULES, Level, Moment, findings_for
from prescriptions.safety.facts import case_of_plan
from prescriptions.safety.registry import RULE_VERSION
from prescriptions.sheet import sheet_of
from prescriptions.suggestion import advice_for

JUDGED = (Moment.SAVE, Moment.ACTIVATE)
Kind = PlanEvent.Kind


@dataclass(frozen=True)
class Reason:
    """A clinician's reason to pass the warnings of `rule`, on the whole plan or on one `exercise` (its key)."""

    rule: str
    reason: str
    exercise: str | None = None

    def covers(self, finding):
        return self.rule == finding.rule and self.exercise in (None, finding.exercise)


@transaction.atomic
def issue_plan(*, by, plan, now, reasons=(), seen=None):
    """Issue a draft: judge it, freeze its sheet, supersede the episode's former plan.

    Raises NotYours (S-02); Refused with all findings while anything HARD stands or a WARN has no reason;
    ValidationError for a reason that names an unknown rule or an exercise not in the plan.
    """
    plan = lock_plan(plan)
    require_clinician(by, plan.episode.patient)
    require_draft(plan)
    if seen:
        seen(plan)
    require_open(plan.episode)
    items = list(plan.items.select_related("exercise"))
    case = case_of_plan(plan, items, now=now)
    _require_issuable(items)
    _require_known(reasons, items)
    findings = findings_for(case, JUDGED)
    _require_passed(findings, reasons)
    plan.stage = case.stage
    advice = advice_for([item.exercise for item in items], stage=case.stage)
    plan.sheet = sheet_of(plan, items, advice, collar=bool(case.visit.collar))
    former = _former(plan)
    if before := former or _ended_before(plan):
        restarted = before.status_on(case.today) == Status.ENDED
        plan.sheet["changes"] = told_to_patient(before.sheet, plan.sheet, restarted=restarted)
    plan.assessment = plan.episode.assessments.newest_first().first()
    plan.status, plan.issued_at, plan.issued_by = Status.ISSUED, now, by
    plan.findings = [finding.as_json() for finding in findings]
    plan.thresholds = case.thresholds.as_json()
    if former:
        _supersede(former, plan, by=by, now=now, today=case.today)
    changed = ["stage", "sheet", "assessment", "status", "issued_at", "issued_by", "findings", "thresholds"]
    save_with_event(plan, Kind.ISSUED, by=by, now=now, fields=changed)
    _keep(plan, reasons, findings, by=by, now=now)
    return plan


def _require_issuable(items):
    if not items:
        raise Refused(_("The plan has no exercises yet."))
    if retired := [item.exercise.words.title for item in items if item.exercise.retired_at]:
        raise Refused(_("No longer in the catalogue: %(titles)s.") % {"titles": ", ".join(retired)})


def _require_known(reasons, items):
    keys = {item.exercise_id for item in items}
    for index, reason in enumerate(reasons):
        if reason.rule not in RULES:
            raise ValidationError(
                {f"overrides.{index}.rule": [_("There is no rule %(rule)s.") % {"rule": reason.rule}]}
            )
        if reason.exercise is not None and reason.exercise not in keys:
            raise ValidationError({f"overrides.{index}.exercise": [_("This exercise is not in the plan.")]})


def _require_passed(findings, reasons):
    if any(finding.level == Level.HARD for finding in findings):
        raise Refused(_("The plan cannot be issued while these findings stand."), findings=findings)
    unanswered = [
        finding
        for finding in findings
        if finding.level == Level.WARN and not any(reason.covers(finding) for reason in reasons)
    ]
    if unanswered:
        rules = ", ".join(dict.fromkeys(finding.rule for finding in unanswered))
        raise Refused(_("A written reason is needed for: %(rules)s.") % {"rules": rules}, findings=findings)


def _former(plan):
    """The episode's current plan, locked, or None."""
    return Plan.objects.select_for_update().filter(episode=plan.episode, status__in=CURRENT).first()


def _ended_before(plan):
    """The ended plan that this one starts again, or None."""
    return plan.revises if plan.revises and plan.revises.status == Status.ENDED else None


def _supersede(former, plan, *, by, now, today):
    """End the plan that ran: superseded, or finished if its last day had passed."""
    finished = former.status_on(today) == Status.ENDED
    former.status = Status.ENDED if finished else Status.SUPERSEDED
    former.ended_reason = EndedReason.FINISHED if finished else ""
    former.superseded_by, former.ended_at = plan, now
    kind = Kind.FINISHED if finished else Kind.SUPERSEDED
    fields = ["status", "ended_reason", "superseded_by", "ended_at"]
    save_with_event(former, kind, by=by, now=now, fields=fields, about={"by_version": plan.version})


def _keep(plan, reasons, findings, *, by, now):
    """Store the reasons that were needed. One for a rule that does not warn is ignored."""
    warned = [finding for finding in findings if finding.level == Level.WARN]
    needed = {
        (reason.rule, reason.exercise): reason
        for reason in reasons
        if any(reason.covers(finding) for finding in warned)
    }
    Override.objects.bulk_create(
        Override(
            plan=plan,
            rule=reason.rule,
            exercise_id=reason.exercise,
            reason=reason.reason,
            given_by=by,
            given_at=now,
            rule_version=RULE_VERSION,
        )
        for reason in needed.values()
    )
