"""What a chart says about a patient: the episodes, the next step of each, and what happened, newest first."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.vocabulary import Stage
from patients.models import Assessment, Episode
from patients.vocabulary import name_of
from prescriptions.actions import open_proposals, with_settled
from prescriptions.adherence import with_course
from prescriptions.models import CURRENT, Discharge, Outcome, Plan, PlanEvent, Status, items_with_exercises
from prescriptions.outcomes import with_measured
from prescriptions.overview import PAPER
from prescriptions.progression_facts import Noted, window_start
from prescriptions.safety.facts import Record, cases_for, check_ins_of, heard_of, standing_flags

ASSESS, VISIT, PRESCRIBE = "assess", "visit", "prescribe"
OPEN_EPISODE, OPEN_PLAN = "episode_new", "plan_detail"


@dataclass(frozen=True)
class Step:
    """What to do next, and the page where it is done: `url` is a URL name, `pk` its argument; empty when nothing is."""

    words: str
    button: str = ""
    url: str = ""
    pk: object = None
    episode: Episode | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `day_only` when no hour is known."""

    at: datetime
    title: str
    words: str = ""
    by: object = None
    day_only: bool = False


def episodes_of(patient, *, now):
    """All episodes with their measures and assessments, plans and the plans' events, newest first; three queries."""
    assessments = Assessment.objects.newest_first().select_related("assessed_by")
    paper = Case(When(status__in=CURRENT, then=F("sheet")))
    plans = Plan.objects.defer(*PAPER).annotate(paper=paper, told=_events()).order_by("-version")
    plans = with_settled(with_course(plans), now=now)
    discharged = Exists(Discharge.objects.filter(episode=OuterRef("pk")))
    episodes = (
        with_measured(patient.episodes.with_stage())
        .annotate(discharged=discharged)
        .prefetch_related(
            Prefetch("assessments", assessments, to_attr="visits"), Prefetch("plans", plans, to_attr="all_plans")
        )
    )
    for episode in episodes:
        episode.running = next((plan for plan in episode.all_plans if plan.status in CURRENT), None)
    return sorted(episodes, key=lambda episode: episode.closed_on is not None)


def _events():
    """The events of the outer plan, newest first, each with the name of who did it."""
    events = PlanEvent.objects.filter(plan=OuterRef("pk")).exclude(kind=PlanEvent.Kind.CHANGED)
    name = Coalesce(NullIf("by__name", Value("")), "by__email")
    return ArraySubquery(events.values(each=JSONObject(kind="kind", at="at", why="why", about="about", name=name)))


def visits_of(episodes):
    """The assessments of all `episodes` (from `episodes_of`), newest first."""
    visits = [visit for episode in episodes for visit in episode.visits]
    return sorted(visits, key=lambda visit: (visit.assessed_at, visit.recorded_at), reverse=True)


def heard_at_home(episodes, home, *, now):
    """The check-ins of `home` (AtHome) that may count, as the rules see them."""
    places = {plan.pk: episode for episode in episodes for plan in episode.all_plans}
    return heard_of(home.check_ins, places, now=now)


def standing(patient, visits, *, now, heard=None):
    """Red flags that stand for `patient`, whose assessments these are, newest first; in the order of their names.

    One query, or none with what was `heard` of them.
    """
    flags = standing_flags(visits, check_ins_of([patient.pk], now=now) if heard is None else heard)
    return sorted(flags, key=lambda flag: str(name_of(flag)))


def proposals_of(patient, episodes, home, heard, *, now):
    """(plan, the next steps its record speaks for) of each plan that runs or is held today; two queries."""
    today = patient.today(now)
    plans = [plan for each in episodes for plan in each.all_plans if plan.status_on(today) in CURRENT]
    if not plans or patient.archived_at:
        return []
    prefetch_related_objects(plans, items_with_exercises())
    since = window_start(today)
    records = {patient.pk: Record(visits_of(episodes), heard)}
    noted = Noted(
        cases=cases_for(plans, now=now, starting=True, records=records),
        done={item: [cell for cell in cells if cell.date >= since] for item, cells in home.done.items()},
        pains={each.pk: list(_pains_under(each, home, since)) for each in episodes},
        alerted=bool(patient.open_alerts),
    )
    found = open_proposals(plans, now=now, noted=noted)
    return [(plan, found[plan.pk]) for plan in plans]


