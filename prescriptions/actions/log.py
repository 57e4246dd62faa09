"""What the patient did: records of fact, never refused by a rule."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from prescriptions.actions.alert import raise_alert
from prescriptions.actions.report import follow_up
from prescriptions.actions.steps import date_problems, lock_patient, require_logger
from prescriptions.models import Alert, Completion, Outcome, Status
from prescriptions.safety.facts import done_of

# What the rules of REPORT look at: a correction of anything else is not judged again.
JUDGED = ("outcome", "pain_during", "discomfort", "spreading")


def _require_recordable(item, date, occurrence, *, today):
    errors = date_problems(date, today=today)
    if not 1 <= occurrence <= item.times_per_day:
        errors["occurrence"] = [_("Write a number from 1 to %(times)s.") % {"times": item.times_per_day}]
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def record_completion(*, by, item, date, now, occurrence=1, id=None, **facts):
    """Record one occurrence of `item` on the patient's `date`: outcome, pain_during, difficulty, discomfort,
    spreading, reason.

    The answer's `findings` are what the rules of REPORT say of it; what they ask for is done: an exercise paused, the
    clinician told. Raises ValidationError for a date not yet come or more than 7 days back and an occurrence the dose
    does not have; Refused for a draft or a second record of the same occurrence; NotYours. A hold or a pause never
    refuses: the record is marked against advice and one alert is raised.
    """
    patient = lock_patient(item.plan.episode.patient_id)
    require_logger(by, patient)
    item.refresh_from_db(fields=["paused_at"])
    item.plan.refresh_from_db(fields=["status", "ended_at"])
    if item.plan.status == Status.DRAFT:
        raise Refused(_("A draft is not done yet: issue the plan first."))
    _require_recordable(item, date, occurrence, today=patient.today(now))
    against_advice = _against_advice(item, date, facts["outcome"], patient)
    try:
        with transaction.atomic():
            completion = Completion.objects.create(
                item=item,
                date=date,
                occurrence=occurrence,
                recorded_by=by,
                recorded_at=now,
                against_advice=against_advice,
                **facts,
                **({"id": id} if id else {}),
            )
    except IntegrityError:
        first = Completion.objects.filter(item=item, date=date, occurrence=occurrence).first()
        if first is None:
            raise Refused(_("This id is already used by another record.")) from None
        raise Refused(_("This is recorded already: %(id)s.") % {"id": first.pk}) from None
    if against_advice:
        _tell_the_clinician(item, patient, now=now)
    return _followed_up(completion, by=by, now=now)


def _followed_up(completion, *, by, now):
    """`completion` with `findings`: what the rules say of it and its exercise."""
    item = completion.item
    found, _alert = follow_up(item.plan, done_of(completion), by=by, now=now)
    completion.findings = [finding for finding in found if finding.item in (None, str(item.pk))]
    item.refresh_from_db(fields=["paused_at"])
    item.plan.refresh_from_db(fields=["status", "ended_at"])
    return completion


def _against_advice(item, date, outcome, patient):
    """True when it was done although the plan was on hold, the exercise paused, or the plan over by that day."""
    if outcome == Outcome.SKIPPED:
        return False
    plan = item.plan
    over = plan.ended_at is not None and date > patient.today(plan.ended_at)
    return plan.status == Status.HELD or item.paused or over


def _tell_the_clinician(item, patient, *, now):
    title = item.plan.sheet_line(item.pk)["title"]
    raise_alert(
        patient=patient,
        plan=item.plan,
        cause=Alert.Cause.PAIN_RESPONSE,
        rule="",
        level="warn",
        severity="prompt",
        message=_("Exercised against advice: %(title)s.") % {"title": title},
        now=now,
    )


@transaction.atomic
def correct_completion(*, by, completion, now, **facts):
    """Change what was recorded (not the day, item or occurrence). Raises NotYours, ValidationError when too old."""
    patient = lock_patient(completion.item.plan.episode.patient_id)
    require_logger(by, patient)
    rows = Completion.objects.select_for_update(of=("self",)).select_related("item__plan__episode__patient")
    completion = rows.get(pk=completion.pk)
    _require_recordable(completion.item, completion.date, completion.occurrence, today=patient.today(now))
    before = [getattr(completion, name) for name in JUDGED]
    for name, value in facts.items():
        setattr(completion, name, value)
    completion.recorded_at, completion.recorded_by = now, by
    told = completion.against_advice
    completion.against_advice = _against_advice(completion.item, completion.date, completion.outcome, patient)
    completion.save()
    if completion.against_advice and not told:
        _tell_the_clinician(completion.item, patient, now=now)
    completion.findings = []
    changed = before != [getattr(completion, name) for name in JUDGED]
    return _followed_up(completion, by=by, now=now) if changed else completion


@transaction.atomic
def delete_completion(*, by, completion, now):
    """Take a record back. Raises NotYours, ValidationError when it is more than 7 days old."""
    patient = lock_patient(completion.item.plan.episode.patient_id)
    require_logger(by, patient)
    _require_recordable(completion.item, completion.date, completion.occurrence, today=patient.today(now))
    Completion.objects.filter(pk=completion.pk).delete()
