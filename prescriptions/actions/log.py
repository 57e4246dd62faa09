"""What the patient did: records of fact, never refused by a rule."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.refusals import NotYours, Refused
from prescriptions.actions.steps import lock_patient, raise_alert
from prescriptions.models import Alert, Completion, Outcome, Status
from prescriptions.schedule import BACKFILL_DAYS, may_record


def _require_logger(by, patient):
    """The patient, a helper of theirs, or a clinician of the patient."""
    own = patient.user_id == by.pk or patient.helpers.current().filter(user=by).exists()
    if not own and not is_clinician(by, clinic_id=patient.clinic_id):
        raise NotYours(_("Only the patient or a clinician of this clinic may record this."))


def _require_recordable(item, date, occurrence, *, today):
    errors = {}
    if date > today:
        errors["date"] = [_("This day has not come yet.")]
    elif not may_record(date, today=today):
        errors["date"] = [_("Only today and the last %(days)s days can be filled in.") % {"days": BACKFILL_DAYS}]
    if not 1 <= occurrence <= item.times_per_day:
        errors["occurrence"] = [_("Write a number from 1 to %(times)s.") % {"times": item.times_per_day}]
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def record_completion(*, by, item, date, now, occurrence=1, id=None, **facts):
    """Record one occurrence of `item` on the patient's `date`: outcome, pain_during, difficulty, discomfort,
    spreading, reason.

    Raises ValidationError for a date not yet come or more than 7 days back and an occurrence the dose does not have;
    Refused for a draft or a second record of the same occurrence; NotYours. A hold or a pause never refuses: the
    record is marked against advice and one alert is raised.
    """
    patient = lock_patient(item.plan.episode.patient_id)
    _require_logger(by, patient)
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
    _require_logger(by, patient)
    rows = Completion.objects.select_for_update(of=("self",)).select_related("item__plan__episode__patient")
    completion = rows.get(pk=completion.pk)
    _require_recordable(completion.item, completion.date, completion.occurrence, today=patient.today(now))
    for name, value in facts.items():
        setattr(completion, name, value)
    completion.recorded_at, completion.recorded_by = now, by
    told = completion.against_advice
    completion.against_advice = _against_advice(completion.item, completion.date, completion.outcome, patient)
    completion.save()
    if completion.against_advice and not told:
        _tell_the_clinician(completion.item, patient, now=now)
    return completion


@transaction.atomic
def delete_completion(*, by, completion, now):
    """Take a record back. Raises NotYours, ValidationError when it is more than 7 days old."""
    patient = lock_patient(completion.item.plan.episode.patient_id)
    _require_logger(by, patient)
    _require_recordable(completion.item, completion.date, completion.occurrence, today=patient.today(now))
    Completion.objects.filter(pk=completion.pk).delete()
