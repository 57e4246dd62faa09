from django.urls import path

from exercises import api

urlpatterns = [
    path("exercises/", api.ExerciseList.as_view(), name="api_exercise_list"),
    path("exercises/<slug:key>/", api.ExerciseDetail.as_view(), name="api_exercise_detail"),
    path("exercise-sets/", api.ExerciseSetList.as_view(), name="api_exercise_set_list"),
    path("exercise-sets/<slug:key>/", api.ExerciseSetDetail.as_view(), name="api_exercise_set_detail"),
]
