"""Mail to patients about their plan: queued with the change it tells of, with no word of what the plan is about."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import QueuedMail
from accounts.outbox import queue_mail
from prescriptions.models import PlanEvent, Reminders

Kind = PlanEvent.Kind
STOP = "reminders.stop"
MOST_ASKED = 3
ENDED = gettext_lazy("Your plan has ended. If you do not know what comes next, ask the clinic.")
TOLD = {
    Kind.ISSUED: gettext_lazy("There is a new plan for you."),
    Kind.HELD: gettext_lazy("Your plan is paused. Please wait until your clinic says that you can go on."),
    Kind.RESUMED: gettext_lazy("You can go on with your plan."),
    Kind.ITEM_PAUSED: gettext_lazy("One exercise of your plan waits for now. The others go on."),
    Kind.ITEM_RESUMED: gettext_lazy("The exercise that had to wait is in your plan again."),
    Kind.STOPPED: ENDED,
    Kind.ENDED_WITH_EPISODE: ENDED,
    Kind.ENDED_WITH_RECORD: ENDED,
}


def tell_patient(plan, event):
    """Queue the news of `event`, if the patient wants news and has not made it themselves."""
    patient = plan.episode.patient
    if event.kind not in TOLD or (event.by_id is not None and event.by_id == patient.user_id):
        return
    reminders = Reminders.objects.filter(patient=patient, news=True, email_confirmed_at__isnull=False).first()
    if reminders is not None:
        reminders.patient = patient
        with translation.override(patient.language):
            lines = [str(TOLD[event.kind]), to_page(_("See it here:"), "today")]
            send_to_patient(reminders, f"plan-event-{event.pk}", _("News about your exercises"), lines, now=event.at)


def send_to_patient(reminders, key, subject, lines, *, now, **more):
    """Queue a mail in the language that is active: greeting, `lines`, whom to call, and how to end the mails."""
    patient = reminders.patient
    stop = _address("mail_stop", signing.dumps(str(patient.pk), salt=STOP))
    clinic = {"phone": patient.clinic.phone, "number": patient.clinic.emergency_number}
    body = [
        _("Hello %(name)s,") % {"name": first_name_of(patient)},
        *lines,
        _("Questions? Call the clinic: %(phone)s. In an emergency call %(number)s. Nobody reads answers to this mail.")
        % clinic,
        _("No more mails like this: %(address)s") % {"address": stop},
    ]
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    to = {"to": reminders.email, "to_name": patient.name}
    return queue_mail(key=key, subject=subject, body="\n\n".join(body) + "\n", headers=headers, now=now, **to, **more)


def ask_for_confirmation(reminders, token, *, now):
    """Queue the mail that asks the owner of an address whether it is theirs; MOST_ASKED a day, whatever is typed."""
    patient = reminders.patient
    today = f"confirm-{patient.pk}-{now:%Y-%m-%d}-"
    asked = QueuedMail.objects.filter(key__startswith=today).count()
    if asked >= MOST_ASKED:
        return False
    with translation.override(patient.language):
        question = _("Somebody wants reminders of exercises sent to this address. If that is you, say so here:")
        body = [_("Hello,"), to_page(question, "mail_confirm", token), _("If not, do nothing. No more mail will come.")]
        subject = _("Is this your address?")
    return queue_mail(
        key=f"{today}{asked}", to=reminders.email, subject=subject, body="\n\n".join(body) + "\n", now=now
    )


def first_name_of(patient):
    """How a mail greets."""
    return (patient.name.split() or [""])[0]


def to_page(words, *page):
    """`words`, and under them the address of the page named by `page` (a URL name and its arguments)."""
    return f"{words}\n{_address(*page)}"


def _address(name, *arguments):
    return settings.SITE_URL + reverse(name, args=arguments)
