"""The pages about safety: the rules, and how often they speak."""

from django.urls import path

from prescriptions.views import safety_figures, safety_rules

urlpatterns = [
    path("safety/rules/", safety_rules.safety_rules, name="safety_rules"),
    path("safety/figures/", safety_figures.safety_figures, name="safety_figures"),
]
