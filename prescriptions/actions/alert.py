"""What a clinician must look at: raised by the rules, answered by a clinician."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from prescriptions.actions.steps import lock_patient, require_clinician
from prescriptions.models import Alert
from prescriptions.safety.finding import Strength

Cause = Alert.Cause
LONGEST_NOTE = 2_000
CAUSES = {
    Cause.RED_FLAG: (*(f"C-{number:02}" for number in range(1, 13)), "S-27"),
    Cause.PAIN_RESPONSE: ("S-13", "S-14", "S-17", "C-13", "C-14", "C-15", "C-16", "C-17", "C-18", "C-48"),
    Cause.NEW_SYMPTOM: ("S-27b",),
    Cause.MISSED_CARE: ("C-42b",),
}
CAUSE_OF = {rule: cause for cause, rules in CAUSES.items() for rule in rules}


def cause_of(rule):
    """The cause group a rule's alerts belong to; a condition or a plan rule speaks of something new."""
    return CAUSE_OF.get(rule, Cause.NEW_SYMPTOM)


def raise_alert(*, patient, plan, cause, rule, level, severity, message, now, symptoms=()):
    """One open alert per patient and cause: a repeat raises its count, and its severity if it is graver.

    The patient's row must be locked. `symptoms` are what the patient ticked; they are known once it is answered.
    """
    alert = Alert.objects.filter(patient=patient, cause=cause, acknowledged_at=None).first()
    spoken = {"rule": rule, "level": level, "severity": severity, "message": message}
    if alert is None:
        rules = [rule] if rule else []
        own = {"patient": patient, "plan": plan, "cause": cause, "raised_at": now, "last_raised_at": now}
        return Alert.objects.create(**own, **spoken, rules=rules, symptoms=sorted(symptoms))
    alert.count += 1
    alert.last_raised_at = now
    alert.symptoms = sorted({*alert.symptoms, *symptoms})
    if rule and rule not in alert.rules:
        alert.rules.append(rule)
    if Strength[severity.upper()] >= Strength[alert.severity.upper()]:
        for name, value in spoken.items():
            setattr(alert, name, value)
    alert.save()
    return alert


def alert_of(finding, *, patient, plan, now, symptoms=()):
    """Raise the alert that `finding` asks for."""
    return raise_alert(
        patient=patient,
        plan=plan,
        cause=cause_of(finding.rule),
        rule=finding.rule,
        level=finding.level.value,
        severity=finding.urgency,
        message=finding.message,
        now=now,
        symptoms=symptoms,
    )


@transaction.atomic
def acknowledge_alert(*, by, alert, note, now):
    """Answer an alert, once. Raises NotYours; ValidationError for an empty note; Refused when answered already."""
    patient = lock_patient(alert.patient_id)
    require_clinician(by, patient)
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise ValidationError({"note": [_("Write a note of at most %(most)s characters.") % {"most": LONGEST_NOTE}]})
    alert = Alert.objects.select_for_update(of=("self",)).select_related("acknowledged_by").get(pk=alert.pk)
    if alert.acknowledged_at is not None:
        raise Refused(_("%(name)s has answered this alert already.") % {"name": alert.acknowledged_by})
    alert.acknowledged_at, alert.acknowledged_by, alert.note = now, by, note
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    return alert
