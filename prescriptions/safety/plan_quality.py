"""C-42 to C-56: what makes a plan complete."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.vocabulary import Stage
from prescriptions.safety.finding import Level, Moment
from prescriptions.safety.registry import Word, rule

SAVE, ACTIVATE = Moment.SAVE, Moment.ACTIVATE


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
