"""Pages of this app that know nothing of plans."""

from django.urls import path

from patients.views import own_details, patient_new, way_enter, ways, welcome

urlpatterns = [
    path("patients/new/", patient_new.patient_new, name="patient_new"),
    path("patients/<uuid:pk>/ways/", ways.ways, name="ways"),
    path("patients/<uuid:pk>/helpers/", ways.helper_add, name="helper_add"),
    path("ways/<uuid:pk>/revoke/", ways.way_revoke, name="way_revoke"),
    path("helpers/<uuid:pk>/end/", ways.helper_end, name="helper_end"),
    path("p/<str:token>/", way_enter.way_link, name="way_link"),
    path("code/", way_enter.way_code, name="way_code"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("me/", own_details.own_details, name="own_details"),
    path("me/helpers/", own_details.own_helper_add, name="own_helper_add"),
    path("me/helpers/<uuid:pk>/end/", own_details.own_helper_end, name="own_helper_end"),
]
