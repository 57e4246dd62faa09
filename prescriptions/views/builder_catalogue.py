"""The catalogue beside the plan: what could be added, and what the rules would say of it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Case, Count, Value, When, Window
from django.http import QueryDict
from django.utils.translation import gettext as _

from exercises.filters import ExerciseFilter
from exercises.models import Exercise
from exercises.vocabulary import Method, Position, Region
from prescriptions.safety import Item, Level, findings_for
from prescriptions.suggestion import JUDGED, default_side

AT_A_TIME = 12
MOST = 72  # more rows make a page too long to look through, and too heavy
# The page's own ?method= chooses the suggestion, so the panel asks by another word.
ASKED = {"q": "q", "region": "region", "position": "position", "exercise_method": "method"}


@dataclass(frozen=True)
class Candidate:
    """An exercise that could be added: the findings it would bring, and whether it is of another region."""

    exercise: Exercise
    hard: list
    warn: list
    elsewhere: bool


@dataclass(frozen=True)
class Panel:
    """The filters as they were asked, what they found, and the address that shows more of it."""

    asked: dict
    candidates: list
    more: int
    is_full: bool
    query: str
    more_query: str
    wrong: bool

    @property
    def selects(self):
        """(name, what it filters, the word for any, its choices, the one chosen) of each list."""
        lists = [
            ("region", _("Region"), _("Any region"), Region.choices),
            ("position", _("Position"), _("Any position"), Position.choices),
            ("exercise_method", _("Method"), _("Any method"), Method.choices),
        ]
        return [(*each, self.asked[each[0]]) for each in lists]


def panel_of(desk, query, chosen):
    """The panel for `query` (a QueryDict); exercises that are in the plan already are not offered."""
    asked = {name: query.get(name, "")[:100] for name in ASKED} | {"region": query.get("region", desk.episode.region)}
    filters = ExerciseFilter(_wanted(asked), queryset=_nearest_first(desk, chosen))
    found = filters.qs if filters.is_valid() else Exercise.objects.none()
    show = _how_many(query)
    shown = list(found.annotate(found=Window(Count("*")))[:show])
    count = shown[0].found if shown else 0
    return Panel(
        asked=asked,
        candidates=_judged(desk, shown),
        more=max(count - show, 0),
        is_full=show >= MOST,
        query=urlencode(asked | {"show": show}),
        more_query=urlencode(desk.address_words | asked | {"show": show + AT_A_TIME}),
        wrong=not filters.is_valid(),
    )


def _wanted(asked):
    wanted = QueryDict(mutable=True)
    for name, words in asked.items():
        wanted[ASKED[name]] = words
    return wanted


def _how_many(query):
    show = query.get("show", "")
    return min(int(show), MOST) if show.isascii() and show.isdigit() and 0 < len(show) < 5 and int(show) else AT_A_TIME


def _nearest_first(desk, chosen):
    """What fits the stage before what does not, the episode's region before the others."""
    fits = Case(When(stages__contains=[desk.case.stage], then=Value(0)), default=Value(1))
    near = Case(
        When(region=desk.episode.region, then=Value(0)), When(region=Region.GENERAL, then=Value(1)), default=Value(2)
    )
    return Exercise.objects.visible_to(desk.user).current().exclude(key__in=chosen).order_by(fits, near, "title")


def _judged(desk, exercises):
    stands_anyway = {finding.rule for finding in findings_for(replace(desk.case, items=()), JUDGED)}
    candidates = []
    for exercise in exercises:
        item = Item(exercise, exercise.dose, exercise.key, default_side(exercise))
        found = findings_for(replace(desk.case, items=(item,), warm_up={}), JUDGED)
        brought = [finding for finding in found if finding.item or finding.rule not in stands_anyway]
        candidates.append(
            Candidate(
                exercise,
                hard=[finding for finding in brought if finding.level == Level.HARD],
                warn=[finding for finding in brought if finding.level == Level.WARN],
                elsewhere=exercise.region not in (desk.episode.region, Region.GENERAL),
            )
        )
    return candidates