def _pains_under(episode, home, since):
    keys = {plan.pk for plan in episode.all_plans}
    for each in home.check_ins:
        if each.plan_id in keys and each.date >= since and each.pain is not None:
            yield each.date, each.pain


@dataclass(frozen=True)
class Glance:
    """The newest values of an open episode, and where it began."""

    pain: int | None
    first_pain: int | None
    supervised: int
    pressure: Assessment | None


def glance(visits):
    """The Glance over all `visits` (newest first)."""
    pains = [visit.pain_now for visit in visits if visit.pain_now is not None]
    return Glance(
        pain=pains[0] if pains else None,
        first_pain=pains[-1] if pains else None,
        supervised=sum(visit.supervised_session for visit in visits),
        pressure=next((visit for visit in visits if visit.systolic), None),
    )


# --- the next step ------------------------------------------------------------------------------------------


def next_steps(patient, episodes, flags, *, today):
    """What the person needs as a whole, then one step for each open episode, or the one that opens the next."""
    if patient.archived_at:
        return [Step(_("Nothing: the record is archived."))]
    open_ones = [episode for episode in episodes if episode.closed_on is None]
    if not open_ones:
        return [Step(_("No episode of care is open."), _("Open an episode"), OPEN_EPISODE, patient.pk)]
    steps = [_next_step(episode, today) for episode in open_ones]
    return [_clear_flags(open_ones), *steps] if flags else steps


def _clear_flags(open_ones):
    episode = next((episode for episode in open_ones if episode.visits), open_ones[0])
    return Step(_("A red flag stands. An assessment clears it."), _("Record an assessment"), ASSESS, episode.pk)


def _next_step(episode, today):
    if not episode.visits:
        return _at(episode, _("There is no assessment yet."), _("Record the first assessment"), ASSESS)
    plan = next((plan for plan in episode.all_plans if plan.status_on(today) in CURRENT), None)
    if plan is None:
        return _without_plan(episode)
    if plan.status == Status.HELD:
        words = _("%(plan)s is on hold: %(why)s") % {"plan": plan, "why": plan.held_reason}
        return Step(words, _("Open the plan"), OPEN_PLAN, plan.pk, episode)
    if plan.review_on and plan.review_on <= today:
        words = _("%(plan)s is due for review since %(day)s.") % {"plan": plan, "day": date_format(plan.review_on)}
        return _at(episode, words, _("Record a visit"), VISIT)
    return Step(_calm(plan), episode=episode)


def _at(episode, words, button, url):
    return Step(words, button, url, episode.pk, episode)


def _without_plan(episode):
    if any(plan.is_draft for plan in episode.all_plans):
        return _at(episode, _("A draft waits to be issued."), _("Go on with the draft"), PRESCRIBE)
    return _at(episode, _("Assessed, and no plan runs."), _("Prescribe"), PRESCRIBE)


def _calm(plan):
    if plan.review_on:
        facts = {"plan": plan, "day": date_format(plan.review_on)}
        return _("Nothing to do now. %(plan)s is reviewed on %(day)s.") % facts
    return _("Nothing to do now. %(plan)s runs until %(day)s.") % {"plan": plan, "day": date_format(plan.ends_on)}


# --- what happened ------------------------------------------------------------------------------------------


