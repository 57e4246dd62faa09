"""How often the rules alert and how often they are passed, for who answers for them."""

from datetime import timedelta

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import clinics_of, member_page
from prescriptions.safety_figures import BUDGET, figures_of

SPANS = [
    ("4", _("4 weeks")),
    ("12", _("12 weeks")),
    ("26", _("half a year")),
    ("52", _("year")),
]


class SpanForm(forms.Form):
    weeks = forms.ChoiceField(label=_("Over the last"), required=False, choices=SPANS)


@member_page
def safety_figures(request):
    """Alerts per 100 patient-weeks and overrides per 100 plans of the reader's clinics; no patient is named."""
    form = SpanForm(request.GET or {"weeks": "12"})
    known = form.is_valid()
    weeks = int(form.cleaned_data.get("weeks") or 12) if known else 12
    now = timezone.now()
    context = {
        "form": form,
        "weeks": weeks,
        "figures": figures_of(clinics_of(request.user), since=now - timedelta(weeks=weeks), until=now),
        "budget": BUDGET,
        "place": "figures",
    }
    return render(request, "prescriptions/safety_figures.html", context, status=200 if known else 400)
