"""How allauth behaves here: clinics make accounts, visitors do not; a mail server that is away is no bug."""

import base64
import hashlib
import io
import logging
from datetime import timedelta

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import memberships_of

log = logging.getLogger(__name__)
PATIENTS_SESSION = timedelta(days=90)


class ClosedSignup(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right.")
    }

    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **more):
        """Patients stay signed in for long; people of a clinic until the day or the browser ends."""
        if not memberships_of(user):
            request.session.set_expiry(PATIENTS_SESSION)
        return super().post_login(request, user, **more)

    def send_mail(self, template_prefix, email, context):
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are among them; what they say may quote the address
            log.error("A mail could not be sent: %s", type(error).__name__)
            messages.error(self.request, _("No mail can be sent just now. Try again later, or call your clinic."))


class SealedSecrets(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are encrypted under the server's key.

    Who is given a new SECRET_KEY sets up the app again.
    """

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url):
        """Drawn as a file of its own would be: the page shows it inline, for no address may start with data:."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(
            drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, light="#fff", border=4, svgclass="pl-qr"
        )
        return drawn.getvalue().decode()


def _box():
    key = hashlib.sha256(b"accounts.second-factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def display_name(user):
    return str(user)
