"""The catalogue for clinicians and admins: look something up, and see where every number comes from."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from accounts.access import member_page
from exercises.filters import ExerciseFilter, facets_of
from exercises.models import Advice, Exercise
from exercises.vocabulary import bibliography, words
from exercises.wording import dose_facts

ON_A_PAGE = 48
STRONGEST_FIRST = ("hard", "warn", "advise")


@member_page
def exercise_list(request):
    catalogue = Exercise.objects.visible_to(request.user).current().from_neck_down()
    filters = ExerciseFilter(request.GET, queryset=catalogue)
    found = filters.qs if filters.is_valid() else catalogue.none()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "facets": facets_of(filters, "region", "stage", "method", "position", "equipment"),
        "page": page,
        "sizes": catalogue.aggregate(library=Count("key", filter=Q(clinic=None)), own=Count("clinic")),
        "place": "exercises",
    }
    return render(request, "exercises/exercise_list.html", context, status=200 if filters.is_valid() else 400)


@member_page
def exercise_detail(request, key):
    visible = Exercise.objects.visible_to(request.user)
    exercise = get_object_or_404(visible, key=key)
    context = {
        "exercise": exercise,
        "facts": dose_facts(exercise),
        "contraindications": contraindications_in_words(exercise),
        "advice": [advice for advice in Advice.objects.filter(retired_at=None) if advice.concerns(exercise)],
        "near": _near(exercise, visible),
        "sources": [bibliography()[name] for name in exercise.source.get("sources", []) if name in bibliography()],
        "place": "exercises",
    }
    return render(request, "exercises/exercise_detail.html", context)


def contraindications_in_words(exercise):
    """Level -> rows of what the patient may have and by which rule, the strongest level first."""
    conditions = words("patient_conditions")
    rows = {level: [] for level in STRONGEST_FIRST}
    for row in exercise.contraindications():
        rows[row["level"]].append(row | {"words": conditions[row["condition"]]})
    return {level: found for level, found in rows.items() if found}


def _near(exercise, visible):
    """The exercises this one leads to, comes from and is akin to, each by name."""
    related = exercise.source.get("related", [])
    found = visible.in_bulk([key for key in (exercise.progression, exercise.regression, *related) if key])
    return {
        "progression": found.get(exercise.progression),
        "regression": found.get(exercise.regression),
        "related": [found[key] for key in related if key in found],
    }
