"""The patient's choices: a time for each session of a day, and mail."""

from itertools import pairwise

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prescriptions.slots import times_of


class RemindersForm(forms.Form):
    """`count` sessions a day; `chosen` is the stored Reminders, or None; `offered` an address on file."""

    by_mail = forms.BooleanField(label=gettext_lazy("Remind me by e-mail"), required=False)
    news = forms.BooleanField(label=gettext_lazy("Tell me by e-mail when my plan changes"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)

    def __init__(self, data=None, *, count, chosen=None, offered=""):
        initial = {"email": (chosen.email if chosen else "") or offered}
        if chosen:
            initial |= {"by_mail": chosen.by_mail, "news": chosen.news}
        super().__init__(data, initial=initial)
        self.count = count
        for number, at in enumerate(times_of(count, chosen.times if chosen else ()), start=1):
            label = _("Time of your exercises") if count == 1 else _("Time %(number)d") % {"number": number}
            wrong = {"invalid": _("Write the time like 9:00."), "required": _("Write the time like 9:00.")}
            self.fields[f"time_{number}"] = forms.TimeField(
                label=label,
                initial=at.strftime("%H:%M"),
                input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
                error_messages=wrong,
            )

    @property
    def time_fields(self):
        return [self[f"time_{number}"] for number in range(1, self.count + 1)]

    def clean(self):
        given = super().clean()
        times = [given.get(f"time_{number}") for number in range(1, self.count + 1)]
        for number, (before, at) in enumerate(pairwise(times), start=2):
            if before and at and at <= before:
                self.add_error(f"time_{number}", _("Choose a later time than the one before."))
        if (given.get("by_mail") or given.get("news")) and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address the mail should go to."))
        return given

    @property
    def choices(self):
        """What `actions.choose_reminders` takes."""
        given = self.cleaned_data
        times = [given[f"time_{number}"] for number in range(1, self.count + 1)]
        return {"times": times} | {name: given[name] for name in ("by_mail", "news", "email")}
