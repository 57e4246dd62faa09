"""The chart of a patient."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.shortcuts import render
from django.utils import timezone

from accounts.access import clinician_page, one_or_refuse
from patients.models import Patient
from prescriptions import chart
from prescriptions.overview import open_alerts
from prescriptions.sessions import SHOWN_DAYS, at_home
from prescriptions.views.chart_more import more_of
from prescriptions.views.chart_plan import plan_table
from prescriptions.views.chart_plot import plot_of

SHOWN_AT_ONCE = 8


@clinician_page
def patient_detail(request, pk):
    """Episodes with pain and sessions on one axis, the next step, open alerts, and what happened."""
    patient = _patient(request.user, pk)
    now = timezone.now()
    today = patient.today(now)
    episodes = chart.episodes_of(patient, now=now)
    visits = chart.visits_of(episodes)
    home = at_home(patient, since=today - timedelta(days=SHOWN_DAYS))
    heard = chart.heard_at_home(episodes, home, now=now)
    flags = chart.standing(patient, visits, now=now, heard=heard)
    entries = chart.time_line(patient, episodes, home.days.values())
    context = {
        "patient": patient,
        "today": today,
        "episodes": episodes,
        "episode": next((episode for episode in episodes if episode.closed_on is None), None),
        "care": [_care(episode, home, patient, today) for episode in episodes if episode.closed_on is None],
        "steps": chart.next_steps(patient, episodes, flags, today=today),
        "flags": flags,
        **more_of(patient, episodes, home, heard, now=now),
        "glance": chart.glance(visits),
        "newest": entries[:SHOWN_AT_ONCE],
        "earlier": entries[SHOWN_AT_ONCE:],
        "place": "patients",
    }
    return render(request, "prescriptions/patient_detail.html", context)


def _patient(user, pk):
    """The patient with the open alerts. Http404 for strangers, PermissionDenied for colleagues without the right."""
    treated = Patient.objects.treated_by(user).select_related("clinic", "responsible", "reminders")
    treated = treated.annotate(open_alerts=ArraySubquery(open_alerts()))
    return one_or_refuse(treated, Patient.objects.visible_to(user), pk=pk)


def _care(episode, home, patient, today):
    """An open episode with its plot, and its current plan line by line."""
    return {
        "episode": episode,
        "plot": plot_of(episode, home, time_zone=patient.time_zone, today=today),
        "table": plan_table(episode, home, time_zone=patient.time_zone, today=today),
    }
