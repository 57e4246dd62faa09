"""The mail that brings a patient the link. Its subject says nothing about the person, its text only what is needed.

It is sent at once and kept nowhere: the outbox would keep the link, whose secret is stored nowhere else.
"""

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def mail_link(way, url):
    """Send `url` to the address in the record, in the patient's language; True if the mail server took it."""
    patient = way.patient
    with translation.override(patient.language):
        words = {"url": url, "patient": patient, "clinic": patient.clinic, "way": way}
        subject = _("Your exercises: the link you asked for")
        text = render_to_string("patients/way_mail.txt", words)
    try:
        return send_mail(subject, text, None, [patient.email]) == 1
    except OSError as error:  # smtplib's errors are among them; what they say may quote the address
        log.error("A link could not be mailed: %s", type(error).__name__)
        return False
