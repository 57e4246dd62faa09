"""Why a plan is held, resumed or stopped: one box each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prescriptions.forms.fields import MarkedField, text

LONGEST_REASON = 2_000


class ReasonForm(forms.Form):
    bound_field_class = MarkedField
    use_required_attribute = False

    reason = text(_("Reason"), longest=LONGEST_REASON, required=True)
    reason.error_messages["required"] = _("Write why.")


class NoteForm(forms.Form):
    bound_field_class = MarkedField
    use_required_attribute = False

    note = text(_("What was found"), longest=LONGEST_REASON, required=True)
    note.error_messages["required"] = _("Write what was found.")
