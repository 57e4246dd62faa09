"""S-rules: what the founding article states or implies. L52 is its line 52."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.vocabulary import WARM_UP_SET, Method, Region, Stage
from prescriptions.safety.case import Region as RegionFacts
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, from_article, rule
from prescriptions.safety.warm_up import missing_because_of_a_condition

HARD, WARN, ADVISE = Level.HARD, Level.WARN, Level.ADVISE
SAVE, ACTIVATE, START = Moment.SAVE, Moment.ACTIVATE, Moment.START
END_RANGE = ("cx-flexion-end", "cx-extension-end", "cx-rotation-end", "cx-sideflex-end")
NEEDS_A_NEW_ASSESSMENT = gettext_lazy("A new assessment.")


@rule(
    "S-01",
    HARD,
    ACTIVATE,
    source="L116, stated",
    clears_by=gettext_lazy("An assessment, and the cause named in the episode's diagnosis."),
)
def pain_without_a_named_cause(case):
    """Pain in neck, back or breastbone and no assessment with a named cause: see a doctor first."""
    visit = case.visit
    if visit is None:
        yield Word(_("See a doctor first: there is no assessment yet."))
        return
    hurts = visit.pain_now or visit.pain_on_movement or visit.pain_sites & {"neck", "back", "chest"}
    if hurts and not case.named_cause:
        yield Word(_("See a doctor first: there is pain, and no diagnosis names its cause."))


@rule(
    "S-02",
    HARD,
    SAVE,
    ACTIVATE,
    source="L2, stated for classical, applied to all",
    clears_by=gettext_lazy("A clinician of the clinic does it."),
)
def not_a_clinician(case):
    """Only a clinician of the clinic makes, changes or issues a plan."""
    return ()  # judged where the action happens: a case knows nobody who acts


@rule(
    "S-07",
    HARD,
    Moment.STAGE,
    source="L55, stated",
    clears_by=gettext_lazy("A clinician's review on the same day."),
    patient_message=gettext_lazy("Only your clinician can change the stage of your treatment."),
)
def stage_changed_without_a_review(case):
    """The stage moves only through an assessment that a clinician records on the same day."""
    return ()  # judged where the action happens: a case knows nobody who acts


@rule("S-03", HARD, SAVE, source="L53, implied", clears_by=gettext_lazy("A later stage, recorded in an assessment."))
def article_item_not_for_the_acute_stage(case):
    """In the acute stage only the article's acute exercises (and its warm-up, S-23)."""
    if case.stage == Stage.ACUTE:
        for item in case.items:
            exercise = item.exercise
            if from_article(exercise) and "acute" not in exercise.stages and exercise.set_key != WARM_UP_SET:
                yield Word(_("Not in the acute stage: the article gives only its simplest exercises then."), item)


@rule("S-04", WARN, SAVE, source="L55, implied", clears_by=gettext_lazy("Your reason, or another exercise."))
def exercise_of_another_stage(case):
    """In recovery and maintenance, an exercise that does not list the stage needs a reason."""
    if case.stage in (Stage.RECOVERY, Stage.MAINTENANCE):
        for item in case.items:
            if case.stage not in item.exercise.stages:
                stage = Stage(case.stage).label.lower()
                yield Word(_("This exercise is not meant for the stage of %(stage)s.") % {"stage": stage}, item)


@rule(
    "S-05",
    HARD,
    ACTIVATE,
    source="L54, stated",
    clears_by=gettext_lazy("An assessment that answers the collar question; “no” needs its reason."),
)
def acute_neck_without_a_collar_decision(case):
    """An acute neck: collar yes or no must be answered before issue."""
    visit = case.visit
    if case.stage == Stage.ACUTE and case.region == Region.CERVICAL and visit and visit.collar is None:
        yield Word(_("Collar while walking: yes or no? The acute neck needs the answer."))


@rule("S-06", HARD, SAVE, source="L54, implied", clears_by=gettext_lazy("A later stage, recorded in an assessment."))
def strong_neck_movement_in_the_acute_stage(case):
    """Acute: no neck end range, combined, resisted or loaded movement, whatever the method."""
    if case.stage == Stage.ACUTE:
        for item in case.items:
            if item.has(*END_RANGE, "cx-combined", "cx-isometric", "cx-loaded"):
                yield Word(_("In the acute stage the neck only moves a little and carefully."), item)


def _gate_closed_because(case, region):
    """Why the lower-back gate is closed (S-13): a sentence, or None when it is open.

    It needs pain 0 not older than 7 days; no pain on movement and settled inflammation in the newest assessment,
    which holds for the clinic's number of days. What was not asked counts as not settled.
    """
    facts = case.regions.get(region, RegionFacts())
    visit = facts.visits[0] if facts.visits else None
    if visit is None:
        return _("It needs an open episode of this region with an assessment.")
    days = case.thresholds.pain_value_days
    pain = facts.pain_now(case.today, days=days)
    if pain is None:
        return _("It needs pain 0, and there is no pain value of the last %(days)s days.") % {"days": days}
    if pain:
        return _("It needs pain 0. The newest value is %(pain)s.") % {"pain": pain}
    if case.today - visit.on > timedelta(days=case.thresholds.movement_pain_days):
        return _("Pain on movement and inflammation were last assessed more than %(days)s days ago.") % {
            "days": case.thresholds.movement_pain_days
        }
    if visit.pain_on_movement is None:
        return _("Pain on movement was not asked at the newest assessment.")
    if visit.pain_on_movement:
        return _("It needs no pain on movement. The newest value is %(pain)s.") % {"pain": visit.pain_on_movement}
    if not visit.inflammation_settled:
        return _("It needs inflammation to have settled, confirmed by a clinician.")
    return None


