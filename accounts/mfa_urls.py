"""The second factor and passkeys. Two of allauth's pages are for people who are not signed in, and do not say so."""

from allauth.mfa.base.views import authenticate
from allauth.mfa.urls import urlpatterns as pages
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required

for view in (authenticate, login_webauthn):
    login_not_required(view)

urlpatterns = pages
