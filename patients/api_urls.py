"""Under /api/v1/."""

from django.urls import path

from patients.api import ClinicList, PatientList

urlpatterns = [
    path("clinics/", ClinicList.as_view(), name="api_clinic_list"),
    path("patients/", PatientList.as_view(), name="api_patient_list"),
]
