"""The whole site map."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from accounts import views

handler404 = "accounts.views.not_found"
handler500 = "accounts.views.broken"

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("exercises.urls")),
    path("", include("patients.urls")),
    path("", include("prescriptions.urls")),
    path("api/v1/", include("exercises.api_urls")),
    path("api/v1/", include("patients.api_urls")),
    path("api/v1/", include("prescriptions.api_urls")),
    path("api/schema/", views.public_api(SpectacularAPIView).as_view(), name="schema"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