def _items_behind_the_gate(case, set_key):
    for item in case.items:
        if item.exercise.set_key == set_key and (because := _gate_closed_because(case, item.exercise.region)):
            yield item, because


@rule(
    "S-13",
    HARD,
    SAVE,
    ACTIVATE,
    START,
    source="L75, stated",
    clears_by=NEEDS_A_NEW_ASSESSMENT,
    patient_message=gettext_lazy("Not today: this exercise waits until the back no longer hurts."),
)
def classical_lumbar_gate(case):
    """The classical lower-back set only after pain and inflammation are gone."""
    for item, because in _items_behind_the_gate(case, "classical-lumbar"):
        yield Word(_("The classical lower-back set is closed.") + " " + because, item)


@rule(
    "S-14",
    HARD,
    SAVE,
    ACTIVATE,
    START,
    source="L86 with L75, inferred",
    clears_by=NEEDS_A_NEW_ASSESSMENT,
    patient_message=gettext_lazy("Not today: this exercise waits until the back no longer hurts."),
)
def norbekov_lumbar_gate(case):
    """The same gate before the Norbekov lower-back set; a clinic may lower it to a warning."""
    level = WARN if case.thresholds.norbekov_lumbar_gate_warns else HARD
    for item, because in _items_behind_the_gate(case, "norbekov-lumbar"):
        yield Word(_("The Norbekov lower-back set is closed.") + " " + because, item, level)


@rule(
    "C-18",
    HARD,
    SAVE,
    ACTIVATE,
    START,
    source="data quality",
    clears_by=gettext_lazy("A pain value of today."),
    patient_message=gettext_lazy("First tell us how much it hurts today."),
)
def old_pain_value(case):
    """A gate judged by a pain value older than 7 days (or the clinic's fewer) counts as closed; where the gate only
    warns, so does this."""
    days = case.thresholds.pain_value_days
    for set_key in ("classical-lumbar", "norbekov-lumbar"):
        warns = set_key == "norbekov-lumbar" and case.thresholds.norbekov_lumbar_gate_warns
        for item in case.items:
            facts = case.regions.get(item.exercise.region, RegionFacts())
            if item.exercise.set_key == set_key and facts.pain_is_old(case.today, days=days):
                words = _("The newest pain value is older than %(days)s days.") % {"days": days}
                yield Word(words, item, WARN if warns else HARD)


def _lumbar_article_items(case):
    items = [item for item in case.items if item.exercise.region == Region.LUMBAR and from_article(item.exercise)]
    return items, case.regions.get(Region.LUMBAR, RegionFacts()).supervised_sessions


@rule(
    "S-15",
    HARD,
    ACTIVATE,
    source="L69, stated",
    clears_by=gettext_lazy("A supervised session, in person or by video, recorded in an assessment."),
)
def lumbar_set_without_a_supervised_session(case):
    """The article's lower-back exercises start under a specialist's eyes."""
    items, held = _lumbar_article_items(case)
    if held < 1:
        for item in items:
            yield Word(_("Not at home yet: the first session of the lower-back set is done with a specialist."), item)


@rule("S-15b", WARN, ACTIVATE, source="L69, number inferred", clears_by=gettext_lazy("More supervised sessions."))
def few_supervised_sessions(case):
    """Fewer supervised sessions than the clinic wants."""
    items, held = _lumbar_article_items(case)
    wanted = case.thresholds.supervised_sessions_wanted
    if items and 1 <= held < wanted:
        yield Word(
            _("%(held)s of %(wanted)s supervised sessions of the lower back are recorded.")
            % {"held": held, "wanted": wanted}
        )


@rule("S-20", HARD, SAVE, source="L83, stated", clears_by=gettext_lazy("It is put right by itself."))
def warm_up_left_out(case):
    """A Norbekov session begins with the warm-up: a draft is put right as it is saved. A warm-up exercise that a
    condition speaks against is left out, and named."""
    for title in missing_because_of_a_condition(case):
        yield Word(_("Left out of the warm-up because of a condition: %(title)s.") % {"title": title}, level=ADVISE)


@rule("S-30", WARN, SAVE, source="L75 against current guidance", clears_by=gettext_lazy("Your reason."))
def evidence_based_exercise_in_the_acute_stage(case):
    """Acute lower back: one reason for all. Acute neck: the article's acute set is the first choice."""
    if case.stage != Stage.ACUTE:
        return
    chosen = [item.exercise for item in case.items if item.exercise.method == Method.EVIDENCE_BASED]
    lumbar = [exercise.words.title for exercise in chosen if exercise.region == Region.LUMBAR]
    if lumbar:
        yield Word(
            _(
                "The article allows no lower-back exercise while there is pain; "
                "guidance today favours gentle ones: %(titles)s."
            )
            % {"titles": ", ".join(lumbar)}
        )
    elif any(exercise.region == Region.CERVICAL for exercise in chosen):
        yield Word(_("For the acute neck the article's acute set is the first choice."), level=ADVISE)
