"""How allauth behaves here: clinics make accounts, visitors do not; a mail server that is away is no bug."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


class ClosedSignup(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are among them; what they say may quote the address
            log.error("A mail could not be sent: %s", type(error).__name__)
            messages.error(self.request, _("No mail can be sent just now. Try again later, or call your clinic."))


def display_name(user):
    return str(user)
