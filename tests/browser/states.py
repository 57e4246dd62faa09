"""The states the patient's pages are looked at in: what happens before, and where each is found."""

from datetime import UTC, datetime

from django.core import signing
from django.template.loader import render_to_string

from patients import actions as records
from prescriptions import actions
from prescriptions.actions.news import STOP
from prescriptions.actions.reminders import CONFIRM
from prescriptions.models import CheckIn, Completion, PlanItem
from tests import factories

LONG = "Lying on the back, drawing both knees to the chest with the hands behind the thighs, slowly and without a jerk"
FLAG = "Stop. Call the emergency number now, then tell the clinic."


def nothing(plan, clinician):
    pass


def help_him(plan, clinician):
    records.add_helper(by=clinician, patient=plan.episode.patient, name="Karin", now=datetime.now(UTC))


def never_agreed(plan, clinician):
    _agreed(plan, None)


def agree(plan, clinician):
    _agreed(plan, datetime.now(UTC))


def _agreed(plan, at):
    user = plan.episode.patient.user
    user.agreed_at = at
    user.save()


def unasked(plan, clinician):
    """Nothing is said or noted yet today: the page begins with its questions."""
    today = plan.episode.patient.today(datetime.now(UTC))
    CheckIn.objects.filter(plan=plan, date=today).delete()
    Completion.objects.filter(item__plan=plan, date=today).delete()


def marked(plan, clinician):
    """Everything is noted; how it was is asked last."""
    today = plan.episode.patient.today(datetime.now(UTC))
    for item in plan.items.all():
        facts = {"outcome": "done", "recorded_by": plan.episode.patient.user}
        Completion.objects.get_or_create(item=item, date=today, defaults=facts)


def rest(plan, clinician):
    """The morning after: nothing is due, and the last session is looked back on."""
    unasked(plan, clinician)
    tomorrow = plan.episode.patient.today(datetime.now(UTC)).isoweekday() % 7 + 1
    PlanItem.objects.filter(plan=plan).update(weekdays=[tomorrow])


def hold(plan, clinician):
    actions.hold_plan(by=clinician, plan=plan, reason="Seen again next week.", now=datetime.now(UTC))


def supersede(plan, clinician):
    factories.make_plan(plan.episode, by=clinician, exercises=[factories.make_exercise(title=LONG + " again")])


def end(plan, clinician):
    current = plan.episode.plans.exclude(status="superseded").get()
    actions.stop_plan(by=clinician, plan=current, reason="Seen again next week.", now=datetime.now(UTC))


def discharge(plan, clinician):
    facts = {"by": clinician, "episode": plan.episode, "reason": "reached", "now": datetime.now(UTC)}
    actions.discharge_episode(**facts, advice=f"{LONG}\n" * 3)


# name -> (address, what happens before): one course of care from its middle to its end
PAGES = {
    "today": ("/today/", nothing),
    "today, the whole list": ("/today/?view=list", nothing),
    "yesterday": ("/today/{yesterday}/", nothing),
    "a day to come": ("/today/{tomorrow}/", nothing),
    "report": ("/today/report/", nothing),
    "reminders": ("/reminders/", nothing),
    "progress": ("/progress/", nothing),
    "progress, an empty month": ("/progress/2020-01/", nothing),
    "how are you doing": ("/me/measures/", nothing),
    "details": ("/me/", help_him),
    "measure of pain": ("/episodes/{episode}/measures/pain/", nothing),
    "one measure": ("/episodes/{episode}/measures/global/", nothing),
    "activities": ("/episodes/{episode}/measures/psfs/", nothing),
    "Roland-Morris": ("/episodes/{episode}/measures/roland-morris/", nothing),
    "first opening": ("/welcome/", never_agreed),
    "what was agreed": ("/welcome/", agree),
    "how one signs in": ("/accounts/2fa/", nothing),
    "passkeys": ("/accounts/2fa/webauthn/", nothing),
    "is it you": ("/accounts/reauthenticate/", nothing),
    "new password": ("/accounts/password/change/", nothing),
    "sign out": ("/accounts/logout/", nothing),
    "paper we do not have": ("/plans/{plan}/handout.pdf?paper=a3", nothing),
    "not there": ("/nothing/here/", nothing),
    "not open": ("/patients/", nothing),
    "today, all marked": ("/today/", marked),
    "today, with its questions": ("/today/", unasked),
    "a day of rest, the morning after": ("/today/", rest),
    "today, on hold": ("/today/", hold),
    "today, a new plan": ("/today/", supersede),
    "today, ended": ("/today/", end),
    "today, discharged": ("/today/", discharge),
    "summary": ("/summary/{episode}/", nothing),
}
# What a visitor without a session can reach; the addresses of mails are looked at before and after the button.
DOORS = {
    "link": "/p/there-is-no-such-link/",
    "code": "/code/",
    "account": "/accounts/login/",
    "code by mail": "/accounts/login/code/",
    "forgotten": "/accounts/password/reset/",
    "a mail is sent": "/accounts/password/reset/done/",
    "a link that is used up": "/accounts/password/reset/key/1-abc/",
    "the password is new": "/accounts/password/reset/key/done/",
    "no account of one's own making": "/accounts/signup/",
    "a closed account": "/accounts/inactive/",
    "stop, a broken link": "/reminders/stop/broken/",
    "stop": "/reminders/stop/{stop}/",
    "confirm": "/reminders/confirm/{confirm}/",
}
# Drawn when nothing else can be: rendered here, for a live server that fails would be a complaint of the browser.
BARE = {
    "not sent": ("prescriptions/not_sent.html", {"advice": "", "ticked": []}),
    "not sent, with what to do": ("prescriptions/not_sent.html", {"advice": FLAG, "ticked": [LONG]}),
    "broken": ("500.html", {}),
    "unreadable": ("400.html", {}),
    "open too long": ("403_csrf.html", {}),
    "too many tries": ("429.html", {}),
}


def tokens_of(patient):
    """What the mails to `patient` carry; their address waits for its confirmation."""
    now = datetime.now(UTC)
    chosen = {"times": [], "by_mail": True, "news": True, "email": "other@example.org"}
    actions.choose_reminders(by=patient.user, patient=patient, now=now, **chosen)
    confirm = signing.dumps([str(patient.pk), "other@example.org"], salt=CONFIRM)
    return {"stop": signing.dumps(str(patient.pk), salt=STOP), "confirm": confirm}


def bare(name):
    """(name, HTML) of a page that is drawn without a request."""
    template, context = BARE[name]
    return render_to_string(template, context)
