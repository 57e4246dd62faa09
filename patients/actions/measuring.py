"""The only writer of outcome measures."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.refusals import NotYours, Refused
from patients.actions.records import locked, require_present
from patients.measures import ROLAND_MORRIS, score
from patients.models import Episode, Measurement

Mode = Measurement.Mode


@transaction.atomic
def record_measurement(*, by, episode, measure, answers, now, id=None):
    """Store a filled-in measure, by the patient or with a clinician of the clinic; returns it.

    Raises NotYours; Refused for a closed episode or an archived record; ValidationError naming the answer; a second
    time with the same `id` returns the first.
    """
    record = locked(episode.patient_id)
    treats = is_clinician(by, clinic_id=record.clinic_id)
    if not treats and record.user_id != by.pk:
        raise NotYours(_("Only the patient or a clinician of this clinic may fill this in."))
    if id and (known := Measurement.objects.filter(pk=id, episode=episode).first()):
        return known
    require_present(record)
    if Episode.objects.get(pk=episode.pk).closed_on is not None:
        raise Refused(_("This episode of care is closed."))
    if measure.only_total and not treats:
        raise ValidationError({"value": _("A clinician types this total.")})
    row = Measurement(episode=episode, measure=measure.key, version=measure.version, answers=answers, recorded_by=by)
    row.pk = id or row.pk
    row.score = score(measure, answers)
    row.language = "en" if measure is ROLAND_MORRIS else record.language
    row.mode = Mode.WITH_CLINICIAN if treats else Mode.BY_PATIENT
    row.on, row.recorded_at = record.today(now), now
    row.save(force_insert=True)
    return row
