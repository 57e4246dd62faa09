"""C-13 to C-17, C-47, C-48 and S-17: what a patient's report of pain and symptoms leads to.

A rule is judged on `case.reported`, the check-in or completion just stored, and on what was told and done before it.
The numbers are the clinic's (`case.thresholds`); those of rules.md come from the pain-monitoring model.
"""

from datetime import timedelta
from statistics import fmean

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.vocabulary import Region
from prescriptions.safety.case import Done, Told
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, from_article, rule

START, REPORT = Moment.START, Moment.REPORT
NECK_END_RANGE = ("cx-flexion-end", "cx-extension-end", "cx-rotation-end", "cx-sideflex-end", "cx-combined")
END_RANGE = (*NECK_END_RANGE, "lx-extension-end", "lx-rotation-end")
BASELINE_RISE = 2
LONG_RUN = timedelta(days=42)
IMPORTANT_POINTS, IMPORTANT_SHARE = 2, 0.3
A_CLINICIAN_RESUMES = gettext_lazy("A clinician resumes the exercise, with a note.")
TOMORROW = gettext_lazy("The next day.")


def _done_on(case, day):
    """Completions of `day` in which something was done."""
    return [done for done in case.done if done.on == day and done.outcome != "skipped"]


def _discomfort_reports(case, item):
    """How often `item` was reported to hurt the spine within the days that count, up to the day under judgement.

    A check-in with discomfort means every item done that day; where an item says so itself it is the same report.
    """
    since = case.day - timedelta(days=case.thresholds.discomfort_days - 1)
    own = [done.on for done in case.done if done.item == item.id and done.discomfort and since <= done.on <= case.day]
    of_the_day = {told.session for told in case.told if told.discomfort and since <= told.session <= case.day}
    return len(own) + sum(any(done.item == item.id for done in _done_on(case, day)) for day in of_the_day - set(own))


def _uncomfortable_on(case, day):
    """Ids of the items reported to hurt the spine on `day`."""
    said_of_all = any(told.discomfort and told.session == day for told in case.told)
    return {done.item for done in case.done if done.on == day and done.discomfort} | {
        done.item for done in _done_on(case, day) if said_of_all
    }


@rule(
    "S-17",
    Level.HARD,
    REPORT,
    START,
    source="L76, consult stated, stop inferred",
    clears_by=gettext_lazy("The next day; once paused, a clinician who resumes it with a note."),
    patient_message=gettext_lazy("Stop this exercise for today, and talk to your clinician about it."),
    urgency="prompt",
)
def discomfort_in_the_spine(case):
    """New or worse discomfort: off for the day; paused at once (lumbar sets), at the second report, or with pain."""
    uncomfortable = _uncomfortable_on(case, case.day)
    for item in case.items:
        if item.id in uncomfortable:
            pauses = case.reported is not None and _discomfort_pauses(case, item)
            yield Word(_("New or worse discomfort in the spine at this exercise."), item, pauses=pauses, alerts=pauses)


def _discomfort_pauses(case, item):
    limits = case.thresholds
    if item.exercise.region == Region.LUMBAR and from_article(item.exercise):
        return True
    hurt = bool(_pains_above(limits.pain_during_limit, case, item))
    return hurt or _discomfort_reports(case, item) >= limits.discomfort_reports


@rule(
    "C-13",
    Level.HARD,
    REPORT,
    START,
    source="THOMEE-1997, SILBERNAGEL-2007",
    clears_by=TOMORROW,
    patient_message=gettext_lazy("Leave this exercise for today: it hurt too much."),
    urgency="prompt",
)
def too_much_pain_during(case):
    """Pain above 5 during an exercise (or the clinic's limit): it ends, and is skipped for the day."""
    limit = case.thresholds.pain_during_limit
    for item in case.items:
        if pains := _pains_above(limit, case, item):
            yield Word(
                _("Pain %(pain)s during this exercise: above %(limit)s.") % {"pain": max(pains), "limit": limit},
                item,
                alerts=_is_reported(case, item),
            )


def _pains_above(limit, case, item):
    """What was told of pain during `item` on the day under judgement, where it is above `limit`."""
    told = [done.pain_during for done in case.done if done.item == item.id and done.on == case.day]
    return [pain for pain in told if pain is not None and pain > limit]


def _is_reported(case, item):
    """True when the completion under judgement is of `item`."""
    return isinstance(case.reported, Done) and case.reported.item == item.id


@rule(
    "C-14",
    Level.HARD,
    REPORT,
    source="SILBERNAGEL-2007, OSTELO-2008",
    clears_by=A_CLINICIAN_RESUMES,
    patient_message=gettext_lazy("These exercises are paused. Your clinician will look at them first."),
    urgency="prompt",
)
def worse_the_next_day(case):
    """Pain the next day at 2 or more above the pain before: the items of that session pause."""
    reported = case.reported
    if not isinstance(reported, Told) or reported.kind != "next_day" or reported.pain is None:
        return
    before = _pain_before(case, reported)
    if before is None or reported.pain < before + case.thresholds.next_day_rise:
        return
    done = {each.item for each in _done_on(case, reported.session)}
    words = {"before": before, "after": reported.pain}
    for item in case.items:
        if item.id in done:
            said = _("Pain rose from %(before)s to %(after)s by the next day: try 30 %% less, or the easier exercise.")
            yield Word(said % words, item, pauses=True, alerts=True)


