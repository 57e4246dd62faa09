"""The pages about safety: the rules."""

from django.urls import path

from prescriptions.views import safety_rules

urlpatterns = [
    path("safety/rules/", safety_rules.safety_rules, name="safety_rules"),
]
