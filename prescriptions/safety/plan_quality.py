"""C-42 to C-57: what makes a plan complete."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language
from exercises.vocabulary import Region, Stage
from prescriptions.safety.article_order import age_on
from prescriptions.safety.case import Region as RegionFacts
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, rule
from prescriptions.safety.warm_up import is_warm_up

SAVE, ACTIVATE, START = Moment.SAVE, Moment.ACTIVATE, Moment.START


@rule(
    "C-42",
    Level.HARD,
    ACTIVATE,
    source="governance",
    clears_by=gettext_lazy("An assessment in which every red flag was asked."),
)
def no_red_flag_screen(case):
    """Nothing is issued before the red flags were asked in this episode."""
    if not any(visit.red_flags_screened for visit in case.visits):
        yield Word(_("The red flags were not all asked yet."))


@rule(
    "C-42c",
    Level.WARN,
    ACTIVATE,
    source="governance",
    clears_by=gettext_lazy("The conditions asked and recorded; “none” is an answer."),
)
def conditions_never_asked(case):
    """Unknown conditions are not no conditions."""
    if case.conditions is None:
        yield Word(_("The patient was never asked about other conditions."))


@rule("C-50", Level.HARD, SAVE, source="governance", clears_by=gettext_lazy("An easier exercise, or a later stage."))
def too_difficult_for_the_acute_stage(case):
    """Acute: difficulty 1 or 2 only."""
    if case.stage == Stage.ACUTE:
        for item in case.items:
            if item.exercise.difficulty > 2:
                yield Word(_("Too difficult for the acute stage."), item)


@rule(
    "C-19",
    Level.WARN,
    ACTIVATE,
    source="KUIJPER-2009, JOSPT-NECK-2017",
    clears_by=gettext_lazy("An end date for the collar, or the collar off."),
)
def collar_without_end(case):
    """A collar without an end date, or worn longer than 14 days (42 with radiculopathy)."""
    visit = case.visit
    if not (visit and visit.collar):
        return
    longest = 42 if "cervical-radiculopathy" in case.known_conditions() else 14
    if visit.collar_until is None:
        yield Word(_("The collar has no end date: wean and review."))
    elif (case.today - case.collar_since()).days > longest:
        yield Word(_("The collar is worn for more than %(days)s days: wean and review.") % {"days": longest})


@rule("C-42b", Level.WARN, ACTIVATE, START, source="governance", clears_by=gettext_lazy("The red flags asked again."))
def old_red_flag_screen(case):
    """A screen older than 28 days (acute: 7), or the clinic's fewer, is asked again."""
    screened = [visit.on for visit in case.visits if visit.red_flags_screened]
    if case.starting:  # symptoms answered at a check-in are a screen of their own
        screened += [told.session for told in case.told if told.symptoms is not None]
    limits = case.thresholds
    longest = limits.screen_days_acute if case.stage == Stage.ACUTE else limits.screen_days
    if screened and (case.today - max(screened)).days > longest:
        yield Word(_("The red flags were last asked more than %(days)s days ago.") % {"days": longest})


@rule("C-43", Level.WARN, SAVE, source="governance", clears_by=gettext_lazy("Fewer exercises, or shorter ones."))
def long_session(case):
    """More than 8 exercises (the warm-up not counted) or more than 30 minutes a session."""
    count = sum(not is_warm_up(item.exercise) for item in case.items)
    minutes = sum(item.dose.session_seconds() for item in case.items) / 60
    if count > 8:
        yield Word(_("%(count)s exercises: more than 8 are seldom done.") % {"count": count})
    elif minutes > 30:
        yield Word(
            _("About %(minutes)s minutes a session: more than 30 are seldom done.") % {"minutes": round(minutes)}
        )


@rule("C-44", Level.WARN, SAVE, source="governance", clears_by=gettext_lazy("One of the two sets, or other days."))
def double_load(case):
    """A classical and a Norbekov set of one region on the same day."""
    days = {}
    for item in case.items:
        if item.exercise.set_key and not is_warm_up(item.exercise):
            days.setdefault((item.exercise.region, item.exercise.method), set()).update(item.dose.weekdays)
    for region in ("cervical", "thoracic", "lumbar"):
        if days.get((region, "classical"), set()) & days.get((region, "norbekov"), set()):
            yield Word(_("A classical and a Norbekov set of the same region on one day: a double load."))


