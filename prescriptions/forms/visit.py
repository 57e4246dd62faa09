"""The form of a visit: the assessment, and what was decided about the plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.assessment_form import AssessmentForm
from patients.forms import date_field
from prescriptions.models import Decision, DischargeReason

LONGEST_NOTE = 2_000


class VisitForm(AssessmentForm):
    """`plan` is the episode's current plan, or None: then there is nothing to decide yet."""

    decision = forms.ChoiceField(
        label=_("Decision about the plan"),
        choices=Decision.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Decide what becomes of the plan.")},
    )
    review_on = date_field(label=_("Next review"), required=False)
    why = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args, plan, **options):
        super().__init__(*args, **options)
        self.plan = plan
        if plan is None:
            for name in ("decision", "review_on", "why"):
                del self.fields[name]

    def clean(self):
        facts = super().clean()
        if self.plan is not None and not facts.get("decision") and "decision" not in self.errors:
            self.add_error("decision", _("Decide what becomes of the plan."))
        return facts

    def decided(self):
        """What the action takes beside the facts."""
        found = self.cleaned_data
        return {
            "decision": found.get("decision", ""),
            "review_on": found.get("review_on"),
            "note": found.get("why", "").strip(),
        }


class DischargeForm(forms.Form):
    """Why the care ends, and what is said of it."""

    reason = forms.ChoiceField(
        label=_("Why the care ends"),
        choices=DischargeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the care ends.")},
    )
    advice = forms.CharField(
        label=_("Words for the patient"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What to go on with, what to watch for, and when to come back."),
    )
    note = forms.CharField(
        label=_("Note for the record"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The patient does not see this."),
    )
