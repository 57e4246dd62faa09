from django.urls import path

from exercises import figure_views, views

urlpatterns = [
    path("exercises/", views.exercise_list, name="exercise_list"),
    path("exercises/figures/", figure_views.figure_sheet, name="figure_sheet"),
    path("exercises/<slug:key>/", views.exercise_detail, name="exercise_detail"),
    path("figures/<slug:key>.<slug:mark>.svg", figure_views.figure, name="figure"),
    path("figures/<slug:key>.<slug:mark>.moving.svg", figure_views.figure, {"moving": True}, name="figure_moving"),
]
