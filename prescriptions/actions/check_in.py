"""What a patient says of pain and symptoms: records of fact, never refused by a rule, acted on at once."""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from patients.vocabulary import symptom_words
from prescriptions.actions.report import follow_up
from prescriptions.actions.steps import date_problems, lift_hold, lock_patient, require_logger
from prescriptions.models import CheckIn, CheckInKind, Plan, PlanEvent, Status
from prescriptions.safety import Level, Moment, findings_for
from prescriptions.safety.facts import cases_for, told_of
from prescriptions.safety.red_flags import flags_in

Kind = PlanEvent.Kind
LONGEST_COMMENT = 2_000
# A slip of the finger is seen at once. Later the plan is held in earnest, and only a clinician lets it go on.
TAKE_BACK_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Said:
    """What became of a report: the row (None when nothing was left to store), what the rules say, and the check-in
    it repeats, if there was one already."""

    check_in: CheckIn | None
    findings: list = field(default_factory=list)
    first: CheckIn | None = None


@transaction.atomic
def record_check_in(*, by, plan, date, kind, now, occurrence=1, id=None, **facts):
    """Record a check-in on the patient's `date`: `facts` are pain (0 to 10), symptoms (None: not asked), discomfort
    and comment.

    Before and after are unique per plan, date and occurrence: a second one answers with `first`, and what it says of
    symptoms and discomfort is stored as a report all the same. Raises ValidationError for a day not yet come or more
    than 7 days back and for unknown symptoms; Refused for a draft; NotYours.
    """
    patient = lock_patient(plan.episode.patient_id)
    require_logger(by, patient)
    plan = Plan.objects.for_reading().select_related("assessment").get(pk=plan.pk)
    if plan.status == Status.DRAFT:
        raise Refused(_("A draft is not done yet: issue the plan first."))
    _require_sayable(kind, date, facts, today=patient.today(now))
    row = CheckIn(plan=plan, date=date, kind=kind, occurrence=occurrence, recorded_by=by, recorded_at=now, **facts)
    row.pk = id or row.pk
    first = _insert(row)
    if first is None:
        return Said(row, _follow_up(row, patient, by=by, now=now))
    if not (row.symptoms or row.discomfort):
        return Said(None, first=first)
    row.kind = CheckInKind.REPORT
    _insert(row)
    return Said(row, _follow_up(row, patient, by=by, now=now), first)


def _require_sayable(kind, date, facts, *, today):
    errors = date_problems(date, today=today)
    symptoms = facts.get("symptoms")
    if unknown := sorted(set(symptoms or ()) - set(symptom_words())):
        errors["symptoms"] = [_("“%(word)s” is not one of the known words.") % {"word": word} for word in unknown]
    if facts.get("pain") is None and kind != CheckInKind.REPORT:
        errors["pain"] = [_("Say how much it hurts, from 0 to 10.")]
    if len(facts.get("comment", "")) > LONGEST_COMMENT:
        errors["comment"] = [_("Write at most %(most)s characters.") % {"most": LONGEST_COMMENT}]
    if errors:
        raise ValidationError(errors)


def _insert(row):
    """Store `row`; the check-in that stands in its place already, or None when it is stored."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        same = {"plan": row.plan, "date": row.date, "kind": row.kind, "occurrence": row.occurrence}
        first = CheckIn.objects.filter(**same).first() if row.kind != CheckInKind.REPORT else None
        if first is None or first.pk == row.pk:
            raise Refused(_("This id is already used by another record.")) from None
        return first
    return None


def _follow_up(row, patient, *, by, now):
    found, alert = follow_up(row.plan, told_of(row, ZoneInfo(patient.time_zone)), by=by, now=now)
    if alert is not None:
        row.alert = alert
        row.save(update_fields=["alert"])
    row.plan.refresh_from_db(fields=["status", "ended_at"])
    return found


@transaction.atomic
def take_back_ticks(*, by, check_in, now):
    """Take back the red flags of a check-in that were ticked by accident: they stand no longer from the next request.

    Plans that only these ticks hold go on again; the alert stays for the clinician to answer. Raises NotYours;
    Refused after a quarter of an hour, when only a clinician can clear the flag.
    """
    patient = lock_patient(check_in.plan.episode.patient_id)
    require_logger(by, patient)
    rows = CheckIn.objects.select_for_update(of=("self",)).filter(plan__episode__patient=patient)
    row = rows.get(pk=check_in.pk)
    if now - row.recorded_at > TAKE_BACK_WITHIN:
        raise Refused(_("This is too long ago to take back. Please call the clinic."))
    flags = flags_in(row.symptoms) - set(row.taken_back)
    for each in rows.filter(recorded_at=row.recorded_at):  # the same answer, told of each of the person's plans
        each.taken_back = sorted({*each.taken_back, *(flags & set(each.symptoms or ()))})
        each.save(update_fields=["taken_back"])
    if flags:
        _let_go_on(patient, row, flags, by=by, now=now)
    row.refresh_from_db()
    return row


def _let_go_on(patient, row, flags, *, by, now):
    """Resume the plans that `row` put on hold and that nothing else holds."""
    held = Plan.objects.filter(episode__patient=patient, status=Status.HELD).select_for_update(of=("self",))
    plans = list(held.for_reading().with_items())
    cases = cases_for(plans, now=now, starting=True)
    why = _("Ticked by accident: %(flags)s.") % {"flags": ", ".join(sorted(flags))}
    for plan in plans:
        last = plan.events.filter(kind__in=[Kind.HELD, Kind.RESUMED]).order_by("-at", "-pk").first()
        hard = [each for each in findings_for(cases[plan.pk], (Moment.START,)) if each.level == Level.HARD]
        if last is None or last.at != row.recorded_at or any(each.item is None for each in hard):
            continue
        lift_hold(plan, Kind.TAKEN_BACK, why, by=by, now=now)
