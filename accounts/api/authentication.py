"""Who is calling: a bearer token of a record system, or a signed-in browser."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`. Unknown, expired and revoked tokens are told apart by nobody."""

    def authenticate(self, request):
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        token = ApiToken.objects.valid(now).with_secret(secret.strip()).select_related("user").first()
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        token.used_at(now)
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


class BrowserSession(SessionAuthentication):
    """The session of a signed-in person, with CSRF protection."""


class BearerTokenScheme(OpenApiAuthenticationExtension):
    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class BrowserSessionScheme(OpenApiAuthenticationExtension):
    target_class = BrowserSession
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
