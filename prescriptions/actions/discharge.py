"""Discharge: the episode closes, its plan ends, and a summary is kept for the record and the patient."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refused
from patients.models import Episode
from prescriptions.actions.care import change_episode
from prescriptions.actions.steps import lock_patient, require_clinician
from prescriptions.discharge_summary import summary_of
from prescriptions.models import Discharge, DischargeReason


@transaction.atomic
def discharge_episode(*, by, episode, reason, now, note="", advice=""):
    """Close `episode` today with a Discharge. Raises NotYours; Refused for a closed one; ValidationError (reason)."""
    patient = lock_patient(episode.patient_id)
    require_clinician(by, patient)
    if reason not in DischargeReason:
        raise ValidationError({"reason": [_("Choose why the care ends.")]})
    row = Episode.objects.select_for_update().get(pk=episode.pk)
    if row.closed_on is not None:
        raise Refused(_("This episode of care is closed already."))
    row.patient = patient
    today = patient.today(now)
    summary = summary_of(row, today=today)
    change_episode(by=by, episode=row, changes={"closed_on": today}, now=now)
    return Discharge.objects.create(
        episode=row, reason=reason, note=note, advice=advice, summary=summary, at=now, by=by
    )
