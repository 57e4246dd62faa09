"""The pages of plans: the builder, and each plan with what can be done about it."""

from django.urls import path

from prescriptions.views import builder

urlpatterns = [
    path("episodes/<uuid:pk>/prescribe/", builder.prescribe, name="prescribe"),
    path("plans/<uuid:pk>/", builder.prescribe, name="plan_detail"),
]
