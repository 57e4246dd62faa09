"""The pages of care: records, plans, and the patient's day."""

from django.urls import include, path

urlpatterns = [
    path("", include("prescriptions.views.urls_care")),
    path("", include("prescriptions.views.urls_plans")),
    path("", include("prescriptions.views.urls_today")),
]
