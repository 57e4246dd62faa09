"""Who reads, when and from where: what turning rows into resources depends on."""

from dataclasses import dataclass
from datetime import datetime

from accounts.access import is_clinician
from accounts.models import User
from prescriptions.fhir.site import Site


@dataclass(frozen=True)
class Reader:
    user: User
    now: datetime
    site: Site

    def treats(self, patient):
        """True if the reader is a clinician of the patient's clinic; others read what is meant for the patient."""
        return is_clinician(self.user, clinic_id=patient.clinic_id)
