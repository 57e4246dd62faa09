"""Saving a plan's exercises and doses as a set of the clinic, to start other plans from."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import clinician_page
from exercises.own import Place, add_set
from exercises.own_forms import SetForm
from exercises.wording import dose_words
from patients.forms import take_errors
from prescriptions.views.plan import plan_for


@clinician_page
def plan_set(request, pk):
    """The title, the stages it is for, and whether colleagues have it too."""
    plan = plan_for(request.user, pk)
    items = list(plan.items.select_related("exercise"))
    form = SetForm(request.POST or None, initial={"stages": [plan.stage], "shared": True})
    if request.method == "POST" and form.is_valid() and _saved(request.user, plan, items, form):
        messages.success(request, _("The set is saved. The builder offers it from now on."))
        return redirect("set_list")
    context = {
        "form": form,
        "plan": plan,
        "lines": [(item.exercise.words.title, _dose(item)) for item in items],
        "patient": plan.episode.patient,
        "episode": plan.episode,
        "today": plan.episode.patient.today(timezone.now()),
        "place": "sets",
    }
    return render(request, "prescriptions/plan_set.html", context, status=400 if form.errors else 200)


def _saved(user, plan, items, form):
    clinic = plan.episode.patient.clinic
    places = [Place(item.exercise, item.dose) for item in items]
    try:
        add_set(
            by=user,
            clinic=clinic,
            region=plan.episode.region,
            places=places,
            language=clinic.language,
            **form.cleaned_data,
        )
    except ValidationError as error:
        take_errors(form, error)
        return False
    return True


def _dose(item):
    return dose_words(item.dose, laterality=item.exercise.laterality, side=item.side)
