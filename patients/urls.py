"""Pages of this app that know nothing of plans."""

from django.urls import path

from patients.views import patient_new

urlpatterns = [path("patients/new/", patient_new.patient_new, name="patient_new")]
