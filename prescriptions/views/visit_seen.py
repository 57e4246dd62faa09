"""What the page of a visit shows of the time before it, read once: assessments, check-ins, sessions, proposed steps."""

from collections import defaultdict
from dataclasses import dataclass

from prescriptions import actions
from prescriptions.chart import standing
from prescriptions.models import Plan
from prescriptions.overview import marks_since
from prescriptions.progression import Proposal
from prescriptions.progression_facts import Noted, window_start
from prescriptions.safety.facts import Record, cases_for, check_ins_of, check_ins_with, with_check_ins
from prescriptions.sessions import cells_of
from prescriptions.views.assess import closed_words, visits_of
from prescriptions.views.patient_rows import Row, row_of


@dataclass(frozen=True)
class Seen:
    """All assessments of the person, newest first; the episode's plan that runs or is held, or None, and the next steps
    its record speaks for; the red flags that stand; the four weeks and the pain."""

    visits: list
    plan: Plan | None
    proposals: list[Proposal]
    flags: list[str]
    row: Row


def seen_before(user, episode, *, now):
    """What `user`, who treats the person, sees of `episode`; eight queries at most."""
    patient = episode.patient
    visits = visits_of(patient)
    plans = Plan.objects.treated_by(user).current().filter(episode=episode).for_reading().with_items()
    plan = with_check_ins(actions.with_settled(plans, now=now), of="episode__patient", now=now).first()
    heard = check_ins_with(plan) if plan else check_ins_of([patient.pk], now=now)
    cells = cells_of(patient, since=marks_since(now))
    marks = {(str(cell.item_id), cell.date, cell.occurrence): cell.outcome for cell in cells}
    row = row_of(patient, now=now, marks=marks)
    proposals = []
    if plan and not closed_words(episode):
        noted = _noted(plan, Record(visits, heard), cells, alerted=bool(row.patient.open_alerts), now=now)
        proposals = actions.open_proposals([plan], now=now, noted=noted)[plan.pk]
    return Seen(visits, plan, proposals, standing(patient, visits, now=now, heard=heard), row)


def _noted(plan, record, cells, *, alerted, now):
    """What `progression_facts.noted_of` reads, from what is read already: check-ins of 42 days hold those of 14."""
    patient = plan.episode.patient
    since, done = window_start(patient.today(now)), defaultdict(list)
    for cell in cells:
        if cell.date >= since:
            done[cell.item_id].append(cell)
    pains = [
        (heard.told.session, heard.told.pain)
        for heard in record.check_ins
        if heard.episode == str(plan.episode_id) and heard.told.session >= since and heard.told.pain is not None
    ]
    cases = cases_for([plan], now=now, starting=True, records={patient.pk: record})
    return Noted(cases, done, {plan.episode_id: pains}, alerted)
