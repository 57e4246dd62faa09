"""The pages of a clinic's own exercises and sets."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import clinician_page, clinics_of, is_clinician
from accounts.models import Membership
from exercises import own
from exercises.models import Exercise, ExerciseSet, SetItem
from exercises.own_forms import OwnExerciseForm, PlaceForm, SetForm, initial_of

MOVES = {"up": -1, "down": 1}
# The one rule about a dose (S-25) is met by a rest.
MENDED_AT = {"dose": "relax_seconds"}


# --- exercises ----------------------------------------------------------------------------------------------


@clinician_page
def exercise_new(request):
    """A new exercise of the clinic the clinician works at."""
    clinic = clinics_of(request.user, Membership.Role.CLINICIAN)[0]
    start = {"days": 7, "times_per_day": 1, "difficulty": 1, "language": clinic.language, "laterality": "midline"}
    form = OwnExerciseForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = _written(
            form, lambda facts, dose: own.add_exercise(by=request.user, clinic=clinic, facts=facts, dose=dose)
        )
        if made:
            messages.success(request, _("The exercise is in your clinic's library."))
            return redirect("exercise_detail", made.key)
    return _exercise_page(request, form)


@clinician_page
def exercise_edit(request, key):
    """An own exercise as a form."""
    exercise = _own(Exercise.objects.visible_to(request.user).select_related("clinic"), key, request.user)
    form = OwnExerciseForm(request.POST or None, initial=initial_of(exercise))
    if request.method == "POST" and form.is_valid():
        changed = _written(form, partial(own.change_exercise, by=request.user, exercise=exercise))
        if changed:
            messages.success(request, _("The exercise is changed. Issued plans keep what they were issued with."))
            return redirect("exercise_detail", key)
    return _exercise_page(request, form, exercise=exercise)


@clinician_page
@require_POST
def exercise_retire(request, key):
    exercise = _own(Exercise.objects.visible_to(request.user).select_related("clinic"), key, request.user)
    own.retire_exercise(by=request.user, exercise=exercise, now=timezone.now())
    messages.success(request, _("The exercise is retired. Plans made with it keep it."))
    return redirect("exercise_detail", key)


def _own(rows, key, user):
    """A row of one of the user's clinics: 403 for the library's, which nobody edits here, 404 for strangers."""
    row = get_object_or_404(rows, key=key)
    if row.clinic is None or not is_clinician(user, clinic_id=row.clinic_id):
        raise PermissionDenied
    return row


def _written(form, write):
    """What `write` made of the form; None, with the errors beside their fields, when it was refused."""
    try:
        return write(facts=form.facts(), dose=form.dose())
    except ValidationError as error:
        _take_errors(form, error)
        return None


def _take_errors(form, error):
    for name, found in getattr(error, "error_dict", {None: [error]}).items():
        name = MENDED_AT.get(name, name)
        form.add_error(name if name in form.fields else None, found)


def _exercise_page(request, form, **more):
    context = {"form": form, "place": "exercises", **more}
    return render(request, "exercises/exercise_form.html", context, status=400 if form.errors else 200)


# --- sets ---------------------------------------------------------------------------------------------------


@clinician_page
def set_list(request):
    """The library's sets and the clinic's own, shared and personal."""
    sets = _sets(request.user).filter(retired_at=None)
    context = {
        "own": [each for each in sets if each.clinic_id],
        "library": [each for each in sets if not each.clinic_id],
        "place": "sets",
    }
    return render(request, "exercises/set_list.html", context)


def _sets(user):
    items = SetItem.objects.select_related("exercise")
    return (
        ExerciseSet.objects.visible_to(user)
        .select_related("clinic", "owner")
        .prefetch_related(Prefetch("items", queryset=items))
    )


@clinician_page
def set_edit(request, key):
    """An own set: its title, stages, who has it, and its exercises with their doses."""
    kept = _own(_sets(request.user), key, request.user)
    if kept.retired_at:
        raise Http404
    if request.method != "POST":
        form = SetForm(initial={"title": kept.title, "stages": kept.stages, "shared": kept.owner is None})
        return _set_page(request, kept, form, [_row(place, number) for number, place in enumerate(own.places_of(kept))])
    form, rows = SetForm(request.POST), _typed(kept, request.POST)
    what, _colon, which = request.POST.get("do", "").partition(":")
    if what in MOVES or what == "remove":
        return _set_page(request, kept, form, _moved(rows, what, which))
    if form.is_valid() and all(row["form"].is_valid() for row in rows) and _changed(request.user, kept, form, rows):
        messages.success(request, _("The set is changed. Plans made with it are not."))
        return redirect("set_list")
    return _set_page(request, kept, form, rows, status=400)


def _changed(user, kept, form, rows):
    """True when it was stored; otherwise the errors stand in `form`."""
    places = [own.Place(row["exercise"], row["dose"].overlaid(row["form"].cleaned_data)) for row in rows]
    try:
        own.change_set(by=user, kept=kept, places=places, **form.cleaned_data)
    except ValidationError as error:
        _take_errors(form, error)
        return False
    return True


def _row(place, number, data=None):
    names = PlaceForm.base_fields
    form = PlaceForm(data, prefix=f"row-{number}", initial={name: getattr(place.dose, name) for name in names})
    return {"exercise": place.exercise, "dose": place.dose, "number": number, "form": form}


def _typed(kept, data):
    """The rows as they were posted: only places the set has, in the posted order."""
    known = dict(enumerate(own.places_of(kept)))
    posted = data.getlist("row")[: own.MOST_LINES]
    numbers = [int(number) for number in posted if len(number) < 3 and number.isascii() and number.isdigit()]
    return [_row(known[number], number, data) for number in dict.fromkeys(numbers) if number in known]


def _moved(rows, what, which):
    here = next((index for index, row in enumerate(rows) if str(row["number"]) == which), None)
    if here is None:
        return rows
    row = rows.pop(here)
    if what in MOVES:
        rows.insert(max(here + MOVES[what], 0), row)
    return rows


def _set_page(request, kept, form, rows, status=200):
    context = {"kept": kept, "form": form, "rows": rows, "place": "sets"}
    return render(request, "exercises/set_form.html", context, status=status)


@clinician_page
@require_POST
def set_retire(request, key):
    kept = _own(_sets(request.user), key, request.user)
    own.retire_set(by=request.user, kept=kept, now=timezone.now())
    messages.success(request, _("The set is retired. Plans made with it keep their exercises."))
    return redirect("set_list")
