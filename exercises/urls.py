from django.urls import path

from exercises import figure_views, own_views, views

urlpatterns = [
    path("exercises/", views.exercise_list, name="exercise_list"),
    path("exercises/figures/", figure_views.figure_sheet, name="figure_sheet"),
    path("exercises/new/", own_views.exercise_new, name="exercise_new"),
    path("exercises/<slug:key>/edit/", own_views.exercise_edit, name="exercise_edit"),
    path("exercises/<slug:key>/retire/", own_views.exercise_retire, name="exercise_retire"),
    path("sets/", own_views.set_list, name="set_list"),
    path("sets/<slug:key>/", own_views.set_edit, name="set_edit"),
    path("sets/<slug:key>/retire/", own_views.set_retire, name="set_retire"),
    path("exercises/<slug:key>/", views.exercise_detail, name="exercise_detail"),
    path("figures/<slug:key>.<slug:mark>.svg", figure_views.figure, name="figure"),
    path("figures/<slug:key>.<slug:mark>.moving.svg", figure_views.figure, {"moving": True}, name="figure_moving"),
]
