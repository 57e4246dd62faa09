"""The pages of alerts."""

from django.urls import path

from prescriptions.views import alert_list

urlpatterns = [
    path("alerts/", alert_list.alert_list, name="alert_list"),
    path("alerts/count/", alert_list.alert_count, name="alert_count"),
    path("alerts/<uuid:pk>/answer/", alert_list.alert_answer, name="alert_answer"),
]
