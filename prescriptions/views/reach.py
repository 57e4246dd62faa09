"""From the caller to a person's rows, for pages: the row, 403 for colleagues without the right, 404 for strangers."""

from accounts.access import one_or_refuse
from patients.models import Episode, Patient


def treated_patient(user, pk):
    patients = Patient.objects.treated_by(user).select_related("clinic", "responsible", "reminders")
    return one_or_refuse(patients, Patient.objects.visible_to(user), pk=pk)


def treated_episode(user, pk):
    episodes = Episode.objects.treated_by(user).select_related("patient__clinic", "patient__responsible").with_stage()
    return one_or_refuse(episodes, Episode.objects.visible_to(user), pk=pk)