def time_line(patient, episodes, said=()):
    """Everything that happened, newest first; `said` are the days at home (Said) with something to tell."""
    zone = ZoneInfo(patient.time_zone)
    entries = [entry for episode in episodes for entry in _entries(episode, zone)]
    entries += [entry for day in said for entry in _at_home(day, zone)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _entries(episode, zone):
    region = episode.get_region_display()
    yield _on(episode.opened_on, zone, _("Episode opened: %(region)s.") % {"region": region}, diagnosis_of(episode))
    if episode.closed_on:
        yield _on(episode.closed_on, zone, _("Episode closed: %(region)s.") % {"region": region})
    for newer, older in zip(episode.visits, [*episode.visits[1:], None], strict=False):
        title = _("Assessment: %(region)s.") % {"region": region}
        yield Entry(newer.assessed_at, title, " ".join(_found(newer, older)), newer.assessed_by)
    for plan in episode.all_plans:
        for told in plan.told:
            name, at = told.pop("name"), datetime.fromisoformat(told.pop("at"))
            event = PlanEvent(**told)
            if plan.is_draft or event.kind != PlanEvent.Kind.CREATED:
                words = " ".join(filter(None, (event.decided, event.why)))
                yield Entry(at, f"{plan}: {event.get_kind_display().lower()}.", words, name)


def _on(day, zone, title, words=""):
    return Entry(datetime.combine(day, time.min, tzinfo=zone), title, words, day_only=True)


def diagnosis_of(episode):
    return " ".join(filter(None, (episode.diagnosis_code, episode.diagnosis_text)))


def _found(visit, before):
    stage = Stage(visit.stage).label
    if before and before.stage != visit.stage:
        stages = {"old": Stage(before.stage).label.lower(), "new": stage.lower()}
        yield _("The stage changed from %(old)s to %(new)s.") % stages
    else:
        yield _("Stage: %(stage)s.") % {"stage": stage.lower()}
    if visit.pain_now is not None:
        yield _("Pain %(pain)s.") % {"pain": visit.pain_now}
    if visit.pain_on_movement is not None:
        yield _("On movement %(pain)s.") % {"pain": visit.pain_on_movement}
    if visit.red_flags:
        yield _("Red flags: %(names)s.") % {"names": ", ".join(str(name_of(flag)) for flag in visit.red_flags)}
    for cleared in visit.red_flags_cleared:
        yield _("Cleared: %(name)s. %(note)s") % {"name": name_of(cleared["flag"]), "note": cleared["note"]}
    if visit.note:
        yield visit.note


# --- what was said at home ----------------------------------------------------------------------------------


def _at_home(said, zone):
    for check_in in said.check_ins:
        if words := " ".join(_checked(check_in)):
            title = _("Check-in: %(when)s.") % {"when": check_in.get_kind_display().lower()}
            yield Entry(check_in.recorded_at, title, words)
    if said.remarks:
        words = " ".join(_remarked(remark) for remark in said.remarks)
        yield _on(said.day, zone, _("Sessions."), words)


def _checked(check_in):
    """What is worth telling of a check-in; nothing when it was a number and no more."""
    symptoms = [word for word in check_in.symptoms or () if word not in check_in.taken_back]
    if not (symptoms or check_in.comment or check_in.discomfort):
        return
    if check_in.pain is not None:
        yield _("Pain %(pain)s.") % {"pain": check_in.pain}
    if symptoms:
        yield _("Ticked: %(names)s.") % {"names": ", ".join(str(name_of(word)) for word in symptoms)}
    if check_in.discomfort:
        yield _("New or worse discomfort in the spine.")
    if check_in.comment:
        yield _("“%(words)s”") % {"words": check_in.comment}


OUTCOME_WORDS = {
    Outcome.DONE: gettext_lazy("%(title)s done"),
    Outcome.PARTLY: gettext_lazy("%(title)s partly done"),
    Outcome.SKIPPED: gettext_lazy("%(title)s skipped"),
}


def _remarked(remark):
    said = OUTCOME_WORDS[remark.outcome] % {"title": remark.title}
    felt = [
        _("against advice") if remark.against_advice else "",
        _("discomfort in the spine") if remark.discomfort else "",
        _("symptoms moved further from the spine") if remark.spreading else "",
    ]
    felt = ", ".join(filter(None, felt))
    said = f"{said} ({felt})" if felt else said
    return f"{said}: {remark.reason.rstrip('.')}." if remark.reason else f"{said}."
