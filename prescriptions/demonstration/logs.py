"""Four weeks of what was done at home.

Written in bulk: the action records at most 7 days back, rightly, and these logs stand for days on which it was called.
"""

import zoneinfo
from datetime import datetime, time, timedelta

from patients.models import Assessment
from prescriptions.models import CheckIn, Completion, Outcome, Plan, Status
from prescriptions.schedule import due_on

LOG_DAYS = 28
SATURDAY = 5
PARTLY, SKIPPED = 0.06, 0.04
AFTER = 0.4
# What people write, each in the language they read; a reason begins as the page offers it.
PARTLY_BECAUSE = {
    "en": ["No time: the bus was early.", "It is too hard: only half of them.", "", "It hurts more: stopped at five."],
    "ru": ["Нет времени: пришли гости.", "Слишком трудно: сделала половину.", "", "Болит сильнее: хватило пяти раз."],
}
SKIPPED_BECAUSE = {
    "en": ["No time", "I feel unwell", "Another reason: away with the grandchildren.", "It hurts more"],
    "ru": ["Нет времени", "Плохо себя чувствую", "Другая причина: уезжала к внукам.", "Болит сильнее"],
}
COMMENTS = {
    "en": ["", "", "", "Went well.", "A little stiff at first.", "Slept better last night."],
    "ru": ["", "", "", "Всё получилось.", "Сначала спина была как деревянная.", "Сегодня спала лучше."],
}


def log_at_home(patient, *, now, diligence, silent_days, chance):
    """What was done and said at home, on `diligence` of the days of each plan; nothing in the last `silent_days`."""
    today = patient.today(now)
    rows, check_ins = [], []
    for plan in Plan.objects.filter(episode__patient=patient).exclude(status=Status.DRAFT).with_items():
        pains = _pains(plan, patient)
        for day in _days_in_force(plan, patient, today):
            keen = diligence if day.weekday() < SATURDAY else diligence - 0.1
            if chance.random() < keen and (today - day).days >= silent_days:
                session = list(_session(plan, patient, day, pains, now=now, chance=chance))
                rows += session
                check_ins += _check_ins(plan, session, day, pains, chance=chance, language=patient.language)
    Completion.objects.bulk_create(rows)
    CheckIn.objects.bulk_create(check_ins)


def _check_ins(plan, session, day, pains, *, chance, language):
    """The two short questions before a session, and on some days the one after it."""
    if not session:
        return
    usual = _pain_on(day, pains)
    first, last = session[0], session[-1]
    said = {"plan": plan, "date": day, "recorded_by": first.recorded_by}
    before = min(6, max(0, usual + chance.choice((-2, -1, -1, 0))))
    yield CheckIn(**said, kind="before", pain=before, symptoms=[], recorded_at=first.recorded_at - timedelta(minutes=2))
    if chance.random() < AFTER:
        after = min(6, max(0, before + chance.choice((-1, 0, 0, 1))))
        at = last.recorded_at + timedelta(minutes=2)
        comment = chance.choice(COMMENTS[language])
        yield CheckIn(**said, kind="after", pain=after, comment=comment, recorded_at=at)


def _days_in_force(plan, patient, today):
    """The days of the last four weeks before today on which `plan` was to be done."""
    last = min(plan.ends_on, today - timedelta(days=1))
    over = plan.ended_at or (plan.updated_at if plan.status == Status.HELD else None)
    if over:
        last = min(last, patient.today(over) - timedelta(days=1))
    first = max(plan.starts_on, today - timedelta(days=LOG_DAYS))
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _pains(plan, patient):
    """(date, pain on movement) of the assessments, oldest first."""
    found = Assessment.objects.filter(episode=plan.episode_id).order_by("assessed_at")
    return [(patient.today(each.assessed_at), each.pain_on_movement or 0) for each in found]


def _pain_on(day, pains):
    return next((pain for on, pain in reversed(pains) if on <= day), 0)


def _session(plan, patient, day, pains, *, now, chance):
    zone = zoneinfo.ZoneInfo(patient.time_zone)
    usual = _pain_on(day, pains)
    items = {str(item.pk): item for item in plan.items.all()}
    pairs = [(key, item.dose) for key, item in items.items()]
    for place, due in enumerate(due_on(pairs, day, starts_on=plan.starts_on, ends_on=plan.ends_on)):
        item = items[due.item]
        if item.paused and day >= patient.today(item.paused_at):
            continue
        at = datetime.combine(day, time(7 + min(13, 4 * (due.occurrence - 1)), place % 50), tzinfo=zone)
        yield Completion(
            item=item,
            date=day,
            occurrence=due.occurrence,
            recorded_at=at,
            recorded_by=patient.user,
            **_facts(usual, chance, patient.language),
        )


def _facts(usual, chance, language):
    draw = chance.random()
    if draw < SKIPPED:
        return {"outcome": Outcome.SKIPPED, "reason": chance.choice(SKIPPED_BECAUSE[language])}
    pain = min(5, max(0, usual + chance.choice((-1, 0, 0, 1))))
    felt = {"pain_during": pain, "difficulty": chance.choice((1, 2, 2, 2, 3))} if chance.random() < 0.5 else {}
    if draw < SKIPPED + PARTLY:
        return felt | {"outcome": Outcome.PARTLY, "reason": chance.choice(PARTLY_BECAUSE[language])}
    return felt | {"outcome": Outcome.DONE}
