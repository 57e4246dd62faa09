"""The pages behind the links of mails: they change something only when their button is pressed."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import public_page
from accounts.refusals import Refused
from prescriptions import actions

PAGE = "prescriptions/mail_link.html"


@csrf_exempt  # a mail program presses the button by itself (RFC 8058); whoever holds the link may
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request, token):
    words = {
        "title": _("No more mails"),
        "ask": _("You will get no reminders and no news by e-mail. Your plan stays as it is."),
        "button": _("End the mails"),
        "done": _("Done. No more mails will come. You can choose them again on your page “Reminders”."),
    }
    return _after(request, actions.stop_mail, token, words)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def mail_confirm(request, token):
    words = {
        "title": _("Is this your address?"),
        "ask": _("Press the button if you want reminders of your exercises sent to the address this mail came to."),
        "button": _("Yes, it is mine"),
        "done": _("Thank you. The mails begin."),
    }
    return _after(request, actions.confirm_address, token, words)


def _after(request, change, token, words):
    if request.method != "POST":
        return render(request, PAGE, words)
    try:
        change(by=None, token=token, now=timezone.now())
    except Refused as refused:
        return render(request, PAGE, words | {"refused": refused.detail}, status=refused.status)
    return render(request, PAGE, words | {"is_done": True})
