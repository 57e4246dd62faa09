"""The chart of a patient."""

from django.shortcuts import render
from django.utils import timezone

from accounts.access import clinician_page
from prescriptions import chart
from prescriptions.views.reach import treated_patient

SHOWN_AT_ONCE = 8


@clinician_page
def patient_detail(request, pk):
    """Episodes with their newest assessment and plans, the next step, and what happened."""
    patient = treated_patient(request.user, pk)
    today = patient.today(timezone.now())
    episodes = chart.episodes_of(patient)
    flags = chart.standing(chart.visits_of(episodes))
    entries = chart.time_line(patient, episodes)
    context = {
        "patient": patient,
        "today": today,
        "episodes": episodes,
        "episode": next((episode for episode in episodes if episode.closed_on is None), None),
        "steps": chart.next_steps(patient, episodes, flags, today=today),
        "flags": flags,
        "newest": entries[:SHOWN_AT_ONCE],
        "earlier": entries[SHOWN_AT_ONCE:],
        "place": "patients",
    }
    return render(request, "prescriptions/patient_detail.html", context)