@rule("C-46", Level.WARN, ACTIVATE, source="governance", clears_by=gettext_lazy("An earlier review."))
def late_review(case):
    """No review, or one later than 42 days after the start (acute: 7)."""
    longest = 7 if case.stage == Stage.ACUTE else 42
    if case.starts_on is None:
        return
    if case.review_on is None:
        yield Word(_("No review is planned."))
    elif (case.review_on - case.starts_on).days > longest:
        yield Word(_("The review is more than %(days)s days after the start.") % {"days": longest})


@rule("C-49", Level.ADVISE, ACTIVATE, source="governance", clears_by=gettext_lazy("A supervised session."))
def supervised_start_for_the_very_old(case):
    """From 75, the first plan starts best under a specialist's eyes."""
    if case.first_plan and age_on(case.birth_date, case.today) >= 75:
        yield Word(_("At 75 or more a supervised start is wise."))


@rule("C-50b", Level.WARN, SAVE, source="governance", clears_by=gettext_lazy("An easier exercise."))
def very_difficult_in_recovery(case):
    """Difficulty 4 in recovery."""
    if case.stage == Stage.RECOVERY:
        for item in case.items:
            if item.exercise.difficulty == 4:
                yield Word(_("A very difficult exercise for the stage of recovery."), item)


@rule("C-51", Level.WARN, ACTIVATE, source="governance", clears_by=gettext_lazy("A supervised session of this region."))
def taught_exercise_without_a_session(case):
    """An evidence-based exercise that is first done with supervision, and no supervised session on file."""
    for item in case.items:
        exercise = item.exercise
        region = case.region if exercise.region == Region.GENERAL else exercise.region
        held = case.regions.get(region, RegionFacts()).supervised_sessions
        if exercise.supervision == "initial" and exercise.method == "evidence-based" and not held:
            yield Word(_("First done with a specialist: no supervised session is recorded."), item)


@rule("C-56", Level.ADVISE, SAVE, source="governance", clears_by=gettext_lazy("It is only shown."))
def another_region(case):
    """An exercise of another region than the episode's."""
    for item in case.items:
        if item.exercise.region not in (case.region, Region.GENERAL):
            yield Word(_("This exercise is for another region than the episode."), item)


@rule(
    "C-57",
    Level.WARN,
    ACTIVATE,
    source="governance",
    clears_by=gettext_lazy("The exercise's words in the patient's language, or another exercise."),
)
def not_in_the_patients_language(case):
    """An exercise without words in the language of the patient's record: it would be given in its own."""
    for item in case.items:
        if not item.exercise.is_told_in(case.language):
            languages = {"wanted": Language(case.language).label, "own": Language(item.exercise.language).label}
            yield Word(_("The patient reads %(wanted)s; this exercise is written in %(own)s only.") % languages, item)


RAISED = ("repetitions", "sets", "hold_seconds", "intensity_percent")


@rule("C-45", Level.WARN, SAVE, source="governance", clears_by=gettext_lazy("A smaller step, one thing at a time."))
def big_step(case):
    """Against the plan this draft revises: a rise of more than 20 %, or two of the numbers raised at once."""
    for item in case.items:
        before = case.former.get(item.exercise.key)
        raised = _raised(before, item.dose) if before else {}
        if len(raised) > 1:
            yield Word(_("Two numbers of the dose are raised in one step."), item)
        elif any(share > 1.2 for share in raised.values()):
            yield Word(_("The dose is raised by more than a fifth in one step."), item)


def _raised(before, now):
    """The numbers of the dose that went up, as shares of what they were."""
    shares = {}
    for name in RAISED:
        old, new = getattr(before, name), getattr(now, name)
        if old and new and new > old:
            shares[name] = new / old
    return shares
