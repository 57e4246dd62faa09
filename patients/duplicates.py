"""Two records of one person: pointed out before the second is opened, decided by the clinician."""

from difflib import SequenceMatcher

from django.db.models import Q

from patients.models import Patient

SIMILAR = 0.75


def likely_duplicates(*, by, clinic, name, birth_date):
    """Patients of `clinic` with the same birth date and a similar name, or with the same name. Archived ones too."""
    near = Patient.objects.treated_by(by).filter(clinic=clinic)
    near = near.filter(Q(birth_date=birth_date) | Q(name__iexact=" ".join(name.split())))
    return [patient for patient in near if similar(patient.name, name)]


def similar(one, other):
    """True for two ways to write one name: order, case and a few letters aside."""
    return SequenceMatcher(None, _key(one), _key(other)).ratio() >= SIMILAR


def _key(name):
    return " ".join(sorted(name.casefold().replace("-", " ").split()))
