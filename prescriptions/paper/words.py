"""What stands on every paper, in the patient's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prescriptions.models import Status

NOTICES = {
    Status.HELD: gettext_lazy("This plan is on hold. Do not do these exercises until your clinic says so."),
    Status.ENDED: gettext_lazy("This plan has ended. Ask your clinic what comes next."),
    Status.SUPERSEDED: gettext_lazy("A newer plan has taken the place of this one. Use that one."),
}


def words_of(sheet):
    """The fixed words of the paper."""
    number = {"number": sheet["clinic"]["emergency_number"]}
    return {
        "stop": _("Stop and call us if it hurts more, or if pain runs down your arm or leg."),
        "stop_emergency": _(
            "Chest pain, numb between the legs, trouble passing water,"
            " sudden trouble with speech or sight: call %(number)s."
        )
        % number,
        "page": _("Page {page} of {pages}"),
        "from_clinician": _("From your clinician"),
        "good_to_know": _("Good to know"),
        "when_to_stop": _("When to stop, and whom to call"),
        "way_in": _("The same plan on your phone"),
        "record": _("What I have done"),
        "record_how": _("Tick a box each time you have done the exercises that were due."),
        "week": _("Week of"),
    }


def stop_words(sheet):
    """When to stop and whom to call: the stop rules and the emergency number, as on the pages (C-54)."""
    said = {"phone": sheet["clinic"]["phone"], "number": sheet["clinic"]["emergency_number"]}
    return [
        _(
            "Stop the exercise if it hurts more, if pain moves further down an arm or a leg, or if you feel dizzy,"
            " faint or numb. Then call the clinic: %(phone)s."
        )
        % said,
        _(
            "Stop all exercises and call the clinic the same day if you have a fever, if you fainted, if weakness or"
            " numbness gets worse, or if your hands grow clumsy or your walk unsteady."
        ),
        _(
            "Call %(number)s at once for chest pain, breathlessness at rest or a racing heart; for new trouble with"
            " bladder or bowels, numbness between the legs or weakness of both legs; for sudden double vision, slurred"
            " speech, trouble swallowing or a drooping face; and for a headache or neck pain unlike any before."
        )
        % said,
        _(
            "What you send us through Plumbline is not watched day and night."
            " When it is urgent, call: do not wait for an answer."
        ),
    ]
