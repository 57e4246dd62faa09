"""The form of a visit: the assessment, and what was decided about the plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import date_field
from patients.assessment_form import AssessmentForm
from prescriptions.actions import step_name
from prescriptions.models import Decision, DischargeReason
from prescriptions.progression import Kind

LONGEST_NOTE = 2_000


STEP_ANSWERS = [
    ("accept", _("Accept")),
    ("decline", _("Decline")),
    ("", _("Leave open")),
]


class VisitForm(AssessmentForm):
    """`plan` is the episode's current plan, or None: then there is nothing to decide yet.

    `proposals` are the next steps its record speaks for. A stage is taken by choosing it, and the visit is the review.
    """

    decision = forms.ChoiceField(
        label=_("Decision about the plan"),
        choices=Decision.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Decide what becomes of the plan.")},
    )
    review_on = date_field(label=_("Next review"), required=False)
    why = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args, plan, proposals=(), **options):
        super().__init__(*args, **options)
        self.plan, self.proposals = plan, proposals
        for name, each in self._steps():
            choices = STEP_ANSWERS[1:] if each.kind == Kind.STAGE else STEP_ANSWERS
            self.fields[name] = forms.ChoiceField(
                label=each.words, choices=choices, required=False, initial="", widget=forms.RadioSelect
            )
        if plan is None:
            for name in ("decision", "review_on", "why"):
                del self.fields[name]

    def _steps(self):
        """Each proposal that is answered with a field of its own, after the field's name."""
        return [(step_name(each.kind, each.item), each) for each in self.proposals if each.kind != Kind.REVIEW]

    def step_rows(self):
        """Each proposal with its field; a due review has none."""
        names = [(each, step_name(each.kind, each.item)) for each in self.proposals]
        return [(each, self[name] if name in self.fields else None) for each, name in names]

    def answered_steps(self):
        """What was answered: (kind, item's id) -> True when taken, False when declined."""
        found = [(each, self.cleaned_data.get(name)) for name, each in self._steps()]
        return {(each.kind.value, each.item): answer == "accept" for each, answer in found if answer}

    def lost_steps(self):
        """True when a step was answered that is not proposed any more."""
        sent = (name for name, value in self.data.items() if name.startswith("step_") and value)
        return any(name not in self.fields for name in sent)

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
            "answers": self.answered_steps(),
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
