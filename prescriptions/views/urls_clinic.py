"""The pages of a clinic's admins, and what their changes leave to the clinicians."""

from django.urls import path

from prescriptions.views import plan_recheck
from prescriptions.views.clinic import thresholds

urlpatterns = [
    path("clinic/thresholds/", thresholds.clinic_thresholds, name="clinic_thresholds"),
    path("plans/recheck/", plan_recheck.plan_recheck_list, name="plan_recheck_list"),
    path("plans/<uuid:pk>/recheck/", plan_recheck.plan_recheck, name="plan_recheck"),
]