def _pain_before(case, reported):
    """The pain before the session that `reported` looks back on: of that occurrence, else of that day."""
    same_day = [told for told in case.told if told.kind == "before" and told.session == reported.session]
    exact = [told for told in same_day if told.occurrence == reported.occurrence]
    return next((told.pain for told in exact or same_day if told.pain is not None), None)


@rule(
    "C-15",
    Level.WARN,
    REPORT,
    source="SILBERNAGEL-2007, OSTELO-2008",
    clears_by=gettext_lazy("A review: pain as it was, or a new plan."),
    urgency="prompt",
    quiet_days=7,
)
def rising_week_by_week(case):
    """The weekly mean of pain rose by 2 or more over two weeks."""
    if not isinstance(case.reported, Told):
        return
    now, *earlier = (_mean_pain(case, weeks_back=weeks) for weeks in range(3))
    lowest = min((mean for mean in earlier if mean is not None), default=None)
    if now is not None and lowest is not None and now - lowest >= case.thresholds.weekly_rise:
        words = {"before": round(lowest, 1), "now": round(now, 1)}
        yield Word(_("The weekly mean of pain rose from %(before)s to %(now)s.") % words, alerts=True)


def _mean_pain(case, *, weeks_back):
    last = case.today - timedelta(days=7 * weeks_back)
    week = [told.pain for told in case.told if told.pain is not None and last - timedelta(days=6) <= told.on <= last]
    return fmean(week) if week else None


@rule(
    "C-16",
    Level.HARD,
    REPORT,
    source="MCKENZIE-MAY",
    clears_by=A_CLINICIAN_RESUMES,
    patient_message=gettext_lazy("This exercise is paused. Your clinician will look at it first."),
    urgency="prompt",
)
def symptoms_move_away_from_the_spine(case):
    """Arm or leg symptoms moved further from the spine during an exercise, and stayed."""
    if isinstance(case.reported, Done) and case.reported.spreading:
        for item in case.items:
            if _is_reported(case, item):
                words = _("Symptoms moved further from the spine during this exercise, and stayed.")
                yield Word(words, item, pauses=True, alerts=True)


@rule(
    "C-17",
    Level.WARN,
    START,
    source="clinical consensus",
    clears_by=gettext_lazy("Less pain before the session."),
    patient_message=gettext_lazy("Not today: with this much pain do only the gentle exercises."),
)
def much_pain_before(case):
    """Pain of 7 or more before a session: only difficulty 1 without end range; an alert on the third day in seven."""
    limits = case.thresholds
    if case.pain_now is None or case.pain_now < limits.high_pain:
        return
    alerts = len(_days_of_much_pain(case)) >= limits.high_pain_days
    yield Word(_("Pain %(pain)s before the session: only gentle exercises.") % {"pain": case.pain_now}, alerts=alerts)
    for item in case.items:
        if item.exercise.difficulty > 1 or item.has(*END_RANGE):
            yield Word(_("Not with this much pain."), item)


def _days_of_much_pain(case):
    since = case.today - timedelta(days=6)
    return {
        told.session
        for told in case.told
        if told.kind == "before"
        and told.session >= since
        and told.pain is not None
        and told.pain >= case.thresholds.high_pain
    }


@rule(
    "C-47",
    Level.ADVISE,
    REPORT,
    source="governance",
    clears_by=gettext_lazy("A new assessment."),
    quiet_days=28,
)
def no_change_after_six_weeks(case):
    """Six weeks active, pain down by less than 2 points and less than 30 %, function unchanged."""
    before, now = case.baseline_pain, case.pain_now
    if not isinstance(case.reported, Told) or before is None or now is None or not _has_run_long(case):
        return
    enough = min(IMPORTANT_POINTS, IMPORTANT_SHARE * before) if before else IMPORTANT_POINTS
    if before - now < enough and not case.function_change:
        yield Word(_("Six weeks active, and neither pain nor function has changed: assess again."))


def _has_run_long(case):
    return case.active_since is not None and case.today - case.active_since >= LONG_RUN


@rule(
    "C-48",
    Level.WARN,
    REPORT,
    source="governance",
    clears_by=gettext_lazy("A review: less pain, or a new plan."),
    urgency="prompt",
    quiet_days=7,
)
def worse_than_at_the_start(case):
    """Pain at 2 or more above the assessment the plan was issued by, or function at 2 or more below."""
    if not isinstance(case.reported, Told):
        return
    before, now = case.baseline_pain, case.reported.pain
    if before is not None and now is not None and now >= before + BASELINE_RISE:
        words = {"before": before, "now": now}
        yield Word(_("Pain %(now)s; it was %(before)s when the plan was issued.") % words, alerts=True)
    elif case.function_change is not None and case.function_change <= -BASELINE_RISE:
        yield Word(_("Function is worse than when the plan was issued."), alerts=True)
