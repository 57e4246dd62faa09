from django.urls import path

from exercises import views

urlpatterns = [
    path("exercises/", views.exercise_list, name="exercise_list"),
    path("exercises/<slug:key>/", views.exercise_detail, name="exercise_detail"),
]
