"""What the plan builder shows: the episode, its draft or the suggestion, and what the rules say of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from math import ceil

from django.db.models import Exists, OuterRef, Prefetch

from accounts.access import one_or_refuse
from exercises.dosage import EVERY_DAY
from exercises.models import ExerciseSet, SetItem
from exercises.own import places_of
from exercises.vocabulary import Method
from exercises.wording import times_a_day
from patients.models import Episode
from prescriptions.actions import Line
from prescriptions.forms.builder import PlanFields
from prescriptions.forms.rows import KEY, rows_of
from prescriptions.models import CURRENT, Plan, Status
from prescriptions.safety import Case, Item, findings_for
from prescriptions.safety.facts import History, case_of_episode, of_plan, warm_up_of, with_check_ins
from prescriptions.schedule import default_dates
from prescriptions.suggestion import JUDGED, considered, suggest
from prescriptions.views.builder_findings import in_place, left_out_groups


@dataclass
class Desk:
    """What is known and kept of an episode before anything is typed."""

    user: object
    episode: Episode
    now: datetime
    case: Case
    plans: list[Plan]
    draft: Plan | None
    method: str
    # A set of the clinic to start from, in place of the suggestion.
    kept_set: ExerciseSet | None = None
    # True once what was typed is saved, so that the page is made from the draft again.
    kept: bool = False

    @property
    def is_open(self):
        """True where a plan can be made: an assessment exists, the episode and the record are open."""
        return self.case.stage is not None and not self.episode.closed_on and not self.patient.archived_at

    @property
    def frame(self):
        """What every page about a person shows around its content."""
        names = ("patient", "episode", "today")
        return {name: getattr(self, name) for name in names} | {"place": "patients"}

    @property
    def address_words(self):
        """What an address must say to come back to this draft or this suggestion."""
        words = {"draft": str(self.draft.pk)} if self.draft else {"method": self.method, "set": self.set_key}
        return {name: word for name, word in words.items() if word}

    @property
    def set_key(self):
        return self.kept_set.key if self.kept_set else ""

    @cached_property
    def own_sets(self):
        """The clinic's own sets for this region, shared and personal, that can be started from."""
        return own_sets(self.user).filter(region=self.episode.region)

    @property
    def stamp(self):
        """The draft and its last change, as a form carries them back."""
        return [str(self.draft.pk), self.draft.updated_at.isoformat()] if self.draft else ["", ""]

    @property
    def patient(self):
        return self.episode.patient

    @property
    def today(self):
        return self.case.today

    @property
    def current(self):
        """The plan that a new one would take the place of."""
        return next((plan for plan in self.plans if plan.status in CURRENT), None)

    @property
    def saved_today(self):
        return self.patient.today(self.draft.updated_at) == self.today

    @property
    def session_today(self):
        """True if today's visit is on record, so that a supervised session can be added to it."""
        return self.case.visit is not None and self.case.visit.on == self.today

    @cached_property
    def suggestion(self):
        return suggest(self.case, method=self.method)

    @property
    def fell_back(self):
        """True if the starter list is proposed because no article set is open."""
        items = [] if self.draft or self.method or self.kept_set else self.suggestion.items
        return bool(items) and all(item.exercise.method == Method.EVIDENCE_BASED for item in items)

    @property
    def lines(self):
        """The draft's lines, the chosen set's, or the suggestion's."""
        if self.draft:
            return lines_of(self.draft)
        items = items_of(self.kept_set) if self.kept_set else self.suggestion.items
        return [Line.of(item) for item in items]

    @property
    def fields(self):
        """The draft's dates and note, or the defaults of the stage."""
        if self.draft:
            return {name: getattr(self.draft, name) for name in PlanFields.base_fields}
        dates = default_dates(self.case.stage, today=self.today)
        return dict(zip(PlanFields.base_fields, (*dates, ""), strict=True))

    @property
    def reasons(self):
        return self.draft.reasons if self.draft else {}


def desk_of(request, pk, *, now):
    """The desk for an episode. Raises Http404 for strangers, PermissionDenied for colleagues without the right."""
    user = request.user
    treated = Episode.objects.treated_by(user).select_related("patient__clinic").annotate(had_plan=_had_plan())
    treated = with_check_ins(treated, of="patient", now=now)
    episode = one_or_refuse(treated, Episode.objects.visible_to(user), pk=pk)
    case = case_of_episode(episode, now=now)
    episode.stage = case.stage
    plans = plans_of(user, episode)
    draft = draft_among(plans, request.POST.get("plan") or request.GET.get("draft", ""))
    if draft:
        case = of_plan(case, draft, _history(episode, draft, plans))
    method = draft.method if draft else request.POST.get("method") or request.GET.get("method", "")
    desk = Desk(user, episode, now, case, plans, draft, method if method in Method else "")
    desk.kept_set = None if draft else set_named(user, request.POST.get("set") or request.GET.get("set", ""))
    return desk


