"""Pages of this app that know nothing of plans."""

from django.urls import path

from patients import views

urlpatterns = [path("patients/new/", views.patient_new, name="patient_new")]
