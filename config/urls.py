"""The whole site map."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from accounts.views import api_docs, door, invitation, language, tokens

handler400 = "accounts.views.door.unreadable"
handler404 = "accounts.views.door.not_found"
handler500 = "prescriptions.views.not_sent.broken"

urlpatterns = [
    path("", door.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("language/", language.language_choose, name="language_choose"),
    path("invitations/<str:secret>/", invitation.invitation, name="invitation"),
    path("accounts/2fa/", include("accounts.mfa_urls")),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<uuid:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("", include("exercises.urls")),
    path("", include("patients.urls")),
    path("", include("prescriptions.urls")),
    path("api/v1/", include("exercises.api_urls")),
    path("api/v1/", include("patients.api_urls")),
    path("api/v1/", include("prescriptions.api_urls")),
    path("fhir/R4/", include("prescriptions.fhir.urls")),
    path("api/schema/", door.public_api(SpectacularJSONAPIView).as_view(), name="schema"),
    path("api/docs/", api_docs.api_docs, name="api_docs"),
    path("healthz", door.healthz, name="healthz"),
    path("readyz", door.readyz, name="readyz"),
    path("jobsz", door.jobsz, name="jobsz"),
]
