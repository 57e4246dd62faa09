"""S-rules about dose, order, sides and advice: what the article says beside its gates. L52 is its line 52."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.safety import rough_neck
from exercises.vocabulary import WARM_UP_SET, Laterality, Method, Region, Stage
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, from_article, rule
from prescriptions.safety.warm_up import is_warm_up

HARD, WARN, ADVISE = Level.HARD, Level.WARN, Level.ADVISE
SAVE, ACTIVATE, START, STAGE = Moment.SAVE, Moment.ACTIVATE, Moment.START, Moment.STAGE
STATED = ("repetitions", "hold_seconds", "relax_seconds")
NORBEKOV_ORDER = (WARM_UP_SET, "norbekov-cervical", "norbekov-thoracic", "norbekov-lumbar")
TWO_SIDED = (Laterality.ALTERNATING, Laterality.EACH_SIDE, Laterality.BOTH_DIRECTIONS)


@rule("S-08", WARN, SAVE, source="L53, L57, L58, stated", clears_by=gettext_lazy("The dose the article states."))
def dose_beside_the_articles(case):
    """More than the article states needs a reason; less is shown with the stated value."""
    for item in case.items:
        stated = item.exercise.dose
        for name in STATED:
            given, told = getattr(item.dose, name), getattr(stated, name)
            if not from_article(item.exercise) or item.exercise.dose_source.get(name) != "article" or given == told:
                continue
            words = {"name": _FIELDS[name], "told": told}
            if given is not None and given > told:
                yield Word(_("More than the article states: %(name)s %(told)s.") % words, item)
            else:
                yield Word(_("Less than the article states: %(name)s %(told)s.") % words, item, ADVISE)


_FIELDS = {
    "repetitions": gettext_lazy("times"),
    "hold_seconds": gettext_lazy("hold, seconds"),
    "relax_seconds": gettext_lazy("relax, seconds"),
}


@rule("S-09", HARD, SAVE, Moment.PUBLISH, source="L52, stated", clears_by=gettext_lazy("A soft and slow exercise."))
def rough_movement_of_the_neck(case):
    """No springy, jerking or fast movement of the neck, in any stage."""
    for item in case.items:
        if any(rough_neck(item.exercise)):
            yield Word(_("Sudden movements of the neck are out."), item)


@rule("S-10", ADVISE, SAVE, source="L60, stated", clears_by=gettext_lazy("Every day of the week."))
def neck_set_not_every_day(case):
    """The classical neck set works best daily."""
    for item in case.items:
        if item.exercise.set_key == "classical-cervical" and len(item.dose.weekdays) < 7:
            yield Word(_("The article advises to do this set every day."), item)


@rule(
    "S-12",
    ADVISE,
    SAVE,
    START,
    source="L66, recommended",
    clears_by=gettext_lazy("The chair looked at."),
    patient_message=gettext_lazy(
        "Check that the back of the chair ends at your shoulder blades and that the chair cannot tip."
    ),
)
def chair_for_the_backward_bend(case):
    """The chair's back ends at the shoulder blades and it stands firm."""
    for item in case.items:
        if item.exercise.key == "thoracic-chair-backbend":
            yield Word(_("Confirm the chair: its back ends at the shoulder blades and it cannot tip."), item)


@rule("S-21", WARN, SAVE, source="L86, L89, implied", clears_by=gettext_lazy("The order of the method."))
def norbekov_items_out_of_order(case):
    """Warm-up, neck, upper back, lower back, and inside each the order of the set."""
    places = [
        (NORBEKOV_ORDER.index(item.exercise.set_key), item.exercise.order_in_set or 0)
        for item in case.items
        if item.exercise.set_key in NORBEKOV_ORDER
    ]
    if places != sorted(places):
        yield Word(_("The Norbekov exercises are not in their order: warm-up, neck, upper back, lower back."))


@rule("S-23", WARN, SAVE, source="the article is silent; low load, inferred", clears_by=gettext_lazy("Your reason."))
def warm_up_in_the_acute_stage(case):
    """The general warm-up while the episode is acute."""
    if case.stage == Stage.ACUTE:
        for item in case.items:
            if is_warm_up(item.exercise):
                yield Word(_("The article does not say whether the warm-up may be done in the acute stage."), item)


@rule("S-26", WARN, SAVE, source="L57, L65, L71, L97, stated", clears_by=gettext_lazy("Both sides."))
def one_side_of_a_two_sided_exercise(case):
    """What is done on both sides is prescribed for one."""
    for item in case.items:
        if item.exercise.laterality in TWO_SIDED and item.side in ("left", "right"):
            yield Word(_("This exercise is meant for both sides; only one is prescribed."), item)


@rule("S-26b", HARD, SAVE, ACTIVATE, source="inferred", clears_by=gettext_lazy("A side: left, right or both."))
def affected_side_not_chosen(case):
    """An exercise for the affected side without a side."""
    for item in case.items:
        if item.exercise.laterality == Laterality.AFFECTED_SIDE and not item.side:
            yield Word(_("Choose the side: this exercise is for the affected one."), item)


def age_on(birth_date, day: date):
    """Completed years of life."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


@rule("S-28", WARN, ACTIVATE, source="L111, stated for children", clears_by=gettext_lazy("Your reason."))
def child_or_deviating_posture(case):
    """Under 18, or posture deviates: a prompt medical check, and a reason for a plan."""
    if age_on(case.birth_date, case.today) < 18:
        yield Word(_("The patient is under 18: have the spine checked promptly."))
    elif case.visit and case.visit.posture_deviation:
        yield Word(_("The posture deviates: have the spine checked promptly."))


@rule(
    "S-18",
    ADVISE,
    START,
    source="L76, stated",
    clears_by=gettext_lazy("The first session done."),
    patient_message=gettext_lazy("Wear loose clothes that neither tighten nor pinch."),
)
def loose_clothes(case):
    """Loose clothing at the first session."""
    if case.first_session:
        yield Word(_("Wear loose clothes that neither tighten nor pinch."))


@rule(
    "S-22",
    ADVISE,
    START,
    source="L89, L100, stated",
    clears_by=gettext_lazy("It is only shown."),
    patient_message=gettext_lazy("Picture the part of the spine you move, in good spirits and with a smile."),
)
def norbekov_imagery(case):
    """Imagery and a good mood belong to this method."""
    if any(item.exercise.method == Method.NORBEKOV for item in case.items):
        yield Word(_("Picture the part of the spine you move, in good spirits and with a smile."))


@rule("S-11", ADVISE, STAGE, source="L61, stated", clears_by=gettext_lazy("It is only shown."))
def keep_the_thoracic_set(case):
    """The upper-back set also serves prevention."""
    if case.region == Region.THORACIC and case.stage == Stage.MAINTENANCE:
        yield Word(_("The upper-back set also prevents: it can be kept in maintenance."))


@rule("S-29", ADVISE, STAGE, source="L110 to L115, stated", clears_by=gettext_lazy("It is only shown."))
def prevention_advice(case):
    """Prevention belongs to maintenance."""
    if case.stage == Stage.MAINTENANCE:
        yield Word(_("Maintenance begins: the advice on prevention goes with the plan."))