def own_sets(user):
    """The sets of the clinics of `user` that are not retired, by title."""
    return ExerciseSet.objects.visible_to(user).current().filter(clinic__isnull=False).order_by("title")


def set_named(user, key):
    """The own set with this `key`, its exercises fetched, or None."""
    if not KEY.fullmatch(key):
        return None
    items = Prefetch("items", SetItem.objects.select_related("exercise"))
    return own_sets(user).filter(key=key).prefetch_related(items).first()


def items_of(kept):
    """What an own set proposes: its exercises that are still in the catalogue, at its doses."""
    return [considered(place.exercise, place.dose) for place in places_of(kept) if not place.exercise.retired_at]


def _had_plan():
    """Whether anything was ever issued to the episode's patient."""
    return Exists(Plan.objects.filter(episode__patient=OuterRef("patient"), issued_at__isnull=False))


def _history(episode, draft, plans):
    """What was issued before `draft`, from what the desk has fetched anyway."""
    revised = next((plan for plan in plans if plan.pk == draft.revises_id), None)
    former = {item.exercise_id: item.dose for item in revised.items.all()} if revised else {}
    return History(first_plan=not episode.had_plan, former=former)


def plans_of(user, episode):
    """Drafts and the current plan of the episode with their items, newest first."""
    wanted = Plan.objects.treated_by(user).filter(episode=episode, status__in=(Status.DRAFT, *CURRENT))
    plans = list(wanted.defer("sheet", "findings").with_items())
    for plan in plans:
        plan.episode = episode
    return plans


def draft_among(plans, named=""):
    """The draft `named` by its id, or the newest."""
    drafts = [plan for plan in plans if plan.is_draft]
    return next((plan for plan in drafts if str(plan.pk) == named), drafts[0] if drafts else None)


def lines_of(plan):
    return [
        Line(item.exercise, item.dose, item.side, item.alternative, item.note)
        for item in sorted(plan.items.all(), key=lambda item: item.position)
    ]


@dataclass(frozen=True)
class Totals:
    """The line on top of the rows."""

    exercises: int
    minutes: int
    minutes_a_day: int
    how_often: str
    hard: int
    warn: int


def totals_of(rows, shown):
    lines = [row.judged_as for row in rows]
    times = {line.dose.times_per_day for line in lines}
    return Totals(
        exercises=len(rows),
        minutes=ceil(sum(line.dose.session_seconds() for line in lines) / 60),
        minutes_a_day=ceil(max((seconds_on(lines, weekday) for weekday in EVERY_DAY), default=0) / 60),
        how_often=times_a_day(times.pop()) if len(times) == 1 else "",
        hard=sum(each.level == "hard" for each in shown),
        warn=sum(each.box and each.stands for each in shown),
    )


def seconds_on(lines, weekday):
    """How long all sessions of a day of the week take together."""
    due = (line.dose for line in lines if weekday in line.dose.weekdays)
    return sum(dose.session_seconds() * dose.times_per_day for dose in due)


def bench(desk, *, typed=None):
    """The part of the page that depends on what was typed, or on what is kept when nothing was."""
    rows = typed.rows if typed else rows_of(desk.lines)
    reasons = desk.reasons | typed.reasons if typed else desk.reasons
    plan_wide = in_place(_judged(desk.case, rows), rows, reasons, session_today=desk.session_today)
    shown = [*plan_wide, *(each for row in rows for each in row.findings)]
    standing = [each for each in shown if each.stands and (each.level == "hard" or each.box)]
    chosen = {row.exercise.key for row in rows}
    left_out = left_out_groups(desk.suggestion.left_out, chosen, session_today=desk.session_today)
    return {
        "rows": rows,
        "plan_fields": typed.plan_fields if typed else PlanFields(initial=desk.fields, today=desk.today),
        "plan_findings": plan_wide,
        "standing": sorted(standing, key=lambda each: each.level != "hard"),
        "totals": totals_of(rows, shown),
        "left_out": left_out,
        "left_out_count": sum(len(group.exercises) for group in left_out),
        "chosen": chosen,
    }


def _judged(case, rows):
    items = []
    for row in rows:
        line = row.judged_as
        items.append(Item(row.exercise, line.dose, row.anchor, line.side, line.alternative))
    return findings_for(replace(case, items=tuple(items), warm_up=warm_up_of(items)), JUDGED)
