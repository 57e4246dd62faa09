"""What patients choose about reminders, news and their calendar feed."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import is_clinician
from accounts.refusals import NotYours, Refused
from prescriptions.actions.news import STOP, ask_for_confirmation
from prescriptions.actions.steps import lock_patient
from prescriptions.models import Reminders

CONFIRM_WITHIN = timedelta(days=7)
CONFIRM = "reminders.confirm"
NO_LONGER_GOOD = gettext_lazy("This link is no longer good. Save your reminders once more, and a new one comes.")


def _owned(by, patient):
    """The choices of `patient`, locked with the patient's row, for the patient alone."""
    locked = lock_patient(patient.pk)
    if locked.user_id != by.pk:
        raise NotYours(_("Only the patient chooses this."))
    return Reminders.objects.get_or_create(patient=locked)[0]


@transaction.atomic
def choose_reminders(*, by, patient, times, by_mail, news, email, now):
    """Store what the patient chose: `times` ascending, the first session of a day first.

    An address that is not on file is asked to confirm; until then nothing else is sent there. Raises NotYours.
    """
    chosen = _owned(by, patient)
    if list(times) != chosen.times:
        chosen.times, chosen.version = list(times), chosen.version + 1
    chosen.by_mail, chosen.news = by_mail, news
    if email != chosen.email:
        on_file = {by.email, patient.email} - {None, ""}
        chosen.email, chosen.email_confirmed_at = email, now if email in on_file else None
    chosen.changed_at = now
    chosen.save()
    if chosen.email and (by_mail or news) and chosen.email_confirmed_at is None:
        ask_for_confirmation(chosen, signing.dumps([str(patient.pk), email], salt=CONFIRM), now=now)
    return chosen


@transaction.atomic
def confirm_address(*, by, token, now):
    """The owner of an address says that it is theirs. Raises Refused for a token that is not or no longer good."""
    try:
        patient, email = signing.loads(token, salt=CONFIRM, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        raise Refused(NO_LONGER_GOOD) from None
    found = Reminders.objects.filter(patient=patient, email=email)
    if not found.exists():
        raise Refused(NO_LONGER_GOOD)
    found.filter(email_confirmed_at=None).update(email_confirmed_at=now)


@transaction.atomic
def stop_mail(*, by, token, now):
    """Whoever holds the link of a mail may end the mails. Raises Refused for a token that is none."""
    try:
        patient = signing.loads(token, salt=STOP)
    except signing.BadSignature:
        raise Refused(_("This link is not good. Copy the whole of it from the mail.")) from None
    Reminders.objects.filter(patient=patient).update(by_mail=False, news=False, changed_at=now)


@transaction.atomic
def make_feed(*, by, patient, now):
    """A new secret address for the patient's calendar; the former one opens nothing any more. Raises NotYours."""
    chosen = _owned(by, patient)
    secret = Reminders.new_secret()
    chosen.feed_digest, chosen.feed_made_at, chosen.changed_at = Reminders.digest_of(secret), now, now
    chosen.save()
    return secret


@transaction.atomic
def revoke_feed(*, by, patient, now):
    """Close the patient's calendar feed, as the patient or a clinician of the clinic. Raises NotYours."""
    locked = lock_patient(patient.pk)
    if locked.user_id != by.pk and not is_clinician(by, clinic_id=locked.clinic_id):
        raise NotYours(_("Only the patient or a clinician of this clinic may close the calendar."))
    Reminders.objects.filter(patient=locked).update(feed_digest=None, feed_made_at=None, changed_at=now)
