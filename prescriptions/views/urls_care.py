"""The pages of records: list, chart, editing, episodes and assessments."""

from django.urls import path

from prescriptions.views import (
    assess,
    chart,
    discharge,
    episode_edit,
    episode_new,
    patient_edit,
    patient_list,
    reminders,
    visit,
)

urlpatterns = [
    path("patients/", patient_list.patient_list, name="patient_list"),
    path("patients/<uuid:pk>/", chart.patient_detail, name="patient_detail"),
    path("patients/<uuid:pk>/calendar/stop/", reminders.patient_calendar_stop, name="patient_calendar_stop"),
    path("patients/<uuid:pk>/edit/", patient_edit.patient_edit, name="patient_edit"),
    path("patients/<uuid:pk>/episodes/new/", episode_new.episode_new, name="episode_new"),
    path("episodes/<uuid:pk>/edit/", episode_edit.episode_edit, name="episode_edit"),
    path("episodes/<uuid:pk>/visit/", visit.visit, name="visit"),
    path("episodes/<uuid:pk>/discharge/", discharge.episode_discharge, name="episode_discharge"),
    path("episodes/<uuid:pk>/summary/", discharge.episode_summary, name="episode_summary"),
    path("summary/<uuid:pk>/", discharge.my_summary, name="my_summary"),
    path("episodes/<uuid:pk>/assess/", assess.assess, name="assess"),
]
