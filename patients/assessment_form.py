"""The form of an assessment: what was asked and found, with every red flag as a question of its own."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import date_field
from exercises.vocabulary import Region, Stage
from patients.actions import LONGEST_NOTE, LONGEST_REASON
from patients.models import PAIN_SITES
from patients.vocabulary import OUTCOMES, SYMPTOMS, name_of, red_flag_words

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
PAIN_SCALE = [("", _("Not asked")), *((str(value), str(value)) for value in range(11))]


def pain_field(label):
    return forms.TypedChoiceField(
        label=label, choices=PAIN_SCALE, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


def answer_field(label):
    return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect)


def ticks_field(label, words):
    return forms.MultipleChoiceField(
        label=label, choices=list(words.items()), required=False, widget=forms.CheckboxSelectMultiple
    )


def number_field(label, low, high):
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False)


class AssessmentForm(forms.Form):
    """`standing` are the red flags that stand for the patient: each can be cleared here with a note."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the stage.")},
    )
    pain_now = pain_field(_("Pain now"))
    pain_on_movement = pain_field(_("Pain on movement"))
    inflammation_settled = forms.BooleanField(label=_("Inflammation has settled"), required=False)
    symptoms = ticks_field(_("Symptoms"), SYMPTOMS)
    pain_sites = ticks_field(_("Where it hurts"), PAIN_SITES)
    all_no = forms.BooleanField(label=_("No to all: I asked about every sign below"), required=False)
    collar = answer_field(_("Collar while walking"))
    collar_reason = forms.CharField(
        label=_("If no: why not"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
    collar_until = date_field(label=_("If yes: until"), required=False)
    systolic = number_field(_("Blood pressure, upper"), 50, 300)
    diastolic = number_field(_("Blood pressure, lower"), 20, 200)
    posture_deviation = forms.BooleanField(label=_("The posture deviates"), required=False)
    supervised_session = forms.BooleanField(label=_("A supervised session was held today"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, episode, standing, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("id", uuid.uuid4())
        self.episode, self.standing = episode, standing
        for flag in red_flag_words():
            self.fields[f"flag_{flag}"] = answer_field(name_of(flag))
        for flag in standing:
            choices = [("", _("It stands")), *((word, _("Cleared: %s") % label) for word, label in OUTCOMES.items())]
            self.fields[f"cleared_{flag}"] = forms.ChoiceField(label=name_of(flag), choices=choices, required=False)
            self.fields[f"cleared_{flag}_note"] = forms.CharField(
                label=_("Note to: %(flag)s") % {"flag": name_of(flag)}, required=False, max_length=LONGEST_REASON
            )

    @property
    def is_cervical(self):
        return self.episode.region == Region.CERVICAL

    def flag_rows(self):
        """Each red flag with its field."""
        return [(flag, self[f"flag_{flag}"]) for flag in red_flag_words()]

    def standing_rows(self):
        """Each standing flag with the fields that clear it."""
        return [(flag, self[f"cleared_{flag}"], self[f"cleared_{flag}_note"]) for flag in self.standing]

    def clean(self):
        facts = super().clean()
        said_yes = [flag for flag in red_flag_words() if facts.get(f"flag_{flag}") == "yes"]
        if facts.get("all_no") and said_yes:
            self.add_error("all_no", _("You answered one of them with yes. Take one of the two back."))
        for flag in self.standing:
            if facts.get(f"cleared_{flag}") and not facts.get(f"cleared_{flag}_note", "").strip():
                self.add_error(f"cleared_{flag}_note", _("Write how it was cleared."))
        if self.is_cervical and facts.get("stage") == Stage.ACUTE and not facts.get("collar"):
            self.add_error("collar", _("The acute neck needs an answer: yes or no."))
        return facts

    def facts(self):
        """What the action stores."""
        found = self.cleaned_data
        answers = {flag: "no" if found["all_no"] else found[f"flag_{flag}"] for flag in red_flag_words()}
        asked = ("stage", "pain_now", "pain_on_movement", "inflammation_settled", "symptoms", "pain_sites")
        asked += ("collar_reason", "collar_until", "systolic", "diastolic", "posture_deviation")
        return {name: found[name] for name in (*asked, "supervised_session", "note")} | {
            "id": found["id"] or uuid.uuid4(),
            "collar": {"yes": True, "no": False}.get(found["collar"]),
            "red_flags": [flag for flag, answer in answers.items() if answer == "yes"],
            "red_flags_screened": all(answers.values()),
            "red_flags_cleared": [self._cleared(flag) for flag in self.standing if found[f"cleared_{flag}"]],
        }

    def _cleared(self, flag):
        found = self.cleaned_data
        return {"flag": flag, "outcome": found[f"cleared_{flag}"], "note": found[f"cleared_{flag}_note"].strip()}
