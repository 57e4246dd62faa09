"""The pages of care: records, plans, the patient's day, and the rules behind them."""

from django.urls import include, path

urlpatterns = [
    path("", include("prescriptions.views.urls_care")),
    path("", include("prescriptions.views.urls_plans")),
    path("", include("prescriptions.views.urls_today")),
    path("", include("prescriptions.views.urls_safety")),
    path("", include("prescriptions.views.urls_alerts")),
    path("", include("prescriptions.views.urls_clinic")),
]
