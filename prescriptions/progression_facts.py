"""Gathering the records of live plans that the rules of progression look at: six queries for any number of plans."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from exercises.models import Exercise
from prescriptions.models import Alert, CheckIn, Completion, Outcome
from prescriptions.progression import WINDOW, Line, Record
from prescriptions.safety import Item, Level, Moment, findings_for
from prescriptions.safety.facts import cases_for
from prescriptions.safety.registry import from_article
from prescriptions.schedule import due_on


@dataclass(frozen=True)
class Noted:
    """What is known of plans: their cases by id, completions of the window by item's id (oldest first), pains by
    episode's id as (date, 0 to 10), and whether an alert about the person is open."""

    cases: Mapping
    done: Mapping
    pains: Mapping
    alerted: bool


def window_start(today):
    """The first day the rules of progression look at."""
    return today - timedelta(days=WINDOW - 1)


def noted_of(plans, *, now):
    """What is Noted of `plans`, current ones of one patient; five queries."""
    patient = plans[0].episode.patient
    since = window_start(patient.today(now))
    alerted = Alert.objects.filter(patient=patient, acknowledged_at=None).exists()
    return Noted(cases_for(plans, now=now, starting=True), _done(plans, since), _pains(plans, since), alerted)


def records_of(plans, *, now, noted=None):
    """Plan id -> its Record. `plans` are current ones of one patient, with their items; one query with `noted`."""
    if not plans:
        return {}
    noted = noted or noted_of(plans, now=now)
    today = plans[0].episode.patient.today(now)
    following = _following(plans, noted.cases)
    return {plan.pk: _record(plan, noted, following, today) for plan in plans}


def _record(plan, noted, following, today):
    case, since = noted.cases[plan.pk], window_start(today)
    items = list(plan.items.all())
    held = plan.status_on(today) != "issued"
    found = [(visit.on, visit.pain_now) for visit in case.visits if visit.pain_now is not None]
    return Record(
        today=today,
        stage=case.stage,
        stage_since=_stage_since(case, today),
        review_on=plan.review_on,
        troubled=held or bool(case.flags) or noted.alerted or any(item.paused for item in items),
        pains=(*noted.pains.get(plan.episode_id, ()), *found),
        lines=tuple(_line(plan, item, noted.done.get(item.pk, ()), following, since, today) for item in items),
    )


def _stage_since(case, today):
    since = today
    for visit in case.visits:
        if visit.stage != case.stage:
            break
        since = visit.on
    return since


def _pains(plans, since):
    """Pain before and after sessions and the next morning, by episode: under every plan the episode had."""
    episodes = {plan.episode_id for plan in plans}
    said = CheckIn.objects.filter(plan__episode__in=episodes, date__gte=since, pain__isnull=False)
    found = defaultdict(list)
    for episode, *value in said.values_list("plan__episode", "date", "pain"):
        found[episode].append(tuple(value))
    return found


def _done(plans, since):
    done = defaultdict(list)
    rows = Completion.objects.filter(item__plan__in=plans, date__gte=since).order_by("date", "occurrence")
    for row in rows:
        done[row.item_id].append(row)
    return done


def _line(plan, item, done, following, since, today):
    days = (since + timedelta(days=number) for number in range((today - since).days))
    due = sum(
        len(due_on([(str(item.pk), item.dose)], day, starts_on=max(plan.starts_on, since), ends_on=plan.ends_on))
        for day in days
    )
    past = [row for row in done if row.outcome == Outcome.DONE]
    return Line(
        item=str(item.pk),
        exercise=item.exercise_id,
        title=item.exercise.words.title,
        dose=item.dose,
        from_article=from_article(item.exercise),
        due=max(due, len(past)),
        done=len(past),
        felt=tuple(row.difficulty for row in past if row.difficulty is not None),
        worst_pain=max((row.pain_during for row in done if row.pain_during is not None), default=None),
        trouble=any(row.discomfort or row.spreading for row in done),
        following=following.get((plan.pk, item.exercise_id)),
    )


def _following(plans, cases):
    """(plan id, exercise key) -> (key, title) of its progression, where no rule but advice speaks against it."""
    items = [item for plan in plans for item in plan.items.all()]
    wanted = {item.exercise.progression for item in items if item.exercise.progression}
    known = Exercise.objects.filter(pk__in=wanted, retired_at=None).in_bulk()
    found = {}
    for item in items:
        case, after = cases[item.plan_id], known.get(item.exercise.progression)
        there = {each.exercise.key for each in case.items}
        if after and after.key not in there and case.stage in after.stages and not _spoken_against(case, after, item):
            found[item.plan_id, item.exercise_id] = (after.key, after.words.title)
    return found


def _spoken_against(case, after, item):
    """True when a rule would say anything but advice about `after` in the place of `item`."""
    considered = Item(exercise=after, dose=after.dose, side=item.side)
    findings = findings_for(replace(case, items=(considered,)), (Moment.SAVE, Moment.ACTIVATE))
    return any(finding.exercise == after.key and finding.level != Level.ADVISE for finding in findings)
